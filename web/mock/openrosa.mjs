// SPDX-License-Identifier: Apache-2.0
// The form server of the mock: forms from a folder, submissions in memory, receipts signed as docs/formats/receipt.md says.
import { createHash, randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import sodium from 'libsodium-wrappers';

await sodium.ready;

const escaped = (text) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
const md5 = (octets) => `md5:${createHash('md5').update(octets).digest('hex')}`;
const base64url = (octets) => Buffer.from(octets).toString('base64url');

function head(major, count) {
  if (count < 24) return Buffer.from([(major << 5) | count]);
  return count < 256 ? Buffer.from([(major << 5) | 24, count]) : Buffer.from([(major << 5) | 25, count >> 8, count & 255]);
}
const text = (value) => Buffer.concat([head(3, Buffer.byteLength(value)), Buffer.from(value)]);
const octets = (value) => Buffer.concat([head(2, value.length), Buffer.from(value)]);
const long = (value) => { const out = Buffer.alloc(9); out[0] = 0x1b; out.writeBigUInt64BE(value, 1); return out; };

/** X-Accalmie-Receipt of a submission. */
export function receipt_of(pair, node, instance, xml, now) {
  const protected_part = Buffer.concat([head(5, 3), head(0, 1), Buffer.from([0x27]), head(0, 3), text('application/accalmie-receipt+cbor'), head(0, 4), octets(pair.publicKey)]);
  const payload = Buffer.concat([head(5, 5), head(0, 0), head(0, 1), head(0, 1), text(node), head(0, 2), text(instance), head(0, 3), octets(sodium.crypto_generichash(32, xml, null)), head(0, 4), long(BigInt(now) << 16n)]);
  const signed = Buffer.concat([head(4, 4), text('Signature1'), octets(protected_part), octets(Buffer.alloc(0)), octets(payload)]);
  const signature = sodium.crypto_sign_detached(signed, pair.privateKey);
  return base64url(Buffer.concat([Buffer.from([0xd2]), head(4, 4), octets(protected_part), head(5, 0), octets(payload), octets(signature)]));
}

async function body_of(request) {
  const pieces = [];
  for await (const piece of request) pieces.push(piece);
  return Buffer.concat(pieces);
}

/** The parts of multipart/form-data: { name, filename, content }. */
export function parts_of(body, kind) {
  const mark = Buffer.from(`--${/boundary=(\S+)/.exec(kind)?.[1] ?? ''}`);
  const parts = [];
  for (let at = body.indexOf(mark); at >= 0; ) {
    const next = body.indexOf(mark, at + mark.length);
    if (next < 0) break;
    const part = body.subarray(at + mark.length + 2, next - 2);
    const end = part.indexOf('\r\n\r\n');
    const said = part.subarray(0, end).toString();
    parts.push({ name: /name="([^"]*)"/.exec(said)?.[1] ?? '', filename: /filename="([^"]*)"/.exec(said)?.[1] ?? null, content: part.subarray(end + 4) });
    at = next;
  }
  return parts;
}

/** A form server. `forms`: [{ file, media: [paths], sealed: [{ question, audience, key }] }]. Changes of its members take effect at once. */
export class FormServer {
  pair = sodium.crypto_sign_keypair();
  node = 'Ténenkou';
  device = null;
  answers = new Map();
  bytes_max = 200_000_000;
  /** What the next submissions are answered with instead: status codes, taken from the front. */
  refuses = [];
  is_silent = false; // no receipts
  /** By instance: { role, name, at } of those who have read it. */
  readers = new Map();

  constructor({ token = randomBytes(16).toString('hex'), forms = [] } = {}) {
    this.token = token;
    this.forms = forms.map(({ file, media = [], sealed = [] }) => {
      const xml = readFileSync(file, 'utf8');
      const root = /<instance>\s*(<[^>]*>)/.exec(xml)?.[1] ?? '';
      const [id, version] = ['id', 'version'].map((name) => new RegExp(`\\s${name}="([^"]*)"`).exec(root)?.[1] ?? '');
      return { xml, id, version, title: /<h:title>([^<]*)/.exec(xml)?.[1] ?? id, media: media.map((path) => ({ name: basename(path), content: readFileSync(path) })), sealed };
    });
  }

  /** Answers what begins with /o/; false where it is not ours. */
  async handle(request, response, url) {
    const [, door, token, ...rest] = url.pathname.split('/').map(decodeURIComponent);
    if (url.pathname === '/api/v1/node') return this.json(response, 200, { name: this.node, key: Buffer.from(this.pair.publicKey).toString('hex'), receipt: 1 });
    if (door !== 'o') return false;
    if (token !== this.token) return this.json(response, 401, { error: { kind: 'denied', what: 'no such token', where: '', remedy: '' } });
    if (rest[0] === 'formList') return this.xml(response, 200, this.list(`http://${request.headers.host}/o/${token}`));
    if (rest[0] === 'forms') return this.form(response, rest, `http://${request.headers.host}/o/${token}`);
    if (rest[0] === 'device') return this.meet(request, response);
    if (rest[0] === 'seen') return this.seen(request, response);
    if (rest[0] === 'submission') return this.submission(request, response);
    return false;
  }
  json(response, status, body) {
    response.writeHead(status, { 'content-type': 'application/json', 'cache-control': 'no-store' }).end(JSON.stringify(body));
    return true;
  }
  xml(response, status, body, more = {}) {
    response.writeHead(status, { 'content-type': 'text/xml; charset=utf-8', 'X-OpenRosa-Version': '1.0', 'X-OpenRosa-Accept-Content-Length': String(this.bytes_max), 'cache-control': 'no-store', ...more }).end(body);
    return true;
  }
  said(response, status, words, more = {}) {
    return this.xml(response, status, `<OpenRosaResponse xmlns="http://openrosa.org/http/response"><message nature="x">${escaped(words)}</message></OpenRosaResponse>`, more);
  }
  list(base) {
    const one = (form) => `<xform><formID>${escaped(form.id)}</formID><name>${escaped(form.title)}</name><version>${form.version}</version><hash>${md5(form.xml)}</hash><downloadUrl>${base}/forms/${encodeURIComponent(form.id)}/${form.version || '-'}/form.xml</downloadUrl>${form.media.length > 0 ? `<manifestUrl>${base}/forms/${encodeURIComponent(form.id)}/${form.version || '-'}/manifest</manifestUrl>` : ''}</xform>`;
    return `<xforms xmlns="http://openrosa.org/xforms/xformsList">${this.forms.map(one).join('')}</xforms>`;
  }
  form(response, [, id, version, what, name], base) {
    const form = this.forms.find((one) => one.id === id && (one.version || '-') === version);
    if (!form) return this.said(response, 404, 'no such form');
    if (what === 'form.xml') return this.xml(response, 200, form.xml);
    if (what === 'sealed') return this.json(response, 200, { sealed: form.sealed });
    if (what === 'manifest') {
      const one = (file) => `<mediaFile><filename>${escaped(file.name)}</filename><hash>${md5(file.content)}</hash><downloadUrl>${base}/forms/${encodeURIComponent(id)}/${version}/media/${encodeURIComponent(file.name)}</downloadUrl></mediaFile>`;
      return this.xml(response, 200, `<manifest xmlns="http://openrosa.org/xforms/xformsManifest">${form.media.map(one).join('')}</manifest>`);
    }
    const file = form.media.find((one) => one.name === name);
    if (!file) return this.said(response, 404, 'no such file');
    response.writeHead(200, { 'content-type': 'application/octet-stream', 'cache-control': 'no-store' }).end(file.content);
    return true;
  }
  async meet(request, response) {
    const words = `accalmie device\nAwa\n${Buffer.from(this.pair.publicKey).toString('hex')}`;
    if (request.method === 'POST') {
      const { key, proof } = JSON.parse((await body_of(request)).toString());
      if (this.device !== null && this.device !== key) return this.json(response, 409, { error: { kind: 'conflict', what: 'another key', where: '', remedy: '' } });
      if (!sodium.crypto_sign_verify_detached(Buffer.from(proof, 'base64url'), words, Buffer.from(key, 'hex'))) return this.json(response, 403, { error: { kind: 'denied', what: 'proof', where: '', remedy: '' } });
      this.device = key;
    }
    return this.json(response, 200, { member: 'Awa', node: Buffer.from(this.pair.publicKey).toString('hex'), words, key: this.device });
  }
  async seen(request, response) {
    const { instances } = JSON.parse((await body_of(request)).toString());
    const known = instances.filter((one) => this.answers.has(one));
    return this.json(response, 200, { answers: known.map((instance) => ({ instance, received: { node: this.node, at: '2026-06-30T12:00:00Z' }, seen: this.readers.get(instance) ?? [] })) });
  }
  async submission(request, response) {
    if (request.method !== 'POST') return this.xml(response, 204, '');
    const parts = parts_of(await body_of(request), request.headers['content-type'] ?? '');
    const refused = this.refuses.shift();
    if (refused !== undefined) return this.said(response, refused, `refused with ${refused}`);
    const xml = parts.find((part) => part.name === 'xml_submission_file')?.content;
    if (!xml) return this.said(response, 400, 'no part xml_submission_file');
    const signature = request.headers['x-accalmie-signature'];
    if (signature && this.device === null) return this.said(response, 409, 'no key of this device');
    if (signature && !sodium.crypto_sign_verify_detached(Buffer.from(signature, 'base64url'), xml, Buffer.from(this.device, 'hex'))) return this.said(response, 403, 'wrong signature');
    const instance = /instanceID>([^<]*)</.exec(xml.toString())?.[1] ?? '';
    const known = this.answers.get(instance);
    if (known && !known.xml.equals(xml)) return this.said(response, 409, 'other answers under this name are here');
    const answer = known ?? { xml, files: new Map(), requests: 0, signed: false };
    answer.requests += 1;
    answer.signed ||= signature !== undefined;
    for (const part of parts) if (part.filename !== null && part.name !== 'xml_submission_file') answer.files.set(part.filename, part.content);
    this.answers.set(instance, answer);
    const more = this.is_silent ? {} : { 'X-Accalmie-Receipt': receipt_of(this.pair, this.node, instance, xml, Date.now()) };
    return this.said(response, known ? 202 : 201, 'Reçu et gardé.', more);
  }
}
