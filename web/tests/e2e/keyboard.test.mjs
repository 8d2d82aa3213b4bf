// SPDX-License-Identifier: Apache-2.0
// The pages without a mouse.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { open_page, start_browser, start_server } from './browser.mjs';

let browser, server;
before(async () => {
  browser = await start_browser();
  server = await start_server();
});
after(async () => {
  await browser?.close();
  await server?.stop();
});

const focused = (page) => page.evaluate(() => ({ tag: document.activeElement.tagName, name: document.activeElement.getAttribute('aria-label') ?? document.activeElement.textContent.trim() }));
const ringed = (page) => page.evaluate(() => {
  const style = getComputedStyle(document.activeElement);
  return style.outlineStyle !== 'none' && Number.parseFloat(style.outlineWidth) >= 2;
});

/** Presses Tab until the focused element's name matches; fails after `most` presses. */
async function tab_to(page, name, most = 60) {
  for (let press = 0; press < most; ++press) {
    await page.keyboard.press('Tab');
    const now = await focused(page);
    assert.ok(now.tag === 'BODY' || (await ringed(page)), `no visible focus on ${now.tag} ${now.name}`);
    if (name.test(now.name)) return;
  }
  assert.fail(`Tab did not reach ${name}`);
}

test('the first Tab is the way past the navigation', async () => {
  const { page, context } = await open_page(browser, server, { size: 'desktop' });
  await page.getByRole('heading', { level: 1 }).waitFor();
  await page.keyboard.press('Tab');
  assert.match((await focused(page)).name, /Aller au contenu/);
  await page.keyboard.press('Enter');
  assert.equal((await focused(page)).tag, 'MAIN');
  assert.equal(await page.evaluate(() => location.hash), '#/');
  await context.close();
});

test('from today to the map, through the months and to a place, with keys alone', async () => {
  const { page, context, faults } = await open_page(browser, server, { size: 'desktop' });
  await page.getByRole('heading', { level: 1, name: 'Aujourd’hui' }).waitFor();
  await tab_to(page, /^Carte$/);
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { level: 1, name: 'Carte' }).waitFor();
  assert.equal((await focused(page)).tag, 'MAIN');
  const slider = page.getByRole('slider', { name: 'Mois' });
  await slider.waitFor();
  await tab_to(page, /^Mois$/);
  await page.keyboard.press('End');
  const last = await slider.getAttribute('aria-valuetext');
  await page.keyboard.press('ArrowLeft');
  const earlier = await slider.getAttribute('aria-valuetext');
  assert.notEqual(earlier, last);
  assert.match(await page.locator('.heading').innerText(), new RegExp(earlier));
  await page.keyboard.press('Home');
  assert.equal(await slider.inputValue(), '0');
  const row = page.locator('.rows button').last();
  const place = await row.innerText();
  await tab_to(page, new RegExp(`^${place}$`));
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { level: 2, name: place }).waitFor();
  assert.deepEqual(faults, []);
  await context.close();
});

test('the map moves by its own keys', async () => {
  const { page, context } = await open_page(browser, server, { size: 'desktop', path: '#/carte' });
  await page.locator('.canvas canvas').waitFor();
  await page.waitForTimeout(1500);
  const first_label = page.locator('.map-sign').first();
  const before_move = await first_label.boundingBox();
  await page.locator('.canvas canvas').focus();
  await page.keyboard.press('ArrowRight');
  await page.waitForTimeout(800);
  const after_move = await first_label.boundingBox();
  assert.ok(after_move.x < before_move.x, 'the right arrow moves the view to the right');
  await context.close();
});

test('the reasons of a community open with Enter', async () => {
  const { page, context } = await open_page(browser, server, {});
  await page.locator('summary').first().waitFor();
  await page.locator('summary').first().focus();
  await page.keyboard.press('Enter');
  assert.ok(await page.locator('.reasons').first().isVisible());
  await context.close();
});

test('a question that cannot be asked says why, and is announced', async () => {
  const { page, context } = await open_page(browser, server, { size: 'desktop', path: '#/changement' });
  const places = page.getByRole('group', { name: 'Lieux' }).getByRole('checkbox');
  await places.first().waitFor();
  for (const one of await places.all()) await one.uncheck();
  await page.getByLabel('Durée en mois').fill('99');
  await page.keyboard.press('Enter');
  const alert = page.getByRole('alert');
  assert.match(await alert.innerText(), /Choisissez au moins un lieu/);
  await context.close();
});
