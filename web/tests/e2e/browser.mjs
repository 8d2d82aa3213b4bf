// SPDX-License-Identifier: Apache-2.0
// The browser and the server of the page tests: Debian's Chromium, and the mock unless ACCALMIE_URL names a real one.
import { mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';
import { start_mock } from '../../mock/server.mjs';

const flags = ['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'];
export const artifacts = join(dirname(fileURLToPath(import.meta.url)), '..', '..', 'artifacts');
mkdirSync(artifacts, { recursive: true });

export const sizes = { phone: { width: 360, height: 740 }, desktop: { width: 1280, height: 800 } };
export const real_url = process.env.ACCALMIE_URL ?? null;
const real_token = process.env.ACCALMIE_TOKEN ?? null;

export const start_browser = () => chromium.launch({ executablePath: '/usr/bin/chromium', args: flags });

/** The server under test: { url, stop }. */
export async function start_server(options) {
  return real_url ? { url: real_url.replace(/\/$/, ''), stop: async () => {} } : start_mock(options);
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
  const token = real_token ? `#k=${real_token}` : '';
  if (token) await page.goto(`${server.url}/${token}`);
  await page.goto(`${server.url}/${path}`);
  return { context, page, faults };
}

/** Saves a screenshot of the whole page to web/artifacts. */
export const shoot = (page, name, whole = true) => page.screenshot({ path: join(artifacts, `${name}.png`), fullPage: whole });
