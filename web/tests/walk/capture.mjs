// SPDX-License-Identifier: Apache-2.0
// A walk with pictures: a form designed in a workbook, put into a pack, published, filled in on a phone without a network, sent, and its record on the board.
// ACCALMIE_BINARY=PROGRAM node tests/walk/capture.mjs [FOLDER for the pictures]; writes docs/walks/capture.md beside docs/walks/images without a folder.
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { start_phone, worker_ready } from '../e2e/capture_server.mjs';
import { workbook } from './workbook.mjs';

const binary = process.env.ACCALMIE_BINARY;
if (!binary) throw new Error('ACCALMIE_BINARY names the program');
const pictures = process.argv[2] ?? fileURLToPath(new URL('../../../docs/walks/images/', import.meta.url));
mkdirSync(pictures, { recursive: true });
const wait_ms = 30_000;
const space = mkdtempSync(join(tmpdir(), 'accalmie-walk-'));
const workspace = join(space, 'workspace');
const steps = [];

function run(...words) {
  const done = spawnSync(binary, ['--workspace', workspace, ...words], { encoding: 'utf8', cwd: space, timeout: 120_000, maxBuffer: 1 << 26 });
  if (done.status !== 0) throw new Error(`accalmie ${words.join(' ')}: ${done.stderr}${done.stdout}`);
  return done.stdout.replace('DEMONSTRATION: simulated data (données simulées)\n', '');
}
const told = (words, text) => steps.push({ words, text });
async function shot(page, name, words) {
  await page.screenshot({ path: join(pictures, `${name}.png`) });
  steps.push({ words, picture: `images/${name}.png` });
}

// 1 A form in a workbook.
const survey = [
  ['type', 'name', 'label::Français (fr)', 'label::English (en)', 'required', 'constraint', 'constraint_message::Français (fr)', 'constraint_message::English (en)', 'appearance', 'calculation', 'choice_filter', 'bind::accalmie:field'],
  ['calculate', 'source', '', '', '', '', '', '', '', "'field'", '', ''],
  ['calculate', 'source_id', '', '', '', '', '', '', '', 'once(uuid())', '', ''],
  ['select_one fait', 'kind', 'Que s’est-il passé ?', 'What happened?', 'yes', '', '', '', '', '', '', ''],
  ['date', 'first_day', 'Quel jour ?', 'On which day?', 'yes', '. <= today()', 'Ce jour n’est pas encore arrivé.', 'This day has not come yet.', '', '', '', ''],
  ['select_one_from_file place.csv', 'cercle', 'Dans quel cercle ?', 'In which cercle?', 'yes', '', '', '', 'minimal', '', "level = '2'", '-'],
  ['select_one_from_file place.csv', 'place', 'Dans quelle commune ?', 'In which commune?', 'yes', '', '', '', 'minimal', '', 'parent = ${cercle}', ''],
  ['integer', 'deaths_low', 'Morts : au moins', 'Deaths: at least', '', '. >= 0', 'Un nombre à partir de 0.', 'A number of 0 or more.', '', '', '', ''],
];
const choices = [['list_name', 'name', 'label::Français (fr)', 'label::English (en)'], ['fait', 'attack', 'Une attaque', 'An attack'], ['fait', 'livestock_theft', 'Un vol de bétail', 'Livestock theft'], ['fait', 'roadblock', 'Un barrage', 'A roadblock']];
const settings = [['form_title', 'form_id', 'version', 'default_language', 'namespaces', 'attribute::accalmie:record'], ['Fait de sécurité', 'fait', '1', 'Français (fr)', 'accalmie="https://accalmie.org/forms/2026"', 'incident']];
writeFileSync(join(space, 'fait.xlsx'), workbook({ survey, choices, settings }));
told('A form designed in a workbook, `fait.xlsx`: three sheets, one question a row. `accalmie form check fait.xlsx` says what is wrong and which records it makes.', run('form', 'check', 'fait.xlsx'));

// 2 Into a pack.
run('form', 'sheets', 'fait.xlsx', '--output', 'mon-programme/forms/fait');
writeFileSync(join(space, 'mon-programme', 'pack.yaml'), 'name: mon-programme\nversion: 1.0.0\nlabel: { fr: "Mon programme", en: "My programme" }\ndefinition:\n  fr: "Un formulaire court pour les faits de sécurité."\n  en: "A short form for security incidents."\nlicence: CC-BY-4.0\n');
writeFileSync(join(space, 'mon-programme', 'README.md'), '# Mon programme\n\nUn formulaire court. Ses réponses deviennent des incidents.\n');
told('`accalmie form sheets fait.xlsx --output mon-programme/forms/fait` keeps it as CSV sheets in a pack; `accalmie pack check mon-programme`:', run('pack', 'check', 'mon-programme'));
run('demo');
told('`accalmie pack add mon-programme` and `accalmie form publish mon-programme/fait` (the workspace is a demo):', run('pack', 'add', 'mon-programme') + run('form', 'publish', 'mon-programme/fait'));
const { token } = JSON.parse(run('member', 'add', 'Awa', '--role', 'coordinator', '--places', 'ML05', '--json'));

// 3 On a phone.
const server = spawn(binary, ['--workspace', workspace, 'serve', '--port', '0'], { stdio: ['ignore', 'pipe', 'inherit'] });
const url = await new Promise((resolve) => createInterface({ input: server.stdout }).on('line', (line) => { const found = /http:\/\/[^\s#]+/.exec(line)?.[0]; if (found) resolve(found.replace(/\/$/, '')); }));
const phone = await start_phone(null);
const { page } = phone;
try {
  await page.goto(`${url}/#/saisie?jeton=${token}`);
  const fill = page.getByRole('button', { name: 'Remplir : Fait de sécurité' });
  await fill.waitFor({ timeout: wait_ms });
  await worker_ready(page);
  await shot(page, 'capture-1-forms', 'The member’s address opened once on a phone, with a network: the form and its list of places are kept on the device.');
  await phone.context.setOffline(true);
  await page.reload();
  await fill.click({ timeout: wait_ms });
  await page.getByText(/Que s.est-il passé/).waitFor({ timeout: wait_ms });
  await shot(page, 'capture-2-question', 'From here on the network is cut, and the page was loaded anew. The first question:');
  for (let turn = 0; turn < 12 && !(await page.getByRole('button', { name: 'Terminer' }).isVisible()); ++turn) {
    const kind = page.getByText('Un vol de bétail', { exact: true });
    if (await kind.isVisible()) await kind.click();
    const day = page.getByLabel('Quel jour ?');
    if (await day.isVisible()) await day.fill(new Date().toISOString().slice(0, 10));
    const cercle = page.getByText('Ténenkou', { exact: true });
    if (await cercle.first().isVisible()) await cercle.first().click();
    await page.waitForTimeout(500);
    const communes = page.locator('fieldset, [role=group], [role=radiogroup]').filter({ hasText: 'Dans quelle commune' }).last().locator('label:has(input[type=radio])');
    if ((await communes.count()) > 0) await communes.first().click();
    const deaths = page.getByLabel('Morts : au moins');
    if (await deaths.isVisible()) await deaths.fill('0');
    const next = page.getByRole('button', { name: 'Suite', exact: true });
    if (!(await next.isVisible())) break;
    await next.click();
    await page.waitForTimeout(300);
  }
  await page.getByRole('heading', { name: 'Tout est répondu' }).waitFor({ timeout: wait_ms });
  await page.getByRole('button', { name: 'Terminer' }).click();
  await page.getByText(/Sur cet appareil seulement/).first().waitFor({ timeout: wait_ms });
  await shot(page, 'capture-3-outbox', 'Finished without a network: the answer is on this device only, and the page says so.');
  await phone.context.setOffline(false);
  await page.getByText(/Reçu par .* Signature du reçu vérifiée/).first().waitFor({ timeout: wait_ms });
  await shot(page, 'capture-4-received', 'The network is back: sent by itself. “Received” means that a signed receipt came back and its signature was checked.');
  await page.waitForTimeout(4000);
  await page.setViewportSize({ width: 1280, height: 900 });
  await page.goto(`${url}/#/`);
  await page.getByText('Vol de bétail').first().waitFor({ timeout: wait_ms });
  await page.getByText('Vol de bétail').first().scrollIntoViewIfNeeded();
  await shot(page, 'capture-5-board', 'Its record on the board (*Today*), some seconds later.');
} catch (failure) {
  await page.screenshot({ path: join(pictures, 'failed.png') });
  console.log(await page.locator('main').innerText().catch(() => 'no page'), phone.faults);
  throw failure;
} finally {
  await phone.close();
  server.kill('SIGTERM');
  await new Promise((done) => server.once('exit', done));
}
const [made] = JSON.parse(run('query', "select kind, first_day, place, deaths_low from incident where source = 'field' and kind = 'livestock_theft' order by _hlc desc limit 1", '--json')).rows;
assert.equal(made.kind, 'livestock_theft');
told('And as a row: `accalmie query "select kind, first_day, place, deaths_low from incident ..."`', `${JSON.stringify(made)}\n`);
rmSync(space, { recursive: true, force: true });
if (!process.argv[2]) {
  const body = steps.map((one, at) => `${at + 1}. ${one.words}\n\n${one.picture ? `   ![](${one.picture})` : one.text.trimEnd().split('\n').map((line) => `   ${line}`).join('\n').replace(/^/, '   ```\n').concat('\n   ```')}\n`).join('\n');
  writeFileSync(fileURLToPath(new URL('../../../docs/walks/capture.md', import.meta.url)), `# From a workbook to the board\n\nMade by \`ACCALMIE_BINARY=build/release/accalmie node web/tests/walk/capture.mjs\`, which checks each step as it goes.\n\n${body}`);
}
console.log(`${steps.length} steps walked`);
