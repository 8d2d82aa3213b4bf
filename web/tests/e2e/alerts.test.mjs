// SPDX-License-Identifier: Apache-2.0
// The alerts: read on a phone and on a wide screen, in both languages; somebody says that she has seen one.
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { readFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { open_page, shoot, start_browser, start_server } from './browser.mjs';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

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
      await page.evaluate(axe);
      const { violations } = await page.evaluate(() => globalThis.axe.run(document, { resultTypes: ['violations'] }));
      assert.deepEqual(violations.filter((one) => ['serious', 'critical'].includes(one.impact)).map((one) => one.id), []);
      await shoot(page, `alerts-${size}-${language}`);
      assert.deepEqual(faults, []);
      await context.close();
    });
  }
}

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
