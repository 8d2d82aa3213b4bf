// SPDX-License-Identifier: Apache-2.0
// Every form of every pack opens in the page and can be read to its end. Needs the program (ACCALMIE_BINARY) to compile them.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { test } from 'node:test';
import { FormServer } from '../../mock/openrosa.mjs';
import { start_mock } from '../../mock/server.mjs';
import { open_page, start_browser } from './browser.mjs';

const packs = fileURLToPath(new URL('../../../packs/', import.meta.url));
const binary = process.env.ACCALMIE_BINARY ?? null;
const wait_ms = 60_000;

function compiled(folder) {
  const found = [];
  for (const pack of readdirSync(packs)) for (const form of existsSync(join(packs, pack, 'forms')) ? readdirSync(join(packs, pack, 'forms')) : []) {
    const file = join(folder, `${pack}-${form}.xml`);
    const done = spawnSync(binary, ['form', 'compile', join(packs, pack, 'forms', form), '-o', file], { encoding: 'utf8' });
    assert.equal(done.status, 0, `${pack}/${form}: ${done.stderr}`);
    const names = new Set([...readFileSync(file, 'utf8').matchAll(/src="jr:\/\/[a-z-]+\/([^"]+)"/g)].map((one) => one[1]));
    for (const name of names) writeFileSync(join(folder, name), 'name,label,level,parent\nML0507,Ténenkou,2,ML05\nML050701,Diafarabé,3,ML0507\n');
    found.push({ file, media: [...names].map((name) => join(folder, name)) });
  }
  return found;
}

test('every form of the packs opens, on a phone, in French', { skip: binary === null ? 'ACCALMIE_BINARY is not set' : false }, async () => {
  const folder = mkdtempSync(join(tmpdir(), 'accalmie-forms-'));
  const browser = await start_browser();
  const form_server = new FormServer({ forms: compiled(folder) });
  const server = await start_mock({ demo: false, form_server });
  try {
    assert.ok(form_server.forms.length > 0, 'there are pack forms');
    const { page, faults } = await open_page(browser, server, { path: `#/saisie?jeton=${form_server.token}` });
    await page.getByRole('button', { name: /^Remplir/ }).nth(form_server.forms.length - 1).waitFor({ timeout: wait_ms });
    const broken = [];
    for (const { id, version, title } of form_server.forms) {
      await page.goto(`${server.url}/#/saisie?reponse=${crypto.randomUUID()}&formulaire=${encodeURIComponent(id)}&version=${version}`);
      const seen = await Promise.race([page.locator('.runner nav .button').first().waitFor({ timeout: wait_ms }).then(() => 'open'), page.locator('.panel[role=alert]').waitFor({ timeout: wait_ms }).then(() => 'broken')]).catch(() => 'nothing');
      if (seen !== 'open') broken.push(`${id} (${title}): ${await page.locator('main').innerText()}`);
      await page.goto(`${server.url}/#/saisie`);
      await page.getByRole('heading', { level: 1, name: 'Saisir' }).waitFor({ timeout: wait_ms });
    }
    assert.deepEqual(broken, []);
    assert.deepEqual(faults, []);
    console.log(`  ${form_server.forms.length} forms of packs open`);
  } finally {
    await browser.close();
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
  }
});
