// SPDX-License-Identifier: Apache-2.0
// Who has read an answer, from the phone that sent it to the reader and back: against the mock, and with the program from an alert
// that is acknowledged without a network to the lead who reads it.
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { test } from 'node:test';
import { open_page, serious_faults, shoot, start_browser } from './browser.mjs';
import { start_node, start_phone, worker_ready } from './capture_server.mjs';

const binary = process.env.ACCALMIE_BINARY ?? null;
const wait_ms = 60_000;

test('the outbox says that nobody has read an answer, then who has, and still does without a network', async () => {
  const node = await start_node({});
  const phone = await start_phone(null);
  const { page } = phone;
  try {
    await page.goto(`${node.url}/#/saisie?jeton=${node.token}`);
    await page.getByRole('button', { name: 'Remplir : Visite d’essai' }).click({ timeout: wait_ms });
    const next = () => page.getByRole('button', { name: 'Suite', exact: true }).click();
    await next();
    await page.getByLabel('Nom du village').fill('Dioro');
    for (let at = 2; at <= 7; ++at) await next();
    await page.getByRole('button', { name: 'Terminer', exact: true }).click();
    await page.getByText('Pas encore lue.').waitFor({ timeout: wait_ms });
    const [instance] = node.form_server.answers.keys();
    node.form_server.readers.set(instance, [{ role: 'lead', name: null, at: '2026-06-30T12:05:00Z' }]);
    await worker_ready(page);
    await page.reload();
    await page.getByText(/Lue par\s: Chef de programme, le 30 juin 2026/).waitFor({ timeout: wait_ms });
    await phone.context.setOffline(true);
    await page.reload();
    await page.getByText(/Lue par\s: Chef de programme, le 30 juin 2026/).waitFor({ timeout: wait_ms });
    assert.deepEqual(await serious_faults(page), []);
    assert.deepEqual(phone.faults, []);
  } finally {
    await phone.close();
    await node.stop();
  }
});

async function start_demo() {
  const space = mkdtempSync(join(tmpdir(), 'accalmie-seen-')), workspace = join(space, 'workspace');
  const run = (...words) => {
    const done = spawnSync(binary, ['--workspace', workspace, ...words], { encoding: 'utf8', maxBuffer: 1 << 27 });
    assert.equal(done.status, 0, `${words.join(' ')}: ${done.stderr}`);
    return done.stdout;
  };
  run('demo');
  run('form', 'publish', 'base/alert_step');
  const [sender, reader] = [['Awa', 'district_health'], ['Ina', 'lead']].map(([name, role]) => JSON.parse(run('member', 'add', name, '--role', role, '--places', '*', '--json')).token);
  const server = spawn(binary, ['--workspace', workspace, 'serve', '--port', '0'], { stdio: ['ignore', 'pipe', 'inherit'] });
  const url = await new Promise((done) => createInterface({ input: server.stdout }).on('line', (line) => { const found = /https?:\/\/[^\s#]+/.exec(line)?.[0]; if (found) done(found.replace(/\/$/, '')); }));
  const stop_serving = async () => {
    if (server.exitCode !== null) return;
    const gone = new Promise((done) => server.once('exit', done));
    server.kill('SIGTERM');
    await gone;
  };
  return { url, sender, reader, run, stop_serving, stop: async () => { await stop_serving(); rmSync(dirname(workspace), { recursive: true, force: true }); } };
}

test('an alert is acknowledged without a network, becomes a record, is read by the lead, and the phone is told', { skip: binary === null ? 'ACCALMIE_BINARY is not set' : false }, async () => {
  const node = await start_demo();
  const phone = await start_phone(null);
  const browser = await start_browser();
  const { page } = phone;
  try {
    await phone.context.addInitScript((token) => sessionStorage.setItem('accalmie.token', token), node.sender);
    await page.goto(`${node.url}/#/saisie?jeton=${node.sender}`);
    await page.getByRole('button', { name: /Remplir/ }).first().waitFor({ timeout: wait_ms });
    await worker_ready(page);
    await page.goto(`${node.url}/#/alertes`);
    await page.getByRole('button', { name: 'J’ai vu' }).first().waitFor({ timeout: wait_ms });
    await phone.context.setOffline(true);
    const card = page.locator('.card').first();
    await card.getByRole('button', { name: 'J’ai vu' }).click();
    await card.locator('[role=status]').filter({ hasText: /\S/ }).waitFor({ timeout: wait_ms });
    await page.goto(`${node.url}/#/saisie`);
    await page.getByText(/Sur cet appareil seulement/).waitFor({ timeout: wait_ms });
    await phone.context.setOffline(false);
    await page.getByText(/Reçu par .* Signature du reçu vérifiée/).waitFor({ timeout: wait_ms });
    await page.getByText('Pas encore lue.').waitFor({ timeout: wait_ms });

    const lead = await open_page(browser, node, { path: `#/saisie&k=${node.reader}` });
    const received = lead.page.getByRole('region', { name: 'Réponses reçues' });
    // The node reads submissions into records by itself, within seconds.
    const is_there = () => received.waitFor({ timeout: 5_000 }).then(() => true, () => false);
    for (let tries = 0; tries < 8 && !(await is_there()); ++tries) await lead.page.reload();
    await received.getByRole('button', { name: /^Ouvrir/ }).first().click();
    await received.getByText('Votre lecture est montrée à la personne qui l’a envoyée.').waitFor({ timeout: wait_ms });
    assert.deepEqual(await serious_faults(lead.page), []);
    await shoot(lead.page, 'received-phone-fr');
    await received.getByRole('button', { name: 'Marquer comme lue' }).click();
    await received.getByText(/Vous l’avez lue/).waitFor({ timeout: wait_ms });
    await page.reload();
    await page.getByRole('region', { name: 'Boîte d’envoi' }).getByText(/Lue par\s: Chef de programme, le/).waitFor({ timeout: wait_ms });
    await shoot(page, 'outbox-seen-phone-fr');
    await node.stop_serving();
    assert.deepEqual(JSON.parse(node.run('query', 'select step, role from alert_step where _record in (select record from made_record)', '--json')).rows, [{ step: 'seen', role: 'district_health' }]);
    assert.equal(JSON.parse(node.run('query', 'select role from submission_seen', '--json')).rows.length, 1);
    assert.deepEqual(lead.faults, []);
  } finally {
    await browser.close();
    await phone.close();
    await node.stop();
  }
});
