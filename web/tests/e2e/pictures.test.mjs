// SPDX-License-Identifier: Apache-2.0
// The pictures of the Change page: chosen by keyboard, with the table behind, taken away as SVG, PNG and CSV; screenshots are kept.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { open_page, serious_faults, shoot, start_browser, start_server } from './browser.mjs';

const words = {
  fr: { places: 'Lieux', examine: 'Examiner', pictures: 'Images à garder ou à imprimer', kinds: ['Série mensuelle', 'Toutes les fenêtres', 'Carte des rapports'], curve: 'Toutes les façons de demander', table: 'Le tableau derrière l’image', take: 'Télécharger en', csv: 'Tableau en CSV', status: /données simulées/ },
  en: { places: 'Places', examine: 'Examine', pictures: 'Pictures to keep or print', kinds: ['Series by month', 'All windows', 'Map of ratios'], curve: 'Every way to ask', table: 'The table behind the picture', take: 'Download as', csv: 'Table as CSV', status: /simulated data/ },
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

async function taken(page, button) {
  const [download] = await Promise.all([page.waitForEvent('download'), button.press('Enter')]);
  return { name: download.suggestedFilename(), bytes: readFileSync(await download.path()) };
}

for (const [language, size] of [['fr', 'phone'], ['fr', 'desktop'], ['en', 'phone']]) {
  test(`every picture is drawn, tabled and taken away in ${language} on a ${size}`, async () => {
    const { page, context, faults } = await open_page(browser, server, { language, size, path: '#/changement' });
    const said = words[language];
    const places = page.getByRole('group', { name: said.places }).getByRole('checkbox');
    await places.first().waitFor();
    if (!(await places.evaluateAll((all) => all.some((one) => one.checked)))) await places.first().check();
    await page.getByRole('button', { name: said.examine }).click();
    // The first source that has all pictures; one without a window to compare has its series alone.
    const pictures = page.getByRole('group', { name: said.pictures }).filter({ has: page.getByRole('button', { name: said.kinds[2] }) }).first();
    await pictures.waitFor({ timeout: 60_000 });
    const panel = pictures.locator('..');
    for (const [at, kind] of said.kinds.entries()) {
      await pictures.getByRole('button', { name: kind }).focus();
      await page.keyboard.press('Enter');
      const image = panel.locator('img.picture');
      await page.waitForFunction(() => [...document.querySelectorAll('img.picture')].some((one) => one.complete && one.naturalWidth > 0) && !document.querySelector('main [aria-busy="true"]'), null, { timeout: 60_000 });
      assert.match(await image.getAttribute('alt'), said.status);
      const shown = await image.evaluate((one) => [one.getBoundingClientRect().width, one.naturalWidth, one.naturalHeight]);
      assert.ok(shown[2] > 100 && Math.abs(shown[0] - shown[1]) < 4, `${kind}: drawn ${shown[1]} px wide, shown ${shown[0]}: letters must keep their size`);
      const width = await page.evaluate(() => [document.documentElement.scrollWidth, innerWidth]);
      assert.ok(width[0] <= width[1], `${kind}: ${width[0]} px wide on a screen of ${width[1]}`);
      await panel.scrollIntoViewIfNeeded();
      await panel.screenshot({ path: new URL(`../../artifacts/picture-${at}-${size}-${language}.png`, import.meta.url).pathname });
    }
    const svg = await taken(page, panel.getByRole('button', { name: `${said.take} SVG` }));
    assert.match(svg.name, /^accalmie-[a-z0-9-]+\.svg$/);
    assert.match(svg.bytes.toString(), /^<svg [\s\S]*<\/svg>\s*$/);
    assert.match(svg.bytes.toString(), said.status);
    const png = await taken(page, panel.getByRole('button', { name: `${said.take} PNG` }));
    assert.deepEqual([...png.bytes.subarray(0, 4)], [0x89, 0x50, 0x4e, 0x47]);
    const csv = await taken(page, panel.getByRole('button', { name: said.csv }));
    const summary = panel.getByText(said.table, { exact: true }).first();
    await summary.press('Enter');
    const rows = await panel.getByRole('row').count();
    assert.ok(rows > 1);
    const wide = await page.evaluate(() => [document.documentElement.scrollWidth, innerWidth]);
    assert.ok(wide[0] <= wide[1], `with the table open: ${wide[0]} px wide on a screen of ${wide[1]}`);
    const plan = page.getByLabel('Plan', { exact: true });
    if ((await plan.count()) > 0) {
      await plan.selectOption({ index: 1 });
      await page.getByRole('button', { name: said.curve }).press('Enter');
      await page.locator('img.picture').nth(1).waitFor();
    }
    assert.equal(csv.bytes.toString().trim().split('\n').length, rows);
    assert.deepEqual(await serious_faults(page), []);
    await shoot(page, `change-pictures-${size}-${language}`);
    assert.deepEqual(faults, []);
    await context.close();
  });
}
