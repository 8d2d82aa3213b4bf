// SPDX-License-Identifier: Apache-2.0
// Capture where things go wrong: a full device, a server that refuses, files in parts, sealed answers, other pages without a network.
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import sodium from 'libsodium-wrappers';
import { open_page, serious_faults, shoot, start_browser } from './browser.mjs';
import { forms, start_node, worker_ready } from './capture_server.mjs';

await sodium.ready;
const wait_ms = 30_000;
let browser;
before(async () => (browser = await start_browser()));
after(async () => browser?.close());

const words = {
  fr: { fill: 'Remplir : Visite d’essai', next: 'Suite', finish: 'Terminer', kept: 'Gardé sur cet appareil', village: 'Nom du village', send: 'Envoyer maintenant', here: /Sur cet appareil seulement/, received: /Signature du reçu vérifiée/ },
  en: { fill: 'Fill in: Visite d’essai', next: 'Next', finish: 'Finish', kept: 'Kept on this device', village: 'Name of the village', send: 'Send now', here: /On this device only/, received: /Signature of the receipt checked/ },
};

async function enrolled(node, options = {}) {
  const opened = await open_page(browser, node, { path: `#/saisie?jeton=${node.token}`, ...options });
  await opened.page.getByRole('button', { name: words[options.language ?? 'fr'].fill }).waitFor({ timeout: wait_ms });
  await worker_ready(opened.page);
  return opened;
}
const next = (page, language = 'fr') => page.getByRole('button', { name: words[language].next, exact: true }).click();

/** Fills in what must be, to the end; `photo` adds one of so many octets. */
async function fill(page, village, { language = 'fr', files = {} } = {}) {
  const of = words[language];
  await page.getByRole('button', { name: of.fill }).click();
  await next(page, language);
  await page.getByLabel(of.village).fill(village);
  for (const at of [2, 3, 4]) await next(page, language), assert.ok(at);
  for (const [field, given] of Object.entries(files)) await page.locator('input[type=file]:not([capture])').nth(Number(field)).setInputFiles(given);
  await page.getByText(of.kept, { exact: true }).waitFor({ timeout: wait_ms });
  for (const at of [5, 6, 7]) await next(page, language), assert.ok(at);
}
async function finish(page, language = 'fr') {
  await page.getByRole('button', { name: words[language].finish, exact: true }).click();
  await page.getByRole('heading', { level: 1, name: language === 'fr' ? 'Saisir' : 'Collect' }).waitFor({ timeout: wait_ms });
}

for (const [language, size] of [['en', 'phone'], ['fr', 'desktop'], ['en', 'desktop']]) {
  test(`every page of a form is read, filled in and clean in ${language} on a ${size}`, async () => {
    const node = await start_node({});
    const { page, context, faults } = await enrolled(node, { language, size });
    const of = words[language];
    const look = async (name) => {
      const [wide, screen] = await page.evaluate(() => [document.documentElement.scrollWidth, innerWidth]);
      assert.ok(wide <= screen, `${name}: ${wide} px wide on a screen of ${screen}`);
      assert.deepEqual(await serious_faults(page), [], name);
      await shoot(page, `capture-${name}-${size}-${language}`);
    };
    await look('list');
    await page.getByRole('button', { name: of.fill }).click();
    await page.getByText(language === 'fr' ? 'Lire d’abord' : 'Read first').waitFor({ timeout: wait_ms });
    for (let at = 1; at <= 7; ++at) {
      await look(`page-${at}`);
      if (at === 2) await page.getByLabel(of.village).fill('Dioro');
      await next(page, language);
    }
    await page.getByRole('heading', { level: 2, name: language === 'fr' ? 'Tout est répondu' : 'All is answered' }).waitFor();
    await look('end');
    await finish(page, language);
    await page.getByText(of.received).waitFor({ timeout: wait_ms });
    await look('received');
    assert.deepEqual(faults, []);
    await context.close();
    await node.stop();
  });
}

test('a form is walked through with keys alone, and a third language of the form is spoken where it has words', async () => {
  const node = await start_node({});
  const { page, context } = await enrolled(node, { size: 'desktop' });
  const button = page.getByRole('button', { name: words.fr.fill });
  await button.focus();
  await page.keyboard.press('Enter');
  await page.getByText('Page 1 sur 7').waitFor({ timeout: wait_ms });
  const press_to = async (name) => {
    for (let press = 0; press < 40; ++press) {
      await page.keyboard.press('Tab');
      const now = await page.evaluate(() => document.activeElement.getAttribute('aria-label') ?? document.activeElement.textContent.trim());
      if (now === name) return;
    }
    assert.fail(`Tab did not reach ${name}`);
  };
  await press_to('Suite');
  await page.keyboard.press('Enter');
  await page.getByText('Page 2 sur 7').waitFor();
  await page.keyboard.press('Tab');
  await page.keyboard.type('Sokoura');
  await page.keyboard.press('Enter');
  await page.getByText('Page 3 sur 7').waitFor();
  await page.getByRole('checkbox', { name: 'Eau' }).focus();
  await page.keyboard.press('Space');
  assert.ok(await page.getByRole('checkbox', { name: 'Eau' }).isChecked());
  await page.getByRole('button', { name: 'Retour' }).click();
  await page.getByLabel('Langue du formulaire').selectOption('Bamanankan (bm)');
  await page.getByText('Dugu tɔgɔ').waitFor();
  assert.equal(await page.locator('form').getAttribute('lang'), 'bm');
  await context.close();
  await node.stop();
});

test('a refusal says what to do, and each kind waits or goes on as it should', async () => {
  const node = await start_node({});
  const { page, context } = await enrolled(node);
  await fill(page, 'Refusé');
  node.form_server.refuses.push(500);
  await finish(page);
  await page.getByText(/le serveur ne répond pas bien/).waitFor({ timeout: wait_ms });
  for (const [status, told] of [[403, /Ce rôle ne peut pas envoyer/], [413, /Trop grand pour le serveur/], [400, /Refusé.*le dire à la responsable/], [401, /L’adresse de collecte n’est plus valable/], [409, /déjà d’autres réponses sous ce nom/]]) {
    node.form_server.refuses.push(status);
    await page.getByRole('button', { name: words.fr.send }).click();
    await page.getByText(told).waitFor({ timeout: wait_ms });
    await page.getByText(`refused with ${status}`).waitFor({ timeout: wait_ms }); // the server’s own words
  }
  await shoot(page, 'capture-conflict-phone-fr');
  assert.deepEqual(await serious_faults(page), []);
  assert.deepEqual(await node.answers(), []);
  await page.getByRole('button', { name: 'Envoyer comme nouvelle' }).click();
  await page.getByText(words.fr.received).waitFor({ timeout: wait_ms });
  assert.equal((await node.answers()).length, 1);
  await context.close();
  await node.stop();
});

test('a server without receipts, or with those of another key, has not received', async () => {
  const node = await start_node({});
  const { page, context } = await enrolled(node);
  node.form_server.is_silent = true;
  await fill(page, 'Sans reçu');
  await finish(page);
  await page.getByText(/sans reçu signé/).waitFor({ timeout: wait_ms });
  node.form_server.is_silent = false;
  const known = node.form_server.pair;
  node.form_server.pair = sodium.crypto_sign_keypair();
  await page.getByRole('button', { name: words.fr.send }).click();
  await page.getByText(/Le reçu n’est pas celui du nœud connu/).waitFor({ timeout: wait_ms });
  assert.equal(await page.getByText(words.fr.received).count(), 0);
  node.form_server.pair = known;
  await page.getByRole('button', { name: words.fr.send }).click();
  await page.getByText(words.fr.received).waitFor({ timeout: wait_ms });
  assert.equal((await node.answers()).length, 1, 'sent three times, there once');
  await context.close();
  await node.stop();
});

test('files go in as many requests as the server wants, and after a cut only what it has not taken', async () => {
  const node = await start_node({});
  const { page, context } = await enrolled(node);
  node.form_server.bytes_max = 400_000;
  const sound = { name: 'son.webm', mimeType: 'audio/webm', buffer: Buffer.alloc(300_000, 1) }, piece = { name: 'liste.pdf', mimeType: 'application/pdf', buffer: Buffer.alloc(350_000, 2) };
  await fill(page, 'Trois fichiers', { files: { 0: join(forms, 'case.png'), 1: sound, 2: piece } });
  await context.setOffline(true);
  await finish(page);
  await page.getByText(words.fr.here).waitFor({ timeout: wait_ms });
  await context.setOffline(false);
  await page.getByText(words.fr.received).waitFor({ timeout: wait_ms });
  const [one] = [...node.form_server.answers.values()];
  assert.equal(one.requests, 2);
  const sizes = [...one.files.values()].map((content) => content.length).toSorted((a, b) => b - a);
  assert.deepEqual(sizes.slice(0, 2), [350_000, 300_000]);
  assert.equal(sizes.length, 3);
  await context.close();
  await node.stop();
});

test('on a full device what is kept stays, and the person is told; without the photo all goes on', async () => {
  const node = await start_node({});
  const { page, context } = await enrolled(node);
  // Chromium's own quota cannot be made small for a test, so the transaction ends as it ends on a full disk.
  await context.addInitScript(() => {
    const put = IDBObjectStore.prototype.put;
    IDBObjectStore.prototype.put = function (value, key) {
      if (!(value instanceof Blob) || value.size < 1_000_000) return put.call(this, value, key);
      const { transaction } = this;
      Object.defineProperty(transaction, 'error', { get: () => new DOMException('full', 'QuotaExceededError') });
      transaction.abort();
    };
  });
  await page.reload();
  await page.getByRole('button', { name: words.fr.fill }).click();
  await next(page);
  await page.getByLabel('Nom du village').fill('Plein');
  await page.getByText(words.fr.kept, { exact: true }).waitFor();
  for (const at of [2, 3, 4]) await next(page), assert.ok(at);
  await page.locator('input[type=file]:not([capture])').nth(2).setInputFiles({ name: 'gros.pdf', mimeType: 'application/pdf', buffer: Buffer.alloc(2_000_000, 3) });
  await page.getByRole('alert').filter({ hasText: 'Cet appareil est plein' }).waitFor({ timeout: wait_ms });
  await shoot(page, 'capture-full-phone-fr', false);
  assert.deepEqual(await serious_faults(page), []);
  await page.getByLabel('Code-barres de la boîte').fill('6130');
  for (let at = 0; at < 100 && !(await everything(page)).includes('6130'); ++at) await page.waitForTimeout(100);
  await page.reload();
  await page.getByRole('alert').filter({ hasText: 'n’est plus sur l’appareil' }).waitFor({ timeout: wait_ms });
  assert.equal(await page.getByLabel('Code-barres de la boîte').inputValue(), '6130', 'what was answered after the photo is kept too');
  await page.getByRole('button', { name: 'Retour' }).click();
  for (const at of [4, 5, 6, 7]) await next(page), assert.ok(at);
  await finish(page);
  await page.getByText(words.fr.received).waitFor({ timeout: wait_ms });
  const [one] = await node.answers();
  assert.ok(one.xml.includes('<nom>Plein</nom>') && one.xml.includes('<code>6130</code>'), one.xml);
  await context.close();
  await node.stop();
});

test('a deleted draft comes back; a form that was only looked at leaves none', async () => {
  const node = await start_node({});
  const { page, context } = await enrolled(node);
  await page.getByRole('button', { name: words.fr.fill }).click();
  await page.getByRole('button', { name: 'Liste' }).click();
  await page.getByRole('button', { name: words.fr.fill }).waitFor();
  assert.equal(await page.getByRole('heading', { name: 'Brouillons' }).count(), 0);
  await page.getByRole('button', { name: words.fr.fill }).click();
  await next(page);
  await page.getByLabel('Nom du village').fill('Perdu');
  await page.getByRole('button', { name: 'Liste' }).click();
  await page.getByRole('button', { name: 'Supprimer : Perdu' }).click();
  await page.getByText('« Perdu » est supprimé.').waitFor();
  await shoot(page, 'capture-undo-phone-fr');
  await page.getByRole('button', { name: 'Annuler' }).click();
  await page.getByRole('link', { name: 'Reprendre : Perdu' }).waitFor();
  await page.getByRole('button', { name: 'Supprimer : Perdu' }).click();
  await page.getByText('« Perdu » est supprimé.').waitFor(); // told when it is on the disk
  await page.reload();
  await page.locator('summary').filter({ hasText: 'supprimé' }).click();
  await page.getByRole('button', { name: 'Remettre : Perdu' }).click();
  await page.getByRole('link', { name: 'Reprendre : Perdu' }).waitFor();
  await context.close();
  await node.stop();
});

/** All that the browser keeps of this origin, as text. */
const everything = (page) => page.evaluate(async () => {
  const found = [JSON.stringify({ ...localStorage }), JSON.stringify({ ...sessionStorage }), document.cookie, location.href];
  const text = async (value) => (value instanceof Blob ? value.text() : value instanceof ArrayBuffer || ArrayBuffer.isView(value) ? new TextDecoder().decode(value) : JSON.stringify(value, (_, one) => (typeof one === 'bigint' ? String(one) : one)) ?? '');
  for (const { name } of await indexedDB.databases()) {
    const database = await new Promise((done) => { const asked = indexedDB.open(name); asked.onsuccess = () => done(asked.result); });
    for (const store of database.objectStoreNames) {
      const all = await new Promise((done) => { const asked = database.transaction(store).objectStore(store).getAll(); asked.onsuccess = () => done(asked.result); });
      for (const one of all) found.push(await text(one));
    }
    database.close();
  }
  for (const name of await caches.keys()) for (const request of await (await caches.open(name)).keys()) found.push(request.url, await (await (await caches.open(name)).match(request)).text());
  return found.join('\n');
});

test('a sealed answer is in no store of the browser, neither while it is typed nor afterwards, and only its audience opens it', async () => {
  const pair = sodium.crypto_box_keypair();
  const key = Buffer.from(pair.publicKey).toString('base64url');
  const node = await start_node({ sealed: [{ question: '/data/secret', audience: 'protection', key }, { question: '/data/qui/age', audience: 'protection', key }] });
  const { page, context, faults } = await enrolled(node);
  const marker = 'PAROLE-7341-SCELLÉE';
  await page.getByRole('button', { name: words.fr.fill }).click();
  await next(page);
  await page.getByLabel('Nom du village').fill('Ouvert-8852');
  await page.getByLabel('Âge en années').fill('200');
  await page.getByLabel('Poids en kilogrammes').focus();
  await page.getByText('Réponse scellée.').waitFor({ timeout: wait_ms });
  await page.getByRole('button', { name: 'Répondre à nouveau' }).click();
  await page.getByLabel('Âge en années').fill('34');
  await page.getByLabel('Poids en kilogrammes').focus();
  for (const at of [2, 3, 4, 5, 6]) await next(page), assert.ok(at);
  const secret = page.getByLabel('Ce qui a été confié');
  await secret.pressSequentially(marker);
  await page.waitForTimeout(500);
  assert.ok(!(await everything(page)).includes(marker), 'while it is typed');
  await next(page);
  await page.getByRole('heading', { name: 'Tout est répondu' }).waitFor();
  await page.getByRole('button', { name: 'Retour' }).click();
  await page.getByText('Réponse scellée.').waitFor();
  await shoot(page, 'capture-sealed-phone-fr');
  assert.deepEqual(await serious_faults(page), []);
  const kept = await everything(page);
  assert.ok(!kept.includes(marker) && kept.includes('Ouvert-8852') && kept.includes('accalmie-sealed:protection:'), 'after it was left');
  await page.reload();
  await page.getByText('Réponse scellée.').waitFor({ timeout: wait_ms });
  assert.ok(!(await page.content()).includes(marker), 'the page itself has forgotten it');
  await next(page);
  await finish(page);
  await page.getByText(words.fr.received).waitFor({ timeout: wait_ms });
  assert.ok(!(await everything(page)).includes(marker), 'after it was sent');
  const [{ xml }] = await node.answers();
  const open = (name) => {
    const box = new RegExp(`<${name}>accalmie-sealed:protection:([^<]+)<`).exec(xml)?.[1];
    return sodium.to_string(sodium.unpad(sodium.crypto_box_seal_open(Buffer.from(box, 'base64url'), pair.publicKey, pair.privateKey), 64));
  };
  assert.equal(open('secret'), marker);
  assert.equal(open('age'), '34');
  assert.deepEqual(faults, []);
  await context.close();
  await node.stop();
});

test('a report and a step of an alert leave through the outbox when there is no network', async () => {
  const node = await start_node({ more: ['suite.xml', 'rapport.xml'] });
  const { page, context } = await enrolled(node);
  await page.goto(`${node.url}/#/completude`);
  await page.getByLabel('Formation sanitaire', { exact: true }).selectOption({ index: 1 }, { timeout: 60_000 });
  await page.getByRole('button', { name: 'Mettre dans la boîte d’envoi' }).waitFor();
  await page.locator('#report-consultations').waitFor();
  await context.setOffline(true);
  for (const [field, value] of [['consultations', '100'], ['consultations_female', '60'], ['consultations_male', '40'], ['open_days', '20']]) await page.locator(`#report-${field}`).fill(value);
  await page.locator('#report-first_day').fill('2023-02-01');
  await page.getByText('Sans réseau, le rapport n’est pas vérifié ici').waitFor({ timeout: wait_ms });
  await page.getByRole('button', { name: 'Mettre dans la boîte d’envoi' }).click();
  await page.getByText('Le rapport est dans la boîte d’envoi de cet appareil').waitFor({ timeout: wait_ms });
  await context.setOffline(false);
  await page.goto(`${node.url}/#/alertes`);
  const card = page.locator('li.card').first();
  await card.getByRole('button').first().waitFor({ timeout: wait_ms });
  await context.setOffline(true);
  await card.getByRole('button').first().click();
  await card.getByText(/la suite est dans la boîte d’envoi/).waitFor({ timeout: wait_ms });
  await context.setOffline(false);
  await page.goto(`${node.url}/#/saisie`);
  await page.waitForFunction(() => document.body.innerText.match(/Signature du reçu vérifiée/g)?.length === 2, null, { timeout: wait_ms });
  const sent = await node.answers();
  const report = sent.find((one) => one.xml.includes('facility_report'))?.xml ?? '', step = sent.find((one) => one.xml.includes('alert_step'))?.xml ?? '';
  for (const part of ['<consultations>100</consultations>', '<period>month</period>', '<first_day>2023-02-01</first_day>']) assert.ok(report.includes(part), report);
  for (const part of ['<step>', '<role>coordinator</role>', '<signal>']) assert.ok(step.includes(part), step);
  await context.close();
  await node.stop();
});
