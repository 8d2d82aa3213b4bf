// SPDX-License-Identifier: Apache-2.0
// A small server for working on the page: web/dist with the headers of the real one, and invented answers.
// node mock/server.mjs [--port 8718] [--token WORD] [--real]
import { createServer } from 'node:http';
import { readFile } from 'node:fs/promises';
import { dirname, extname, join, normalize, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import * as answers from './answers.mjs';
import * as care from './care.mjs';
import * as reports from './reports.mjs';

const dist = join(dirname(fileURLToPath(import.meta.url)), '..', 'dist');
const types = {
  '.html': 'text/html; charset=utf-8', '.js': 'text/javascript', '.mjs': 'text/javascript', '.css': 'text/css', '.svg': 'image/svg+xml',
  '.png': 'image/png', '.woff2': 'font/woff2', '.webmanifest': 'application/manifest+json', '.json': 'application/json',
};
/** The narrowest policy that the page works under; the real server sends the same. */
export const content_policy =
  "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self' blob:; media-src 'self' blob:; font-src 'self'; connect-src 'self'; " +
  "worker-src 'self' blob:; manifest-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

const refusal = (kind, what, where, remedy) => ({ error: { kind, what, where, remedy } });

function api_answer(url, options) {
  const query = Object.fromEntries(url.searchParams);
  const path = url.pathname.slice('/api/v1'.length);
  if (options.without.includes(path)) return [404, refusal('missing', 'no such resource', path, 'see /api/v1/openapi.json')];
  if (options.denied.includes(path)) return [403, refusal('denied', 'you may not see this', path, 'ask the lead of the programme')];
  const routes = {
    '/workspace': () => answers.workspace(options),
    '/places': () => answers.places({ level: query.level ?? '2', geometry: query.geometry === '1' }),
    '/calm': () => answers.calm(),
    '/promises': () => answers.promises(),
    '/today': () => answers.today_answer(),
    '/incidents/months': () => answers.incident_months(query),
    '/change': () => answers.change(query),
    '/plans': () => answers.plans(),
    '/timeline': () => answers.timeline(query),
    '/timeline/sheet': () => answers.sheet('timeline', query),
    '/completeness': () => reports.completeness(query),
    '/attacks': () => reports.attacks(),
    '/reports/history': () => reports.report_history(),
    '/alerts': () => answers.alerts(),
    '/stock': () => care.stock(query),
    '/referrals': () => care.referrals(),
    '/nutrition': () => care.nutrition(),
    '/trust': () => care.trust(),
    '/voices': () => care.voices(),
    '/reach': () => care.reach(),
  };
  const kind = /^\/plots\/([a-z-]+)\/sheet$/.exec(path)?.[1];
  if (kind) routes[path] = () => answers.sheet(kind, query);
  if (!routes[path]) return [404, refusal('missing', 'no such resource', path, 'see /api/v1/openapi.json')];
  if (path === '/change' && !query.places) return [400, refusal('invalid', 'no place was named', 'places', 'name one or more P-codes')];
  return [200, options.demo ? { ...routes[path](), demo: true } : routes[path]()];
}

function send_json(response, status, body) {
  response.writeHead(status, { 'content-type': 'application/json', 'cache-control': 'no-store' });
  response.end(JSON.stringify(body));
}

async function send_file(request, response, pathname) {
  const asked = normalize(pathname === '/' ? '/index.html' : pathname);
  const file = join(dist, asked);
  if (!file.startsWith(dist + sep)) return send_json(response, 404, refusal('missing', 'no such file', pathname, ''));
  const headers = {
    'content-type': types[extname(file)] ?? 'application/octet-stream', 'content-security-policy': content_policy,
    'cache-control': asked.startsWith('/assets/') ? 'public, max-age=31536000, immutable' : 'no-cache', 'x-content-type-options': 'nosniff',
  };
  const accepted = String(request.headers['accept-encoding'] ?? '');
  for (const [coding, ending] of [['br', '.br'], ['gzip', '.gz'], ['', '']]) {
    if (!accepted.includes(coding)) continue;
    const bytes = await readFile(file + ending).catch(() => null);
    if (bytes === null) continue;
    response.writeHead(200, coding ? { ...headers, 'content-encoding': coding } : headers);
    return response.end(bytes);
  }
  return send_json(response, 404, refusal('missing', 'no such file', pathname, 'run npm run build'));
}

async function take_step(request, response) {
  let said = '';
  for await (const piece of request) said += piece;
  send_json(response, 200, answers.alert_step(said));
}

/** Starts a server; resolves to { url, stop }. `without` and `denied` name answers that it has not, or refuses;
 *  `form_server` answers devices (openrosa.mjs). */
export function start_mock({ port = 0, token = null, demo = true, role = 'coordinator', without = [], denied = [], form_server = null } = {}) {
  const server = createServer(async (request, response) => {
    const url = new URL(request.url, 'http://mock');
    if (form_server !== null && (await form_server.handle(request, response, url))) return;
    if (!url.pathname.startsWith('/api/')) return void send_file(request, response, decodeURIComponent(url.pathname));
    if (token !== null && request.headers.authorization !== `Bearer ${token}`) {
      return send_json(response, 401, refusal('denied', 'an access token is needed', url.pathname, 'ask the owner of the workspace'));
    }
    if (request.method === 'POST' && url.pathname === '/api/v1/reports/check') {
      let body = '';
      request.on('data', (piece) => (body += piece));
      return void request.on('end', () => send_json(response, 200, reports.report_check(JSON.parse(body))));
    }
    if (request.method === 'POST' && url.pathname === '/api/v1/alerts/steps') return void take_step(request, response);
    send_json(response, ...api_answer(url, { demo, role, without, denied }));
  });
  return new Promise((resolve) => {
    server.listen(port, '127.0.0.1', () => {
      const stop = () => new Promise((done) => (server.closeAllConnections(), server.close(done)));
      resolve({ url: `http://127.0.0.1:${server.address().port}`, stop });
    });
  });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { values } = parseArgs({ options: { port: { type: 'string', default: '8718' }, token: { type: 'string' }, real: { type: 'boolean', default: false } } });
  const { url } = await start_mock({ port: Number(values.port), token: values.token ?? null, demo: !values.real });
  console.log(`mock server: ${url}`);
}
