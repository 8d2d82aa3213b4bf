// SPDX-License-Identifier: Apache-2.0
// What waits for the nurse: the page she begins with, what it leaves out when it is not there, and without a network.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { start_mock } from '../../mock/server.mjs';
import { open_page, shoot, start_browser } from './browser.mjs';

let browser;
before(async () => (browser = await start_browser()));
after(async () => browser?.close());

const panel = (page, name) => page.getByRole('region', { name, exact: true });
const settled = (page) => page.waitForFunction(() => document.querySelector('main h1') && !document.querySelector('main [aria-busy="true"]'), null, { timeout: 30_000 });

test('a nurse begins with what waits for her, the lost and the empty first', async () => {
  const server = await start_mock({ role: 'nurse' });
  const { page, context, faults } = await open_page(browser, server, { path: '' });
  await page.getByRole('heading', { level: 1, name: 'À faire' }).waitFor();
  await settled(page);
  assert.equal(await page.locator('.tabs a').first().innerText(), 'À faire');
  assert.equal(await page.getByRole('link', { name: 'Promesses', exact: true }).count(), 0, 'the ledger is not open to her');
  const stock = await panel(page, 'Stock du camion').locator('.rows li').first().innerText();
  assert.match(stock, /Sels|SRO/);
  assert.match(stock, /Rupture/);
  assert.match(stock, /À demander\s: 332/);
  const referral = await panel(page, 'Références ouvertes').locator('.rows li').first().innerText();
  assert.match(referral, /Urgence obstétricale/);
  assert.match(referral, /Perdue de vue\s: Transporté, puis rien depuis 22 jours/);
  assert.match(await panel(page, 'Enfants à revoir').innerText(), /Perdus de vue \(1\)[\s\S]*EX-E05[\s\S]*Attendus pour être mesurés \(2\)/);
  assert.match(await panel(page, 'Alertes que personne n’a vues').innerText(), /semaine du|Aucune alerte/);
  assert.deepEqual(faults, []);
  await shoot(page, 'queue-nurse-phone-fr');
  await page.getByRole('link', { name: 'Aujourd’hui', exact: true }).click();
  await page.getByRole('heading', { level: 1, name: 'Aujourd’hui' }).waitFor();
  await context.close();
  await server.stop();
});

test('answers that the server has not are left out, those refused are said to be, and empty lists say what to do', async () => {
  const server = await start_mock({ without: ['/alerts', '/nutrition'], denied: ['/referrals'] });
  const { page, context } = await open_page(browser, server, { path: '#/file', language: 'en' });
  await page.getByRole('heading', { level: 1, name: 'Queue' }).waitFor();
  await settled(page);
  assert.equal(await panel(page, 'Alerts nobody has seen').count(), 0);
  assert.equal(await panel(page, 'Children to see again').count(), 0);
  assert.match(await panel(page, 'Open referrals').innerText(), /for those who care for the patients/);
  await page.route('**/api/v1/stock*', async (route) => {
    const answer = await (await route.fetch()).json();
    await route.fulfill({ json: { ...answer, items: [], faults: [] } });
  });
  await page.reload();
  await settled(page);
  assert.match(await panel(page, 'Stock on the truck').innerText(), /count what the truck carries/);
  await context.close();
  await server.stop();
});

test('without a network the queue of a demo is shown as it was', async () => {
  const server = await start_mock({ role: 'nurse' });
  const { page, context } = await open_page(browser, server, { path: '#/file' });
  await settled(page);
  await page.evaluate(async () => (await navigator.serviceWorker.ready).active);
  await page.waitForFunction(async () => (await (await caches.open('accalmie-demo-answers')).keys()).length >= 5);
  await page.waitForTimeout(500);
  await context.setOffline(true);
  await page.reload();
  await page.getByRole('heading', { level: 1, name: 'À faire' }).waitFor();
  await settled(page);
  assert.match(await panel(page, 'Stock du camion').innerText(), /Rupture/);
  assert.match(await page.getByRole('status').first().innerText(), /Hors ligne/);
  await context.close();
  await server.stop();
});
