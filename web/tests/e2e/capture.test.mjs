// SPDX-License-Identifier: Apache-2.0
// Capture as it happens far from any network: enrol, download, cut, fill in, reload, kill, send, receipt, correct, send again.
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { serious_faults, shoot } from './browser.mjs';
import { forms, start_node, start_phone, worker_ready } from './capture_server.mjs';

const wait_ms = 30_000;

async function fits(page, what) {
  const [wide, screen] = await page.evaluate(() => [document.documentElement.scrollWidth, innerWidth]);
  assert.ok(wide <= screen, `${what}: ${wide} px wide on a screen of ${screen}`);
  assert.deepEqual(await serious_faults(page), [], what);
}
const kept = (page) => page.getByText('Gardé sur cet appareil', { exact: true }).waitFor({ timeout: wait_ms });
const next = async (page) => { await page.getByRole('button', { name: 'Suite', exact: true }).click(); };
const page_is = (page, n) => page.getByText(`Page ${n} sur 7`).waitFor({ timeout: wait_ms });

async function enrolled(node, phone) {
  await phone.page.goto(`${node.url}/#/saisie?jeton=${node.token}`);
  await phone.page.getByRole('button', { name: 'Remplir : Visite d’essai' }).waitFor({ timeout: wait_ms });
  assert.ok(!phone.page.url().includes(node.token), 'the token has left the address');
  await worker_ready(phone.page);
}

test('weeks without a network: nothing is lost by reload, crash or cut, and "received" means a receipt', async () => {
  const node = await start_node();
  let phone = await start_phone(null);
  let page = phone.page;
  try {
    await page.goto(`${node.url}/#/saisie`);
    await page.getByRole('heading', { name: 'Inscrire cet appareil' }).waitFor({ timeout: wait_ms });
    await fits(page, 'empty');
    await enrolled(node, phone);
    await fits(page, 'forms');

    await phone.context.setOffline(true);
    await page.reload();
    await page.getByRole('button', { name: 'Remplir : Visite d’essai' }).click({ timeout: wait_ms });
    await page_is(page, 1);
    await next(page);
    await page_is(page, 2);
    await next(page);
    await page.getByText('Sans nom, personne ne retrouve le village.').waitFor();
    assert.equal(await page.evaluate(() => document.activeElement.tagName), 'INPUT', 'the first wrong answer has the focus');
    await page.getByLabel('Nom du village').fill('Sokoura');
    await page.getByLabel('Âge en années').fill('140');
    await next(page);
    await page.getByText('Entre 0 et 120 ans.').waitFor();
    await page.getByLabel('Âge en années').fill('34');
    await page.getByLabel('Poids en kilogrammes').fill('61,5');
    await page.getByLabel('Jour de la visite').fill('2026-11-20');
    await page.getByLabel('Heure d’arrivée').fill('08:30');
    await page.getByLabel('Moment du départ').fill('2026-11-20T17:05');
    await page.getByText('Femme', { exact: true }).click();
    await kept(page);
    await fits(page, 'page 2');

    await page.reload();
    await page_is(page, 2);
    assert.equal(await page.getByLabel('Nom du village').inputValue(), 'Sokoura', 'a reload loses nothing');
    await next(page);
    await page.getByText('Eau', { exact: true }).first().click();
    await page.getByText('École', { exact: true }).first().click();
    await page.getByRole('button', { name: 'Monter « Soins »' }).click();
    await page.getByRole('button', { name: 'Plus', exact: true }).click();
    await page.getByRole('searchbox', { name: 'Chercher dans la liste' }).fill('tenenkou 87');
    await page.getByText('Ténenkou 87', { exact: true }).click();
    await kept(page);
    await fits(page, 'page 3');

    await phone.kill();
    phone = await start_phone(phone.profile);
    page = phone.page;
    await phone.context.setOffline(true);
    await page.goto(`${node.url}/#/saisie`);
    await page.getByRole('link', { name: 'Reprendre : Sokoura' }).click({ timeout: wait_ms });
    await page_is(page, 3);
    assert.ok(await page.getByLabel('Ténenkou 87', { exact: true }).isChecked(), 'a crash loses nothing');
    await next(page);

    await phone.context.clearPermissions();
    await page.getByRole('button', { name: 'Prendre la position' }).click();
    await page.getByText(/L’accès à la position est refusé|position n’est pas disponible/).waitFor({ timeout: wait_ms });
    await page.locator('summary', { hasText: 'Écrire à la main' }).first().click();
    await page.getByLabel('Latitude et longitude en degrés').first().fill('14,52 -4,1');
    await page.getByRole('button', { name: 'Utiliser' }).first().click();
    await page.getByText('14.52000, -4.10000').waitFor();
    await fits(page, 'page 4');
    await next(page);
    await page_is(page, 5);
    await page.locator('input[type=file][capture]').setInputFiles(join(forms, 'case.png'));
    await page.getByRole('img', { name: 'La photo prise' }).waitFor({ timeout: wait_ms });
    await page.getByText('J’ai lu').click();
    await kept(page);
    await fits(page, 'page 5');
    await next(page);
    await page.getByLabel('Prénom').fill('Awa');
    await page.getByLabel('Nombre d’enfants').fill('3');
    await page.getByRole('button', { name: 'Ajouter : Personnes présentes' }).click();
    await page.getByLabel('Prénom').nth(1).fill('Moussa');
    await page.getByLabel('Nombre d’enfants').nth(1).fill('4');
    await fits(page, 'page 6');
    await next(page);
    await page.getByText('Enfants en tout : 7').waitFor();
    await next(page);
    await page.getByRole('heading', { name: 'Tout est répondu' }).waitFor();
    await fits(page, 'end');
    await page.getByRole('button', { name: 'Terminer' }).click();
    await page.getByText(/Sur cet appareil seulement/).waitFor({ timeout: wait_ms });
    await fits(page, 'outbox');
    await shoot(page, 'capture-outbox-phone-fr');
    assert.deepEqual(await node.answers(), [], 'nothing has left without a network');

    await phone.context.setOffline(false);
    await page.getByText(/Reçu par .* Signature du reçu vérifiée/).waitFor({ timeout: wait_ms });
    await shoot(page, 'capture-received-phone-fr');
    const [sent] = await node.answers();
    for (const part of ['<nom>Sokoura</nom>', '<age>34</age>', '<poids>61.5</poids>', '<jour>2026-11-20</jour>', '<heure>08:30:00.000', '<sexe>female</sexe>', '<besoins>eau ecole</besoins>', '<ordre>soins eau ecole</ordre>', '<commune>C0087</commune>', '14.52', '<prenom>Moussa</prenom>', '<total>7</total>']) assert.ok(sent.xml.includes(part), `${part} in ${sent.xml}`);
    assert.equal(sent.files.length, 1, 'with its photo');
    assert.ok(sent.signed, 'signed by the device');

    await page.getByRole('button', { name: 'Corriger : Sokoura' }).click();
    await page.getByText('Correction d’une réponse déjà envoyée').waitFor({ timeout: wait_ms });
    await next(page);
    await page.getByLabel('Âge en années').fill('35');
    await kept(page);
    await phone.context.setOffline(true);
    await page.reload();
    assert.equal(await page.getByLabel('Âge en années').inputValue({ timeout: wait_ms }), '35');
    for (const n of [3, 4, 5, 6, 7]) { await next(page); await page_is(page, n); }
    await next(page);
    await phone.context.setOffline(false);
    await page.getByRole('button', { name: 'Terminer' }).click();
    await page.getByText('Corrigé par une réponse plus récente.').waitFor({ timeout: wait_ms });
    await page.waitForFunction(() => document.body.innerText.match(/Signature du reçu vérifiée/g)?.length === 2, null, { timeout: wait_ms });
    const both = await node.answers();
    const corrected = both.find((one) => one.instance !== sent.instance);
    assert.equal(both.length, 2);
    assert.ok(corrected.xml.includes('<age>35</age>') && corrected.xml.includes(`deprecatedID>${sent.instance}<`), corrected.xml);
    assert.equal(corrected.files.length, 1, 'the photo comes along');
    assert.deepEqual(phone.faults, []);
  } catch (failure) {
    console.log(await page.locator('main').innerText().catch(() => 'no page'), phone.faults);
    throw failure;
  } finally {
    await phone.close();
    await node.stop();
  }
});
