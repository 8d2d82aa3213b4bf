// SPDX-License-Identifier: Apache-2.0
// Pictures of the pages of care with the demo's data, on a phone and on a wide screen: docs/walks/care.md.   ACCALMIE_BINARY=PROGRAM node tests/walk/care.mjs
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { start_phone } from '../e2e/capture_server.mjs';

const binary = process.env.ACCALMIE_BINARY;
if (!binary) throw new Error('ACCALMIE_BINARY names the program');
const folder = fileURLToPath(new URL('../../../docs/walks/', import.meta.url));
mkdirSync(join(folder, 'images'), { recursive: true });
const space = mkdtempSync(join(tmpdir(), 'accalmie-walk-'));
const workspace = join(space, 'workspace');
function run(...words) {
  const done = spawnSync(binary, ['--workspace', workspace, ...words], { encoding: 'utf8', timeout: 120_000, maxBuffer: 1 << 26 });
  if (done.status !== 0) throw new Error(`accalmie ${words.join(' ')}: ${done.stderr}`);
  return done.stdout;
}
run('demo');
const { token } = JSON.parse(run('member', 'add', 'Awa', '--role', 'nurse', '--places', '*', '--json'));
const server = spawn(binary, ['--workspace', workspace, 'serve', '--port', '0'], { stdio: ['ignore', 'pipe', 'inherit'] });
const url = await new Promise((resolve) => createInterface({ input: server.stdout }).on('line', (line) => { const found = /http:\/\/[^\s#]+/.exec(line)?.[0]; if (found) resolve(found.replace(/\/$/, '')); }));
const pages = [
  ['completude', 'completeness', 'Complétude', 'Who reported, who is closed, cut off or silent: a facility a row, a month a column; the state is a shape and a letter, never a colour alone.'],
  ['file', 'queue', 'À faire', 'What waits for the nurse: alerts that nobody has seen, children to see again, referrals, the stock on the truck.'],
  ['alertes', 'alerts', 'Alertes', 'One alert a signal: why, what to do, the figures, who has seen it; one kind alone if one wants.'],
];
const told = [];
const phone = await start_phone(null, { size: 'desktop' });
try {
  await phone.context.addInitScript((chosen) => sessionStorage.setItem('accalmie.token', chosen), token);
  for (const [size, width, height] of [['desktop', 1280, 900], ['phone', 360, 740]]) {
    await phone.page.setViewportSize({ width, height });
    for (const [route, name, title] of pages) {
      await phone.page.goto(`${url}/#/${route}`);
      await phone.page.reload();
      await phone.page.getByRole('heading', { level: 1, name: title }).waitFor({ timeout: 30_000 });
      await phone.page.waitForTimeout(2500);
      const wide = await phone.page.evaluate(() => document.documentElement.scrollWidth);
      assert.ok(wide <= width, `${title}: ${wide} px wide on a screen of ${width}`);
      await phone.page.screenshot({ path: join(folder, 'images', `care-${name}-${size}.png`) });
    }
  }
  for (const [, name, title, words] of pages) told.push(`## ${title}\n\n${words}\n\n![](images/care-${name}-desktop.png)\n\n![](images/care-${name}-phone.png)\n`);
} finally {
  await phone.close();
  server.kill('SIGTERM');
  await new Promise((done) => server.once('exit', done));
  rmSync(space, { recursive: true, force: true });
}
writeFileSync(join(folder, 'care.md'), `# The pages of care, with the demo's data\n\nMade by \`ACCALMIE_BINARY=build/release/accalmie node web/tests/walk/care.mjs\`. Everything on them is simulated.\n\n${told.join('\n')}`);
console.log(`${pages.length} pages, two sizes`);
