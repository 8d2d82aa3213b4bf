// SPDX-License-Identifier: Apache-2.0
// Prints what the first page loads and fails above the limit. Script counts as sent: gzip, level 9.
import { readFileSync, rmSync } from 'node:fs';
import { gzipSync } from 'node:zlib';

const script_bytes_max = 150_000;

const manifest = JSON.parse(readFileSync('dist/.vite/manifest.json', 'utf8'));
const size = (file) => gzipSync(readFileSync(`dist/${file}`), { level: 9 }).length;

/** A chunk and all that it imports at once; what it imports later is not counted. */
function chunks_of(key, seen = new Set()) {
  if (seen.has(key)) return seen;
  seen.add(key);
  for (const next of manifest[key].imports ?? []) chunks_of(next, seen);
  return seen;
}

const first = chunks_of('index.html');
const first_scripts = [...first].map((key) => manifest[key].file);
const first_styles = [...first].flatMap((key) => manifest[key].css ?? []);
const sum = (files) => files.reduce((total, file) => total + size(file), 0);
const kb = (bytes) => `${(bytes / 1000).toFixed(1)} kB`;

const script_bytes = sum(first_scripts);
console.log(`first load: script ${kb(script_bytes)} of ${kb(script_bytes_max)} gzip, style ${kb(sum(first_styles))}`);
for (const [key, chunk] of Object.entries(manifest)) {
  if (chunk.isDynamicEntry) console.log(`  later: ${key} ${kb(sum([...chunks_of(key)].filter((one) => !first.has(one)).map((one) => manifest[one].file)))}`);
}
rmSync('dist/.vite', { recursive: true });
if (script_bytes > script_bytes_max) {
  console.error(`the first script is ${kb(script_bytes - script_bytes_max)} too large: load something later`);
  process.exit(1);
}
