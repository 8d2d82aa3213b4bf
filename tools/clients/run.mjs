// SPDX-License-Identifier: Apache-2.0
// Other people's clients against this server: every published form is fetched by OpenRosa, filled in by ODK's engine, drawn by ODK's web-forms, opened and
// evaluated again by Enketo; each of the two submissions is sent, and the server finds nothing wrong with it.   node run.mjs PROGRAM PACK_FOLDER...
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { basename, dirname, extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';

const [program, ...folders] = process.argv.slice(2);
if (!program || folders.length === 0) throw new Error('usage: node run.mjs PROGRAM FORMS_FOLDER...');
const here = fileURLToPath(new URL('.', import.meta.url));
const space = mkdtempSync(join(tmpdir(), 'accalmie-clients-'));
const workspace = join(space, 'workspace');
let failures = 0;

function run(...words) {
  const done = spawnSync(program, ['--workspace', workspace, ...words], { encoding: 'utf8', timeout: 120_000, maxBuffer: 1 << 28 });
  if (done.status !== 0) throw new Error(`accalmie ${words.join(' ')}: ${done.stderr}`);
  return done.stdout;
}
function fail(form, what) {
  ++failures;
  console.log(`${form}: ${what}`);
}

const forms = folders.flatMap((folder) => readdirSync(folder).map((name) => join(folder, name)).filter((path) => existsSync(join(path, 'survey.csv'))));
run('demo');
for (const folder of folders) if (basename(dirname(folder)) !== 'base') run('pack', 'add', dirname(folder));
const token = JSON.parse(run('member', 'add', 'Clients', '--role', 'lead', '--places', '*', '--json')).token;
const published = [];
for (const form of forms) {
  try {
    const compiled = join(space, `${form.replace(/\W/g, '_')}.xml`);
    run('form', 'compile', form, '-o', compiled);
    const media = readdirSync(form).filter((name) => !['survey.csv', 'choices.csv', 'settings.csv', 'entities.csv'].includes(name)).flatMap((name) => ['--media', join(form, name)]);
    run('form', 'publish', compiled, ...media);
    published.push(form);
  } catch (failure) {
    fail(form, `is not published: ${failure.message.slice(0, 300)}`);
  }
}

const server = spawn(program, ['--workspace', workspace, 'serve', '--port', '0']);
const base = await new Promise((found) => {
  let text = '';
  server.stdout.on('data', (part) => {
    text += part;
    const line = /http:\/\/localhost:(\d+)/.exec(text);
    if (line) found(`http://localhost:${line[1]}/o/${token}`);
  });
});
const asked = (path, init) => fetch(path.startsWith('http') ? path : `${base}${path}`, { ...init, headers: { 'X-OpenRosa-Version': '1.0', ...init?.headers } });

const types = { '.html': 'text/html', '.js': 'text/javascript', '.css': 'text/css' };
const pages = createServer((request, response) => {
  const path = join(here, 'dist', new URL(request.url, 'http://localhost').pathname === '/' ? 'index.html' : new URL(request.url, 'http://localhost').pathname);
  if (!existsSync(path)) return response.writeHead(404).end();
  response.writeHead(200, { 'content-type': types[extname(path)] ?? 'application/octet-stream' }).end(readFileSync(path));
}).listen(0);
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: ['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run'] });
const page = await browser.newPage();
const page_problems = [];
page.on('pageerror', (failure) => page_problems.push(String(failure).slice(0, 200)));
await page.goto(`http://localhost:${pages.address().port}/`);
await page.waitForFunction(() => globalThis.clients_ready === true);

const unescape = (text) => text.replace(/&lt;/g, '<').replace(/&gt;/g, '>').replace(/&quot;/g, '"').replace(/&apos;|&#39;/g, "'").replace(/&amp;/g, '&');
const value = (xml, name) => unescape(new RegExp(`<${name}>([^<]*)</${name}>`).exec(xml)?.[1] ?? '');
/** What Enketo wants of an external file: the items as XML. */
function as_items(text) {
  const rows = text.trim().split(/\r?\n/).map((line) => [...line.matchAll(/("(?:[^"]|"")*"|[^,]*)(?:,|$)/g)].map((one) => one[1].replace(/^"|"$/g, '').replaceAll('""', '"')));
  const escape = (one) => one.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
  return `<root>${rows.slice(1).map((row) => `<item>${rows[0].map((name, at) => (/^[A-Za-z_][\w.-]*$/.test(name) ? `<${name}>${escape(row[at] ?? '')}</${name}>` : '')).join('')}</item>`).join('')}</root>`;
}
async function send(form, client, xml) {
  const body = new FormData();
  body.append('xml_submission_file', new Blob([xml], { type: 'text/xml' }), 'submission.xml');
  for (const [, file] of xml.matchAll(/>([^<>]+\.(?:jpg|png|wav|m4a))</g)) body.append(file, new Blob(['x']), file);
  const sent = await asked('/submission', { method: 'POST', body });
  if (sent.status !== 201) fail(form, `${client}: the submission got ${sent.status} ${(await sent.text()).slice(0, 200)}`);
}

const list = await (await asked('/formList')).text();
const done = [], unfilled = [];
for (const [, one] of list.matchAll(/<xform>([\s\S]*?)<\/xform>/g)) {
  const id = value(one, 'formID');
  try {
    const xml = await (await asked(value(one, 'downloadUrl'))).text();
    const files = {};
    const manifest = value(one, 'manifestUrl') ? await (await asked(value(one, 'manifestUrl'))).text() : '';
    for (const [, media] of manifest.matchAll(/<mediaFile[^>]*>([\s\S]*?)<\/mediaFile>/g)) files[value(media, 'filename')] = await (await asked(value(media, 'downloadUrl'))).text();
    const engine = await page.evaluate(([form, own]) => globalThis.run_engine(form, own, true), [xml, files]);
    if (engine.problem) { fail(id, `ODK's engine: ${engine.problem}`); continue; }
    if (engine.violations.length > 0) unfilled.push(`${id}: ${engine.violations.slice(0, 3).join('; ')}`);
    await send(id, "ODK's engine", engine.xml);
    const drawn = await page.evaluate(([form, own]) => globalThis.run_web_forms(form, own), [xml, files]);
    if (drawn.problems.length > 0 || drawn.shown === 0) fail(id, `ODK's web-forms: ${drawn.problems.join('; ') || `no question is drawn: ${drawn.said}`}`);
    const external = [...xml.matchAll(/<instance[^>]*\bid="([^"]+)"[^>]*\bsrc="([^"]+)"/g)].map(([, name, src]) => ({ id: name, src, text: as_items(files[src.split('/').at(-1)] ?? 'name,label') }));
    const enketo = await page.evaluate(([form, own, sent]) => globalThis.run_enketo(form, own, sent), [xml, external, engine.xml]);
    if (enketo.problems.length > 0) fail(id, `Enketo: ${enketo.problems.join('; ').slice(0, 300)}`);
    if (!enketo.valid && engine.violations.length === 0) fail(id, `Enketo finds wrong what ODK finds right: ${enketo.wrong.slice(0, 5).join(', ')}`);
    await send(id, 'Enketo', enketo.xml.replace(/(<(?:\w+:)?instanceID>)[^<]*/, `$1uuid:${crypto.randomUUID()}`).replace(/<(?:\w+:)?deprecatedID>[^<]*<\/(?:\w+:)?deprecatedID>/, ''));
    done.push({ id, questions: engine.questions });
  } catch (failure) {
    fail(id, String(failure).slice(0, 400));
  }
}
if (page_problems.length > 0) console.log(`on the page: ${[...new Set(page_problems)].slice(0, 5).join(' | ')}`);
await browser.close();
pages.close();
server.kill();
await new Promise((ended) => server.on('exit', ended));
for (const { id } of done) {
  // What the server's own engine says of both submissions.
  const exported = join(space, id.replace(/\W/g, '_'));
  run('export', 'submissions', id, '--to', exported);
}
rmSync(space, { recursive: true, force: true });
if (unfilled.length > 0) console.log(`sent with answers that both call wrong, because none was guessed that is right:\n  ${unfilled.join('\n  ')}`);
console.log(`${done.length} of ${published.length} published forms (${forms.length} in the folders) through ODK's engine, web-forms and Enketo; ${done.reduce((sum, one) => sum + one.questions, 0)} questions; ${failures} failures`);
process.exitCode = failures > 0 || done.length === 0 ? 1 : 0;
