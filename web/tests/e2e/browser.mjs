// SPDX-License-Identifier: Apache-2.0
// The browser and the server of the page tests: Debian's Chromium, and the mock, unless ACCALMIE_URL names a running server of a demo
// or ACCALMIE_BINARY the program, which then makes and serves a demo of its own.
import { spawn, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { createInterface } from 'node:readline';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';
import { start_mock } from '../../mock/server.mjs';

const flags = ['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'];
export const artifacts = join(dirname(fileURLToPath(import.meta.url)), '..', '..', 'artifacts');
mkdirSync(artifacts, { recursive: true });

export const sizes = { phone: { width: 360, height: 740 }, desktop: { width: 1280, height: 800 } };
const real_url = process.env.ACCALMIE_URL ?? null;
const binary = process.env.ACCALMIE_BINARY ?? null;
const real_token = process.env.ACCALMIE_TOKEN ?? null;

export const start_browser = () => chromium.launch({ executablePath: '/usr/bin/chromium', args: flags });

const start_ms_max = 120_000;

/** A demo made and served by the program itself, in a folder that goes with it. */
async function start_program() {
  const folder = join(mkdtempSync(join(tmpdir(), 'accalmie-page-')), 'demo');
  const made = spawnSync(binary, ['demo', folder], { encoding: 'utf8', timeout: start_ms_max });
  if (made.status !== 0) {
    rmSync(dirname(folder), { recursive: true, force: true });
    throw new Error(`${binary} demo ended with ${made.status ?? made.error}: ${made.stderr}`);
  }
  const server = spawn(binary, ['--workspace', folder, 'serve', '--port', '0'], { stdio: ['ignore', 'pipe', 'pipe'] });
  let said = '';
  server.stderr.on('data', (text) => (said += text));
  const stop = async () => {
    const gone = new Promise((done) => server.once('exit', done));
    if (server.exitCode === null && server.kill('SIGTERM')) await gone;
    rmSync(dirname(folder), { recursive: true, force: true });
  };
  const url = await new Promise((resolve) => {
    const timer = setTimeout(() => resolve(null), start_ms_max);
    const done = (found) => (clearTimeout(timer), resolve(found));
    createInterface({ input: server.stdout }).on('line', (line) => done(/https?:\/\/[^\s#]+/.exec(line)?.[0] ?? null));
    server.once('exit', () => done(null));
  });
  if (url === null) {
    await stop();
    throw new Error(`${binary} serve printed no address: ${said}`);
  }
  return { url: url.replace(/\/$/, ''), stop };
}

/** The server under test: { url, stop }. Options ask for the mock: a token, or a workspace that is no demo. */
export async function start_server(options) {
  if (options !== undefined) return start_mock(options);
  if (real_url !== null) return { url: real_url.replace(/\/$/, ''), stop: async () => {} };
  return binary === null ? start_mock() : start_program();
}

/** A page that collects what must not happen: errors, content-policy refusals, requests to anywhere else. */
export async function open_page(browser, server, { size = 'phone', language = 'fr', theme = 'light', path = '#/', reduced = true } = {}) {
  const context = await browser.newContext({ viewport: sizes[size], locale: 'fr-FR', reducedMotion: reduced ? 'reduce' : 'no-preference' });
  await context.addInitScript(([chosen, look]) => {
    if (localStorage.getItem('accalmie.language') === null) localStorage.setItem('accalmie.language', chosen);
    if (localStorage.getItem('accalmie.theme') === null) localStorage.setItem('accalmie.theme', look);
  }, [language, theme]);
  const page = await context.newPage();
  const faults = [];
  page.on('pageerror', (error) => faults.push(`error: ${error.message}`));
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type()) && !/WebGL|GPU|GL Driver|Failed to load resource/i.test(message.text())) faults.push(`console: ${message.text()}`);
  });
  page.on('request', (request) => {
    const to = new URL(request.url());
    if (to.protocol.startsWith('http') && to.origin !== new URL(server.url).origin) faults.push(`request to ${to.origin}`);
  });
  const token = real_token && real_url ? `#k=${real_token}` : '';
  if (token) await page.goto(`${server.url}/${token}`);
  await page.goto(`${server.url}/${path}`);
  return { context, page, faults };
}

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
/** Serious and critical faults of accessibility on the page as it stands. */
export async function serious_faults(page) {
  await page.evaluate(axe); // run by the debugger, so the content policy need not be opened for it
  const { violations } = await page.evaluate(() => globalThis.axe.run(document, { resultTypes: ['violations'] }));
  return violations.filter((one) => ['serious', 'critical'].includes(one.impact)).map((one) => `${one.id}: ${one.nodes.map((node) => `${node.target.join(' ')} ${node.any[0]?.message ?? ''}`).slice(0, 4).join(' | ')}`);
}

/** Saves a screenshot of the whole page to web/artifacts. */
export const shoot = (page, name, whole = true) => page.screenshot({ path: join(artifacts, `${name}.png`), fullPage: whole });
