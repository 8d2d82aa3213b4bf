// SPDX-License-Identifier: Apache-2.0
// Without a network: a demo opens with the data it had and says of when; a real workspace keeps nothing on the device.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { open_page, shoot, start_browser, start_server } from './browser.mjs';

let browser;
before(async () => (browser = await start_browser()));
after(async () => browser?.close());

const worker_ready = (page) => page.evaluate(async () => {
  const { active } = await navigator.serviceWorker.ready;
  if (active.state !== 'activated') await new Promise((done) => active.addEventListener('statechange', () => active.state === 'activated' && done()));
});
const kept_paths = (page) => page.evaluate(async () => (await Promise.all((await caches.keys()).filter((name) => name.includes('answers')).map(async (name) => (await (await caches.open(name)).keys()).map((one) => new URL(one.url).pathname)))).flat());

test('a demo that was opened once opens again without a network', async () => {
  const server = await start_server();
  const { page, context } = await open_page(browser, server, {});
  await page.getByRole('heading', { name: 'Les communautés' }).waitFor();
  await worker_ready(page);
  for (const name of ['Promesses', 'Carte']) {
    await page.getByRole('link', { name, exact: true }).click();
    await page.getByRole('heading', { level: 1, name }).waitFor();
  }
  await page.locator('.canvas canvas').waitFor();
  await page.waitForFunction(async () => (await (await caches.open('accalmie-demo-answers')).keys()).length >= 6);
  await context.setOffline(true);
  const begun = Date.now();
  await page.goto(`${server.url}/#/`);
  await page.reload();
  await page.getByRole('heading', { name: 'Les communautés' }).waitFor();
  console.log(`  offline reload: board after ${Date.now() - begun} ms`);
  assert.match(await page.getByRole('status').first().innerText(), /Hors ligne.*données du \d/);
  assert.match(await page.locator('aside').first().innerText(), /DÉMONSTRATION/);
  await shoot(page, 'offline-demo-phone-fr', false);
  await page.getByRole('link', { name: 'Promesses', exact: true }).click();
  await page.getByRole('heading', { name: 'Fiabilité par trajet' }).waitFor();
  await page.getByRole('link', { name: 'Carte', exact: true }).click();
  await page.locator('.rows button').first().waitFor();
  await page.getByRole('link', { name: 'Changement', exact: true }).click();
  await page.getByRole('heading', { level: 1, name: 'Changement' }).waitFor();
  await context.setOffline(false);
  await page.getByRole('link', { name: 'Aujourd’hui', exact: true }).click();
  await page.waitForFunction(() => !/Hors ligne/.test(document.body.innerText));
  await context.close();
  await server.stop();
});

test('of a real workspace nothing is kept, and the page says so', async () => {
  const server = await start_server({ demo: false });
  const { page, context } = await open_page(browser, server, {});
  await page.getByRole('heading', { name: 'Les communautés' }).waitFor();
  await worker_ready(page);
  assert.equal(await page.locator('aside').count(), 0, 'no demo band on real data');
  await page.waitForTimeout(300);
  assert.deepEqual(await kept_paths(page), []);
  await context.setOffline(true);
  await page.reload();
  await page.getByRole('heading', { name: 'Pas de connexion au serveur' }).waitFor();
  assert.match(await page.locator('main').innerText(), /ne sont pas gardées sur cet appareil/);
  assert.equal(await page.getByRole('heading', { name: 'Les communautés' }).count(), 0);
  await shoot(page, 'offline-real-phone-fr', false);
  await context.close();
  await server.stop();
});
