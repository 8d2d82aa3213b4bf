// SPDX-License-Identifier: Apache-2.0
// Every page as people meet it: both languages, phone and desktop, light and dark; screenshots are kept.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { open_page, serious_faults, shoot, start_browser, start_server } from './browser.mjs';

const pages = {
  fr: { today: 'Aujourd’hui', queue: 'À faire', map: 'Carte', promises: 'Promesses', change: 'Changement', voices: 'Voix', about: 'À propos', band: /DÉMONSTRATION,\s?données simulées/, table: 'tableau' },
  en: { today: 'Today', queue: 'Queue', map: 'Map', promises: 'Promises', change: 'Change', voices: 'Voices', about: 'About', band: /DEMONSTRATION,\s?simulated data/, table: 'table' },
};
const names = ['today', 'queue', 'map', 'promises', 'change', 'voices', 'about'];
const titles = { fr: { voices: 'Voix et confiance' }, en: { voices: 'Voices and trust' } };
const title_of = (language, name) => titles[language][name] ?? pages[language][name];

let browser, server;
before(async () => {
  browser = await start_browser();
  server = await start_server();
});
after(async () => {
  await browser?.close();
  await server?.stop();
});

async function settled(page, name) {
  await page.waitForFunction(() => document.querySelector('main h1') && !document.querySelector('main [aria-busy="true"]'), null, { timeout: 60_000 });
  if (name === 'map') await page.locator('.canvas canvas, .absent').first().waitFor({ timeout: 60_000 });
  if (name === 'map') await page.waitForTimeout(1200); // software WebGL draws after the canvas is there
}

/** Asks the Change page its first question; on a workspace without places there is none to ask. */
async function examine(page, language) {
  const places = page.getByRole('group', { name: language === 'fr' ? 'Lieux' : 'Places' }).getByRole('checkbox');
  if ((await places.count()) === 0) return;
  if ((await places.filter({ checked: true }).count().catch(() => 1)) === 0) await places.first().check();
  if (!(await places.evaluateAll((all) => all.some((one) => one.checked)))) await places.first().check();
  await page.getByRole('button', { name: language === 'fr' ? 'Examiner' : 'Examine' }).click();
  await settled(page, 'change');
  await page.getByRole('heading', { name: language === 'fr' ? 'L’affirmation' : 'The claim' }).waitFor();
}

for (const language of ['fr', 'en']) {
  for (const size of ['phone', 'desktop']) {
    test(`every page can be reached and read in ${language} on a ${size}`, async () => {
      const { page, context, faults } = await open_page(browser, server, { language, size });
      const words = pages[language];
      for (const name of names) {
        const link = page.getByRole('link', { name: words[name], exact: true }).first();
        await link.click();
        await page.getByRole('heading', { level: 1, name: title_of(language, name), exact: true }).waitFor();
        await settled(page, name);
        if (name === 'change') await examine(page, language);
        assert.equal(await page.locator('html').getAttribute('lang'), language);
        assert.match(await page.locator('aside').first().innerText(), words.band);
        assert.match(await page.title(), language === 'fr' ? /^DÉMONSTRATION/ : /^DEMONSTRATION/);
        const width = await page.evaluate(() => [document.documentElement.scrollWidth, innerWidth]);
        assert.ok(width[0] <= width[1], `${name}: ${width[0]} px wide on a screen of ${width[1]}`);
        assert.deepEqual(await serious_faults(page), [], name);
        await shoot(page, `${name}-${size}-${language}`);
      }
      assert.deepEqual(faults, []);
      await context.close();
    });
  }
}

test('the dark display has no serious accessibility fault either', async () => {
  const { page, context, faults } = await open_page(browser, server, { size: 'desktop', theme: 'dark' });
  for (const name of names) {
    await page.getByRole('link', { name: pages.fr[name], exact: true }).first().click();
    await page.getByRole('heading', { level: 1, name: title_of('fr', name), exact: true }).waitFor();
    await settled(page, name);
    if (name === 'change') await examine(page, 'fr');
    assert.deepEqual(await serious_faults(page), [], name);
    await shoot(page, `${name}-desktop-dark`);
  }
  assert.deepEqual(faults, []);
  await context.close();
});

test('the language and the display are changed by a press and kept', async () => {
  const { page, context } = await open_page(browser, server, {});
  await page.getByRole('button', { name: 'English' }).click();
  await page.getByRole('heading', { level: 1, name: 'Today' }).waitFor();
  await page.getByRole('button', { name: 'Switch to dark display' }).click();
  await page.reload();
  await page.getByRole('heading', { level: 1, name: 'Today' }).waitFor();
  assert.equal(await page.locator('html').getAttribute('data-theme'), 'dark');
  assert.equal(await page.locator('html').getAttribute('lang'), 'en');
  await context.close();
});

test('on paper the demo notice and the board remain, and what can be pressed is gone', async () => {
  const { page, context } = await open_page(browser, server, { size: 'desktop' });
  await settled(page, 'today');
  await page.emulateMedia({ media: 'print' });
  assert.ok(await page.locator('aside').first().isVisible());
  assert.ok(await page.getByRole('heading', { name: 'Les communautés' }).isVisible());
  assert.ok(!(await page.getByRole('link', { name: 'Carte', exact: true }).first().isVisible()));
  await shoot(page, 'today-print');
  await context.close();
});
