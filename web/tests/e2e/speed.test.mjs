// SPDX-License-Identifier: Apache-2.0
// The first visit on a slow phone: measured and printed (aim: something useful within a second), bounded by bytes.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { open_page, start_browser, start_server } from './browser.mjs';

const script_bytes_max = 150_000;
let browser, server;
before(async () => {
  browser = await start_browser();
  server = await start_server();
});
after(async () => {
  await browser?.close();
  await server?.stop();
});

test('the first visit loads under 150 kB of script, from nowhere else, without the map', async () => {
  const { page, context } = await open_page(browser, server, { path: 'icon.svg' });
  const cdp = await context.newCDPSession(page);
  await cdp.send('Network.enable');
  await cdp.send('Network.emulateNetworkConditions', { offline: false, latency: 150, downloadThroughput: 200_000, uploadThroughput: 90_000 });
  await cdp.send('Emulation.setCPUThrottlingRate', { rate: 4 });
  const types = new Map(), sizes = new Map();
  cdp.on('Network.responseReceived', ({ requestId, type, response }) => types.set(requestId, { type, url: response.url }));
  cdp.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => sizes.set(requestId, encodedDataLength));
  await page.goto(`${server.url}/`);
  await page.getByRole('heading', { name: 'Les communautés' }).waitFor();
  const useful_ms = await page.evaluate(() => Math.round(performance.now()));
  const paint_ms = await page.evaluate(() => Math.round(performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? 0));
  const scripts = [...types].filter(([, one]) => one.type === 'Script');
  const bytes = scripts.reduce((total, [id]) => total + (sizes.get(id) ?? 0), 0);
  console.log(`  slow phone (1.6 Mbit/s, 150 ms, CPU / 4): first paint ${paint_ms} ms, board ${useful_ms} ms, script ${(bytes / 1000).toFixed(1)} kB sent`);
  assert.ok(bytes < script_bytes_max, `${bytes} bytes of script`);
  assert.ok(!scripts.some(([, one]) => /map/i.test(new URL(one.url).pathname)), 'the map must wait until it is opened');
  await context.close();
});
