// SPDX-License-Identifier: Apache-2.0
// Peace and health of one place on one line: asked by keyboard, in both languages, at phone size; screenshots are kept.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { open_page, serious_faults, shoot, start_browser, start_server } from './browser.mjs';

const words = {
  fr: { title: 'Paix et santé sur une ligne', field: 'Village ou autre lieu', list: 'Mois par mois' },
  en: { title: 'Peace and health on one line', field: 'Village or other place', list: 'Month by month' },
};

let browser, server;
before(async () => {
  browser = await start_browser();
  server = await start_server();
});
after(async () => {
  await browser?.close();
  await server?.stop();
});

for (const [language, size] of [['fr', 'phone'], ['fr', 'desktop'], ['en', 'phone']]) {
  test(`a place is asked for by keyboard and its line is read in ${language} on a ${size}`, async () => {
    const { page, context, faults } = await open_page(browser, server, { language, size, path: '#/village' });
    const said = words[language];
    await page.getByRole('heading', { level: 1, name: said.title }).waitFor();
    await page.getByRole('searchbox', { name: said.field }).fill('ML0507');
    await page.keyboard.press('Enter');
    await page.getByRole('region', { name: said.list }).waitFor();
    await page.locator('img.picture').waitFor();
    assert.match(page.url(), /lieu=ML0507/);
    assert.ok((await page.getByRole('region', { name: said.list }).getByRole('listitem').count()) > 0);
    const width = await page.evaluate(() => [document.documentElement.scrollWidth, innerWidth]);
    assert.ok(width[0] <= width[1], `${width[0]} px wide on a screen of ${width[1]}`);
    assert.deepEqual(await serious_faults(page), []);
    await shoot(page, `village-${size}-${language}`);
    assert.deepEqual(faults, []);
    await context.close();
  });
}
