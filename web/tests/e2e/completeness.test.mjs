// SPDX-License-Identifier: Apache-2.0
// The page of the reports: read in both languages and sizes, walked with arrows, a wrong sum told while it is typed.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { open_page, shoot, start_browser, start_server } from './browser.mjs';

let browser, server;
before(async () => {
  browser = await start_browser();
  server = await start_server();
});
after(async () => {
  await browser?.close();
  await server?.stop();
});

const words = {
  fr: { link: 'Rapports', title: 'Complétude', choose: 'Choisir une case', facility: 'Formation sanitaire', total: 'Consultations, total', female: 'Femmes et filles', male: 'Hommes et garçons', sum: /n’est pas la somme/, save: 'Télécharger la ligne' },
  en: { link: 'Reports', title: 'Completeness', choose: 'Choose a cell', facility: 'Facility', total: 'Consultations, total', female: 'Women and girls', male: 'Men and boys', sum: /is not the sum/, save: 'Download the line' },
};

async function open_completeness(language, size) {
  const opened = await open_page(browser, server, { language, size });
  await opened.page.getByRole('link', { name: words[language].link, exact: true }).first().click();
  await opened.page.getByRole('heading', { level: 1, name: words[language].title }).waitFor();
  await opened.page.locator('table.matrix').waitFor({ timeout: 60_000 });
  return opened;
}

for (const language of ['fr', 'en']) {
  for (const size of ['phone', 'desktop']) {
    test(`the matrix is read in ${language} on a ${size}, and the page is no wider than the screen`, async () => {
      const { page, context, faults } = await open_completeness(language, size);
      const width = await page.evaluate(() => [document.documentElement.scrollWidth, innerWidth]);
      assert.ok(width[0] <= width[1], `${width[0]} px wide on a screen of ${width[1]}`);
      assert.ok((await page.locator('table.matrix tbody tr').count()) > 3);
      await shoot(page, `completeness-${size}-${language}`);
      assert.deepEqual(faults, []);
      await context.close();
    });
  }
}

test('arrows walk through the matrix, one cell is in the order of Tab, and what is chosen is told in words', async () => {
  const { page, context } = await open_completeness('fr', 'desktop');
  const inside = page.locator('table.matrix button[tabindex="0"]');
  assert.equal(await inside.count(), 1);
  await inside.focus();
  const before = await page.evaluate(() => document.activeElement.getAttribute('aria-label'));
  await page.keyboard.press('ArrowDown');
  const below = await page.evaluate(() => document.activeElement.getAttribute('aria-label'));
  assert.notEqual(before, below);
  assert.equal(await page.locator('table.matrix button[tabindex="0"]').count(), 1);
  await page.keyboard.press('Enter');
  const told = await page.locator('.told h3').innerText();
  assert.ok(told.startsWith(below.split(',')[0]), `${told} is not about ${below}`);
  await context.close();
});

test('a sum that is wrong is told beside its field while it is typed, and cannot be taken until it is right', async () => {
  const { page, context, faults } = await open_completeness('fr', 'phone');
  const of = words.fr;
  await page.getByLabel(of.facility, { exact: true }).selectOption({ index: 1 });
  await page.getByLabel(of.total, { exact: true }).fill('100');
  await page.getByLabel(of.female, { exact: true }).fill('50');
  await page.getByLabel(of.male, { exact: true }).fill('60');
  await page.locator('#notes-consultations').getByText(of.sum).waitFor();
  assert.ok(await page.getByRole('button', { name: of.save }).isDisabled());
  assert.equal(await page.locator('#report-consultations').getAttribute('aria-invalid'), 'true');
  await page.getByLabel(of.male, { exact: true }).fill('50');
  await page.locator('#notes-consultations').getByText(of.sum).waitFor({ state: 'detached' });
  assert.ok(await page.getByRole('button', { name: of.save }).isEnabled());
  assert.deepEqual(faults, []);
  await context.close();
});
