// SPDX-License-Identifier: Apache-2.0
// The access token: asked for, refused, accepted, taken out of the address.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { open_page, shoot, start_browser, start_server } from './browser.mjs';

let browser, server;
before(async () => {
  browser = await start_browser();
  server = await start_server({ token: 'Mot-de-passe_1' });
});
after(async () => {
  await browser?.close();
  await server?.stop();
});

test('without a token the page asks for one, refuses a wrong one and takes the right one', async () => {
  const { page, context } = await open_page(browser, server, {});
  await page.getByRole('heading', { name: 'Accès réservé' }).waitFor();
  await shoot(page, 'access-phone-fr', false);
  await page.getByLabel('Code d’accès').fill('faux');
  await page.getByRole('button', { name: 'Entrer' }).click();
  await page.getByRole('alert').waitFor();
  assert.match(await page.getByRole('alert').innerText(), /n’est pas accepté/);
  await page.getByLabel('Code d’accès').fill('Mot-de-passe_1');
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: 'Les communautés' }).waitFor();
  assert.equal(await page.evaluate(() => Object.values(localStorage).some((value) => value.includes('Mot-de-passe'))), false);
  await context.close();
});

test('a token in the address is used and removed from it', async () => {
  const { page, context } = await open_page(browser, server, { path: '#k=Mot-de-passe_1' });
  await page.getByRole('heading', { name: 'Les communautés' }).waitFor();
  assert.ok(!page.url().includes('Mot-de-passe'));
  await page.goBack().catch(() => null);
  assert.ok(!page.url().includes('Mot-de-passe'));
  await context.close();
});

test('what the server refuses is shown as what, where and remedy', async () => {
  const { page, context } = await open_page(browser, server, { path: '#k=Mot-de-passe_1' });
  await page.getByRole('heading', { name: 'Les communautés' }).waitFor();
  const error = { kind: 'corrupt', what: 'le journal est abîmé', where: 'journal: page 7', remedy: 'lancez accalmie doctor' };
  await page.route('**/api/v1/promises', (route) => route.fulfill({ status: 500, contentType: 'application/json', body: JSON.stringify({ error }) }));
  await page.getByRole('link', { name: 'Promesses', exact: true }).click();
  const note = page.getByRole('alert').filter({ hasText: 'abîmé' });
  await note.waitFor();
  for (const text of [error.what, error.where, error.remedy]) assert.ok((await note.innerText()).includes(text));
  await page.unroute('**/api/v1/promises');
  await note.getByRole('button', { name: 'Réessayer' }).click();
  await page.getByRole('heading', { name: 'Fiabilité par trajet' }).waitFor();
  await context.close();
});
