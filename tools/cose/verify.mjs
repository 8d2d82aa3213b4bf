// SPDX-License-Identifier: Apache-2.0
// Checks the examples of docs/formats/record.md with libraries that are not ours: @auth0/cose for the signatures, @noble/hashes for BLAKE2b,
// cborg (which refuses what is not deterministic) for the CBOR. Ends with 0 if all is as the document says, else with 1.
import { createPublicKey } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { Sign, Sign1 } from '@auth0/cose';
import { blake2b } from '@noble/hashes/blake2.js';
import { decode } from 'cborg';

const path = process.argv[2] ?? new URL('../../docs/formats/record.md', import.meta.url);
const blocks = new Map(
  [...readFileSync(path, 'utf8').matchAll(/^```hex (\S+)\n([^`]*)```$/gm)].map(([, name, text]) => [
    name,
    Uint8Array.from(Buffer.from(text.replace(/#.*$/gm, '').replace(/\s/g, ''), 'hex')),
  ]),
);
const block = (name) => {
  const found = blocks.get(name);
  if (!found) throw new Error(`the document has no block "${name}"`);
  return found;
};

const hex = (octets) => Buffer.from(octets).toString('hex');
const hash = (...pieces) => blake2b(Buffer.concat(pieces), { dkLen: 32 });
const strict = { strict: true, allowIndefinite: false, allowUndefined: false, useMaps: true, rejectDuplicateMapKeys: true };
const read = (octets) => decode(octets, { ...strict, tags: { 0: (inner) => inner(), 100: (inner) => inner() } });
const root = (leaves) => {
  let level = leaves;
  while (level.length > 1) {
    const above = [];
    for (let i = 0; i < level.length; i += 2) above.push(i + 1 < level.length ? hash(Uint8Array.of(1), level[i], level[i + 1]) : level[i]);
    level = above;
  }
  return level[0];
};

let faults = 0;
const expect = (what, is) => {
  console.log(`${is ? 'ok   ' : 'WRONG'} ${what}`);
  if (!is) faults += 1;
};
const same = (what, a, b) => expect(what, hex(a) === hex(b));

const key = createPublicKey({ format: 'jwk', key: { kty: 'OKP', crv: 'Ed25519', x: Buffer.from(block('author')).toString('base64url') } });
const isSigned = async (envelope) => {
  try {
    await Sign1.decode(envelope).verify(key, { algorithms: [-8] });
    return true;
  } catch {
    return false;
  }
};

/** The header inside a verified envelope, and the id that follows from it. */
const checkEnvelope = async (name, envelope, header, id) => {
  expect(`${name}: @auth0/cose accepts the signature`, await isSigned(envelope));
  const { payload, protectedHeaders } = Sign1.decode(envelope);
  same(`${name}: the payload is the header`, payload, header);
  same(`${name}: kid is the author`, protectedHeaders.get(4), block('author'));
  same(`${name}: the id is the hash of the header`, hash(payload), id);
  const map = read(payload);
  expect(`${name}: format version 1`, map.get(0) === 1);
  same(`${name}: the header names its author`, map.get(6), block('author'));
  return map;
};

const header = await checkEnvelope('record', block('envelope'), block('header'), block('id'));
const commitments = new Map(header.get(10));
for (const [group, item] of [['open', 'open-item'], ['team', 'team-item'], ['sealed:guarantors', 'sealed-item']]) {
  same(`record: commitment of ${group}`, commitments.get(group), hash(block(item)));
  const [salt, content] = read(block(item));
  expect(`record: salt of ${group} has 16 octets`, salt.length === 16);
  expect(`record: content of ${group} is a map`, read(content) instanceof Map);
}
const open = read(read(block('open-item'))[1]);
expect('record: what it says', open.get('people') === 41 && open.get('day') === 18773 && open.get('dose') === 2.5 && open.get('place') === 'ML0507@cod-ab-2021');

same('boxes: commitment', block('boxes-commitment'), hash(block('boxes-part')));
const box = read(read(block('boxes-part'))[1]).get('who');
const padded = block('padded-answer');
expect('boxes: a sealed box of the padded answer', box instanceof Uint8Array && box.length === padded.length + 48 && padded.length % 64 === 0);
expect('boxes: the answer and its padding', new TextDecoder().decode(padded.subarray(0, padded.lastIndexOf(0x80))) === 'chef de village');

const batch = (await checkEnvelope('batch', block('batch-envelope'), block('batch-header'), block('batch-id'))).get(11);
const roots = new Map(batch.get(1));
/** Leaves of a sequence: the hash of an item (18 octets of head and salt, then a short octet string), or the commitment that stands for it. */
const leavesOf = (sequence) => {
  const leaves = [];
  for (let at = 0; at < sequence.length; ) {
    const erased = sequence[at] === 0x58;
    const size = erased ? 34 : 18 + (sequence[at + 18] < 0x58 ? 1 + (sequence[at + 18] & 0x1f) : 2 + sequence[at + 19]);
    const item = sequence.subarray(at, at + size);
    read(item);
    leaves.push(erased ? item.subarray(2) : hash(item));
    at += size;
  }
  return leaves;
};
const openLeaves = leavesOf(block('batch-open-sequence'));
expect('batch: three rows', batch.get(0) === 3 && openLeaves.length === 3);
same('batch: root of open', root(openLeaves), roots.get('open'));
same('batch: root of team', root(leavesOf(block('batch-team-sequence'))), roots.get('team'));
same('batch: root of team with a row erased', root(leavesOf(block('batch-team-erased'))), roots.get('team'));
same('batch: one root over the groups', root([...roots.values()]), block('batch-root'));
same('batch: the path of row 2', hash(Uint8Array.of(1), block('batch-row-2-path'), openLeaves[2]), roots.get('open'));

const token = new TextEncoder().encode('accalmie token\n000102030405060708090a0b0c0d0e0f');
same('token: its hash', hash(token), block('token-hash'));

for (const bit of [10 * 8, 60 * 8 + 3, block('envelope').length * 8 - 1]) {
  const changed = Uint8Array.from(block('envelope'));
  changed[bit >> 3] ^= 1 << (bit & 7);
  expect(`negative: an envelope with bit ${bit} changed is refused`, !(await isSigned(changed)));
}
expect('negative: another content has another commitment', hex(hash(block('open-item').map((octet, i) => (i === 30 ? octet ^ 1 : octet)))) !== hex(commitments.get('open')));

const readBlocks = (file) => new Map([...readFileSync(new URL(`../../docs/formats/${file}`, import.meta.url), 'utf8').matchAll(/^```hex (\S+)\n([^`]*)```$/gm)].map(([, name, text]) => [name, Uint8Array.from(Buffer.from(text.replace(/\s/g, ''), 'hex'))]));
const receipt = readBlocks('receipt.md').get('receipt');
expect('receipt: @auth0/cose accepts the signature', await isSigned(receipt));
const { payload, protectedHeaders } = Sign1.decode(receipt);
const said = read(payload);
expect('receipt: what it is', protectedHeaders.get(3) === 'application/accalmie-receipt+cbor' && said.get(0) === 1);
expect('receipt: node, instance and time', said.get(1) === 'Ténenkou' && said.get(2) === 'uuid:1' && BigInt(said.get(4)) >> 16n === BigInt(Date.UTC(2026, 10, 23, 12)));
same('receipt: the hash of the answers', said.get(3), hash(new TextEncoder().encode('<data id="f"><meta><instanceID>uuid:1</instanceID></meta></data>')));

// A charter of three officers; each signature by a library that is not ours, and with the others' keys refused.
const charter = readBlocks('statement.md').get('charter');
const founding = Sign.decode(charter);
const [version, kind, workspace, previous, officers, made, needed] = read(founding.payload);
expect('charter: version, kind, name, no charter before, two of three', version === 1 && kind === 0 && workspace === 'Macina' && previous.length === 0 && officers.length === 3 && needed === 2);
expect('charter: when', BigInt(made) >> 16n === BigInt(Date.UTC(2026, 0, 1, 8)));
expect('charter: three signatures', founding.signatures.length === 3);
for (const [i, signature] of founding.signatures.entries()) {
  const keyOf = (octets) => createPublicKey({ format: 'jwk', key: { kty: 'OKP', crv: 'Ed25519', x: Buffer.from(octets).toString('base64url') } });
  const holds = (octets) => signature.verify(keyOf(octets), founding.encodedProtectedHeaders, founding.payload, { algorithms: [-8] }).then(() => true, () => false);
  same(`charter: officer ${i} is named in her signature`, signature.protectedHeaders.get(4), officers[i]);
  expect(`charter: @auth0/cose accepts the signature of officer ${i}`, await holds(officers[i]));
  expect(`negative: and not with another officer's key`, !(await holds(officers[(i + 1) % 3])));
}

console.log(faults === 0 ? 'all as the document says' : `${faults} faults`);
process.exitCode = faults === 0 ? 0 : 1;
