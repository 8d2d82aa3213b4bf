// SPDX-License-Identifier: Apache-2.0
// What the page tests of capture need: a form server (the program with ACCALMIE_BINARY, else the mock), and a browser that can be killed.
import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { createInterface } from 'node:readline';
import { dirname, join } from 'node:path';
import { after } from 'node:test';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';
import { FormServer } from '../../mock/openrosa.mjs';
import { start_mock } from '../../mock/server.mjs';
import { sizes } from './browser.mjs';

export const forms = join(dirname(fileURLToPath(import.meta.url)), 'forms');
const binary = process.env.ACCALMIE_BINARY ?? null;
const start_ms_max = 120_000;
const media = ['communes.csv', 'case.png'].map((name) => join(forms, name));

function run(folder, ...words) {
  const done = spawnSync(binary, ['--workspace', folder, ...words], { encoding: 'utf8', timeout: start_ms_max });
  if (done.status !== 0) throw new Error(`accalmie ${words.join(' ')}: ${done.stderr}`);
  return done.stdout;
}

async function start_program(port) {
  const folder = join(mkdtempSync(join(tmpdir(), 'accalmie-capture-')), 'workspace');
  run(folder, 'init');
  const { token } = JSON.parse(run(folder, 'member', 'add', 'Awa', '--role', 'nurse', '--places', 'ML0507', '--json'));
  run(folder, 'form', 'publish', join(forms, 'visite.xml'), ...media.flatMap((path) => ['--media', path]));
  let server = null;
  const stop_serving = async () => {
    if (server === null || server.exitCode !== null) return;
    const gone = new Promise((done) => server.once('exit', done));
    server.kill('SIGTERM');
    await gone;
  };
  const serve = (at) => new Promise((resolve, reject) => {
    server = spawn(binary, ['--workspace', folder, 'serve', '--port', String(at)], { stdio: ['ignore', 'pipe', 'inherit'] });
    createInterface({ input: server.stdout }).on('line', (line) => { const found = /https?:\/\/[^\s#]+/.exec(line)?.[0]; if (found) resolve(found.replace(/\/$/, '')); });
    server.once('exit', (code) => reject(new Error(`serve ended with ${code}`)));
  });
  const url = await serve(port);
  const rows = (sql) => JSON.parse(run(folder, 'query', sql, '--json')).rows;
  return {
    url, token, is_real: true,
    stop: async () => { await stop_serving(); rmSync(dirname(folder), { recursive: true, force: true }); },
    /** What the node has: { instance, xml, files, signed }; asked with the server stopped, so that its facts are whole, which then goes on. */
    answers: async () => {
      const at = new URL(url).port;
      await stop_serving();
      const found = known();
      await serve(at);
      return found;
    },
  };
  function known() {
    const files = rows('select instance, name from attachment');
    return rows('select instance, xml, device_key from submission').map((row) => ({ instance: row.instance, xml: row.xml, files: files.filter((file) => file.instance === row.instance).map((file) => file.name), signed: Boolean(row.device_key) }));
  }
}

async function start_stand_in(options) {
  const { more = [], ...first } = options;
  const form_server = new FormServer({ forms: [{ file: join(forms, 'visite.xml'), media, ...first }, ...more.map((name) => ({ file: join(forms, name) }))] });
  const mock = await start_mock({ demo: false, form_server });
  return {
    ...mock, token: form_server.token, is_real: false, form_server,
    answers: async () => [...form_server.answers].map(([instance, one]) => ({ instance, xml: one.xml.toString(), files: [...one.files.keys()], signed: one.signed })),
  };
}

// What a failed test leaves running would keep its file from ever ending.
const running = new Set();
after(() => Promise.all([...running].map((node) => node.stop())));

/** A node with one member and one form: { url, token, stop, answers }, stopped with its file at the latest. Options (sealed questions, more forms) ask for the mock. */
export async function start_node(options) {
  const node = await (binary === null || options !== undefined ? start_stand_in(options ?? {}) : start_program(0));
  const tracked = { ...node, stop: async () => { if (running.delete(tracked)) await node.stop(); } };
  running.add(tracked);
  return tracked;
}

const flags = ['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync', '--use-fake-device-for-media-stream', '--remote-debugging-port=0'];

/** Chromium with a profile of its own that outlives it: { page, context, kill, close }. */
export async function start_phone(profile, { size = 'phone', language = 'fr' } = {}) {
  const made = profile ?? mkdtempSync(join(tmpdir(), 'accalmie-phone-'));
  const child = spawn('/usr/bin/chromium', [...flags, `--user-data-dir=${made}`, '--lang=fr', 'about:blank'], { stdio: ['ignore', 'ignore', 'pipe'], detached: true });
  const address = await new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error('Chromium did not start')), start_ms_max);
    createInterface({ input: child.stderr }).on('line', (line) => { const found = /ws:\/\/\S+/.exec(line)?.[0]; if (found) { clearTimeout(timer); resolve(found); } });
  });
  const browser = await chromium.connectOverCDP(address);
  const context = browser.contexts()[0];
  await context.addInitScript((chosen) => { if (localStorage.getItem('accalmie.language') === null) localStorage.setItem('accalmie.language', chosen); }, language);
  const page = await context.newPage();
  await page.setViewportSize(sizes[size]);
  const faults = [];
  page.on('pageerror', (error) => faults.push(`error: ${error.message}`));
  page.on('console', (message) => { if (['error', 'warning'].includes(message.type()) && !/WebGL|GPU|Failed to load resource|net::ERR/i.test(message.text())) faults.push(`console: ${message.text()}`); });
  const gone = new Promise((done) => child.once('exit', done));
  const end = async (signal) => {
    try { process.kill(-child.pid, signal); } catch { /* it has gone by itself */ }
    await gone;
  };
  return { browser, context, page, faults, profile: made, kill: () => end('SIGKILL'), close: async () => { await end('SIGKILL'); rmSync(made, { recursive: true, force: true }); } };
}

export const worker_ready = (page) => page.evaluate(async () => {
  const { active } = await navigator.serviceWorker.ready;
  if (active.state !== 'activated') await new Promise((done) => active.addEventListener('statechange', () => active.state === 'activated' && done()));
});
