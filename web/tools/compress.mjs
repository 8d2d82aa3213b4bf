// SPDX-License-Identifier: Apache-2.0
// Writes FILE.br and FILE.gz beside each file of dist that gains by it; the server sends these as they are.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';

const compressible = /\.(js|mjs|css|html|svg|json|webmanifest)$/;
const bytes_min = 1000; // below, the header of the answer is larger than the gain

let plain = 0, brotli = 0;
for (const name of readdirSync('dist', { recursive: true })) {
  if (!compressible.test(name)) continue;
  const file = join('dist', name);
  const bytes = readFileSync(file);
  if (bytes.length < bytes_min) continue;
  const packed = brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length } });
  writeFileSync(`${file}.br`, packed);
  writeFileSync(`${file}.gz`, gzipSync(bytes, { level: 9 }));
  plain += bytes.length;
  brotli += packed.length;
}
console.log(`compressed: ${Math.round(plain / 1000)} kB to ${Math.round(brotli / 1000)} kB brotli`);
