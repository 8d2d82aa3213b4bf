// SPDX-License-Identifier: Apache-2.0
// The alerts: read on a phone and on a wide screen, in both languages; somebody says that she has seen one.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { open_page, serious_faults, shoot, start_browser, start_server } from './browser.mjs';

let browser, server;
before(async () => {
  browser = await start_browser();
  server = await start_server();
});
after(async () => {
  await browser?.close();
  await server?.stop();
});

for (const [language, title, why] of [['fr', 'Alertes', 'Que faire'], ['en', 'Alerts', 'What to do']]) {
  for (const size of ['phone', 'desktop']) {
    test(`alerts can be read in ${language} on a ${size}, each with what to do`, async () => {
      const { page, context, faults } = await open_page(browser, server, { language, size, path: '#/alertes' });
      await page.getByRole('heading', { level: 1, name: title }).waitFor();
      await page.getByRole('heading', { level: 3, name: why }).first().waitFor({ timeout: 60_000 });
      const width = await page.evaluate(() => [document.documentElement.scrollWidth, innerWidth]);
      assert.ok(width[0] <= width[1], `${width[0]} px wide on a screen of ${width[1]}`);
      assert.deepEqual(await serious_faults(page), []);
      await shoot(page, `alerts-${size}-${language}`);
      assert.deepEqual(faults, []);
      await context.close();
    });
  }
}

test('alerts of one kind are shown alone, and kinds that the role may not see are named', async () => {
  const { page, context } = await open_page(browser, server, { path: '#/alertes' });
  const stock = page.getByRole('button', { name: /^Stock \(\d+\)$/ });
  await stock.waitFor({ timeout: 60_000 });
  const count = Number(/\d+/.exec(await stock.innerText())[0]);
  await stock.click();
  assert.equal(await page.locator('.card').count(), Math.min(count, 20));
  assert.equal(await page.locator('.card table').count(), 0, 'no weeks of cases on a stock alert');
  assert.match(await page.locator('.card h2').first().innerText(), /(Agir|Alerte).*(CSCom|Camion)/s);
  const all = page.getByRole('button', { name: /^Toutes \(\d+\)$/ });
  const total = Number(/\d+/.exec(await all.innerText())[0]);
  assert.ok(total > count);
  await all.click();
  assert.equal(await page.locator('.card').count(), Math.min(total, 20));
  await page.getByText('Pas montrées à votre fonction').waitFor();
  await context.close();
});

test('Today leads to the alerts, and what somebody has seen is said there', async () => {
  const { page, context } = await open_page(browser, server, {});
  await page.getByRole('link', { name: 'Voir les alertes et que faire' }).click();
  await page.getByRole('heading', { level: 1, name: 'Alertes' }).waitFor();
  const card = page.getByRole('listitem').filter({ hasText: 'Personne encore.' }).first();
  await card.waitFor({ timeout: 60_000 });
  const before = await page.getByText('Personne encore.').count();
  await card.getByRole('button', { name: 'J’ai vu' }).click();
  await page.waitForFunction((count) => [...document.querySelectorAll('p')].filter((one) => one.textContent === 'Personne encore.').length < count, before, { timeout: 60_000 });
  await shoot(page, 'alerts-seen-phone-fr');
  await context.close();
});

test('without a server nothing is recorded, and the page says so', async () => {
  const { page, context } = await open_page(browser, server, { path: '#/alertes' });
  const button = page.getByRole('button', { name: 'Vérifiée' }).first();
  await button.waitFor({ timeout: 60_000 });
  await page.route('**/api/v1/alerts/steps', (route) => route.abort());
  await button.click();
  await page.getByText('Sans serveur, ce n’est pas enregistré.').waitFor();
  await context.close();
});
