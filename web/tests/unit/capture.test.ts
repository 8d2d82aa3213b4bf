// @vitest-environment jsdom
// SPDX-License-Identifier: Apache-2.0
import 'fake-indexeddb/auto';
import { readFileSync } from 'node:fs';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { correction_of, finish, free_room, new_answer, remove, reopen, send_under_new_name, sweep } from '../../app/capture/answers';
import { read_cbor, write_cbor } from '../../app/capture/cbor';
import { base_in, files_in, forms_in, message_in, parts_of, wait_ms } from '../../app/capture/openrosa';
import { checked_receipt, is_receipt_of } from '../../app/capture/receipt';
import { sealed_value, sealing_of } from '../../app/capture/sealed';
import { is_passing, trouble_in } from '../../app/capture/sending';
import { base64url, from_base64url, from_hex, hex, sodium } from '../../app/capture/sodium';
import { close_store, drop_answer, drop_form, form_key, FullDisk, keep_answer, keep_draft, keep_form, kept_answer, kept_answers, kept_file, kept_forms, kept_media, type KeptAnswer } from '../../app/capture/store';
import { correcting, deprecated_of, files_mentioned, instance_of, name_of, plain_reference, question_of, under_another_name, with_sealed, without_lost_files, without_sealed } from '../../app/capture/xml';

const answers = '<data xmlns:orx="http://openrosa.org/xforms" id="f"><a>1</a><g><b>x</b></g><r><c>y</c></r><r><c>z</c><p>1.jpg</p></r><orx:meta><orx:instanceID>uuid:1</orx:instanceID><orx:instanceName>Sokoura</orx:instanceName></orx:meta></data>';

describe('the XML of a submission', () => {
  it('says its names', () => {
    expect([instance_of(answers), name_of(answers), deprecated_of(answers)]).toEqual(['uuid:1', 'Sokoura', '']);
  });
  it('takes sealed values in and gives them back by reference, also inside repeats', () => {
    const box = 'accalmie-sealed:guarantors:AAAA';
    const sealed = with_sealed(answers, new Map([['/data/r[2]/c', box], ['/data/gone', box]]));
    expect(sealed).toContain(`<r><c>y</c></r><r><c>${box}</c>`);
    const back = without_sealed(sealed);
    expect([...back.sealed]).toEqual([['/data[1]/r[2]/c[1]', box]]);
    expect(back.xml).not.toContain('accalmie-sealed');
    expect(plain_reference('/data/r[2]/c')).toBe('/data[1]/r[2]/c[1]');
    expect(question_of('/data[1]/r[2]/c[1]')).toBe('/data/r/c');
  });
  it('names what it corrects, once, beside its own name', () => {
    const corrected = correcting(answers, 'uuid:0');
    expect(deprecated_of(corrected)).toBe('uuid:0');
    expect(correcting(corrected, 'uuid:0')).toBe(corrected);
    expect(corrected).toContain('<orx:deprecatedID>uuid:0</orx:deprecatedID>');
  });
  it('gets another name where another answer has it', () => expect(instance_of(under_another_name(answers, 'uuid:2'))).toBe('uuid:2'));
  it('names its files, and not those that were lost', () => {
    expect(files_mentioned(answers, ['1.jpg', '2.jpg'])).toEqual(['1.jpg']);
    expect(without_lost_files(answers, new Set(), (at) => at === '/data/r/p')).toContain('<p/>');
    expect(without_lost_files(answers, new Set(['1.jpg']), (at) => at === '/data/r/p')).toBe(answers);
  });
  it('is refused where it is no XML', () => expect(() => instance_of('<data>')).toThrow());
});

describe('OpenRosa', () => {
  const token = 'a'.repeat(32);
  it('finds the collect address in what a person pastes', () => {
    const origin = 'https://clinique.local:8443';
    for (const text of [token, ` ${token}\n`, `${origin}/o/${token}`, `${origin}/o/${token}/formList`, `${origin}/#/saisie?jeton=${token}`, `${origin}/#k=${token}`]) expect(base_in(text, origin), text).toEqual({ base: `/o/${token}` });
    expect(base_in(`https://other.org/o/${token}`, origin)).toEqual({ elsewhere: `https://other.org/#/saisie?jeton=${token}` });
    for (const text of ['', 'hello', `${origin}/o/`, `${origin}/d/${token}`]) expect(base_in(text, origin), text).toBeNull();
  });
  it('reads lists and manifests, and takes paths alone from their addresses', () => {
    const list = `<xforms xmlns="http://openrosa.org/xforms/xformsList"><xform><formID>f</formID><name>Visite &amp; suivi</name><version>1</version><hash>md5:0</hash><downloadUrl>http://old-name/o/t/forms/f/1/form.xml</downloadUrl></xform></xforms>`;
    expect(forms_in(list)).toEqual([{ form: 'f', version: '1', title: 'Visite & suivi', hash: 'md5:0', xform: '/o/t/forms/f/1/form.xml', manifest: null }]);
    expect(files_in('<manifest xmlns="http://openrosa.org/xforms/xformsManifest"><mediaFile><filename>é.csv</filename><hash>md5:1</hash><downloadUrl>http://x/m/%C3%A9.csv</downloadUrl></mediaFile></manifest>')).toEqual([{ name: 'é.csv', hash: 'md5:1', path: '/m/%C3%A9.csv' }]);
    expect(message_in('<OpenRosaResponse xmlns="http://openrosa.org/http/response"><message nature="error">Non.</message></OpenRosaResponse>')).toBe('Non.');
    expect(message_in('not xml')).toBe('');
  });
  it('sends files in as few requests as hold them, each within the bound unless one file alone is larger', () => {
    const files = [700_000, 200_000, 500_000, 5_000_000].map((bytes) => ({ bytes }));
    const parts = parts_of(files, 10_000, 1_000_000);
    expect(parts.flat().length).toBe(4);
    for (const part of parts) if (part.length > 1) expect(part.reduce((sum, file) => sum + file.bytes, 10_000)).toBeLessThanOrEqual(1_000_000);
    expect(parts_of([], 10, 1_000)).toEqual([[]]);
  });
  it('waits longer each time, never more than an hour and a quarter, and not all phones at once', () => {
    expect(wait_ms(0, 0.5)).toBe(15_000);
    expect(wait_ms(3, 0.5)).toBe(120_000);
    expect(wait_ms(50, 1)).toBe(4_500_000);
    expect(wait_ms(1, 0)).toBeLessThan(wait_ms(1, 1));
  });
  it('knows what goes away by itself', () => {
    expect([201, 202].map((status) => trouble_in(status, ''))).toEqual([null, null]);
    const kinds = [401, 403, 409, 413, 400, 500, 429].map((status) => trouble_in(status, 'x'));
    expect(kinds.map((one) => one?.kind)).toEqual(['access', 'denied', 'conflict', 'too_large', 'refused', 'server', 'server']);
    expect(kinds.map((one) => one !== null && is_passing(one))).toEqual([false, false, false, false, false, true, true]);
  });
});

describe('receipts', () => {
  const page = readFileSync('../docs/formats/receipt.md', 'utf8');
  const example = from_hex((/```hex receipt\n([\s\S]*?)```/.exec(page)?.[1] ?? '').replaceAll(/\s/g, '')) ?? new Uint8Array();
  const author = from_hex((/```hex author\n([\s\S]*?)```/.exec(page)?.[1] ?? '').trim());
  const xml = '<data id="f"><meta><instanceID>uuid:1</instanceID></meta></data>';

  it('are read as the page about their bytes has them', async () => {
    const receipt = await checked_receipt(base64url(example));
    expect(receipt).toMatchObject({ node: 'Ténenkou', instance: 'uuid:1', time: Date.UTC(2026, 10, 23, 12) });
    expect(await is_receipt_of(receipt!, 'uuid:1', xml, author)).toBe(true);
  });
  it('are of that submission alone, by that node alone', async () => {
    const receipt = (await checked_receipt(base64url(example)))!;
    expect(await is_receipt_of(receipt, 'uuid:2', xml, author)).toBe(false);
    expect(await is_receipt_of(receipt, 'uuid:1', `${xml} `, author)).toBe(false);
    expect(await is_receipt_of(receipt, 'uuid:1', xml, new Uint8Array(32))).toBe(false);
  });
  it('are nothing when any one octet was changed', async () => {
    for (let at = 0; at < example.length; ++at) {
      const changed = example.slice();
      changed[at] = (changed[at] ?? 0) ^ 1;
      expect(await checked_receipt(base64url(changed)), `octet ${at}`).toBeNull();
    }
    for (const text of ['', '!', 'AAAA', base64url(example.slice(0, -1))]) expect(await checked_receipt(text)).toBeNull();
  });
});

describe('CBOR', () => {
  it('comes back as it was written, with keys in their order', () => {
    const item = new Map<number | string, string | number | bigint | Uint8Array | null | boolean>([[4, 'é'], [1, -8], [10, 65_536], ['z', Uint8Array.of(1, 2)], [300, null], [5, 2n ** 60n], ['aa', true]]);
    expect(read_cbor(write_cbor(item))).toEqual(new Map([...item].sort(() => 0)));
    expect(hex(write_cbor(new Map([[10, 1], [2, 1]])))).toBe('a202010a01');
  });
  it('is refused where octets are left over, missing or nested too deep', () => {
    for (const text of ['0000', '82', '5f', '818181818181818100', 'a200000000', 'f97e00', 'ff']) expect(() => read_cbor(from_hex(text)!), text).toThrow();
  });
});

describe('sealed answers', () => {
  it('open with the audience’s key alone, and their length does not tell yes from no', async () => {
    const { crypto_box_keypair, crypto_box_seal_open, unpad, to_string } = await sodium();
    const pair = crypto_box_keypair();
    const rule = { question: '/data/r/c', audience: 'guarantors', key: base64url(pair.publicKey) };
    const [yes, no] = [await sealed_value(rule, 'yes'), await sealed_value(rule, 'non, jamais')];
    expect(yes).toMatch(/^accalmie-sealed:guarantors:[A-Za-z0-9_-]+$/);
    expect(yes.length).toBe(no.length);
    const box = from_base64url(yes.split(':')[2] ?? '')!;
    expect(to_string(unpad(crypto_box_seal_open(box, pair.publicKey, pair.privateKey), 64))).toBe('yes');
    expect(sealing_of([rule], '/data[1]/r[3]/c')).toBe(rule);
    expect(sealing_of([rule], '/data/r/d')).toBeNull();
    await expect(sealed_value({ ...rule, key: 'AAAA' }, 'x')).rejects.toThrow();
  });
});

describe('the store', () => {
  const form = { form: 'f', version: '1', title: 'Visite' };
  const made = (more: Partial<KeptAnswer> = {}): KeptAnswer => ({ ...new_answer(form, 1), xml: answers, instance: 'uuid:1', ...more });
  const photo = { name: '1.jpg', type: 'image/jpeg', bytes: 3 };

  beforeEach(async () => {
    for (const one of await kept_answers()) await drop_answer(one.id);
    for (const one of await kept_forms()) await drop_form(one.key);
    close_store();
  });

  it('keeps an answer with its files, and drops them with it', async () => {
    const one = made({ files: [photo] });
    await keep_answer(one, new Map([['1.jpg', new Blob(['abc'])]]));
    expect(await kept_answer(one.id)).toEqual(one);
    expect(await kept_file(one.id, '1.jpg')).not.toBeNull();
    await drop_answer(one.id);
    expect([await kept_answer(one.id), await kept_file(one.id, '1.jpg')]).toEqual([null, null]);
  });
  it('never writes a draft over what was finished meanwhile', async () => {
    const one = made();
    await keep_draft(one, new Map(), []);
    await finish(one.id);
    await keep_draft({ ...one, xml: 'late' }, new Map(), []);
    expect(await kept_answer(one.id)).toMatchObject({ state: 'waiting', xml: answers });
  });
  it('keeps a form and its files whole, and each version by itself', async () => {
    const kept = { ...form, key: form_key('f', '1'), hash: 'md5:0', xform: '<h/>', media: [], sealed: [], fetched_at: 1, is_old: false };
    await keep_form(kept, new Map([['a.csv', new Blob(['1'])]]));
    await keep_form({ ...kept, version: '2', key: form_key('f', '2') }, new Map([['a.csv', new Blob(['22'])]]));
    await keep_form(kept, new Map());
    expect([await kept_media('f/1', 'a.csv'), (await kept_forms()).length]).toEqual([null, 2]);
    expect(await kept_media('f/2', 'a.csv')).not.toBeNull();
  });
  it('lets an answer be changed until a request may have reached the node', async () => {
    const one = made();
    await keep_answer(one);
    await finish(one.id);
    expect(await reopen(one.id)).toBe(true);
    await keep_answer({ ...made(), id: one.id, state: 'waiting', attempts: 1 });
    expect(await reopen(one.id)).toBe(false);
  });
  it('corrects a copy, once at a time, with the files that are here', async () => {
    const sent = made({ state: 'received', files: [photo] });
    await keep_answer(sent, new Map([['1.jpg', new Blob(['abc'])]]));
    const draft = await correction_of(sent.id);
    expect(draft).toMatchObject({ corrects: 'uuid:1', state: 'draft', xml: answers });
    expect(await kept_file(draft!.id, '1.jpg')).not.toBeNull();
    expect((await correction_of(sent.id))?.id).toBe(draft?.id);
  });
  it('brings deleted answers back for seven days, and no longer', async () => {
    const one = made();
    await keep_answer(one);
    await remove(one.id);
    await sweep(Date.now() + 6 * 86_400_000);
    expect(await kept_answer(one.id)).not.toBeNull();
    await sweep(Date.now() + 8 * 86_400_000);
    expect(await kept_answer(one.id)).toBeNull();
  });
  it('frees the room of what the node has, and of nothing else', async () => {
    const [received, waiting] = [made({ state: 'received', files: [photo] }), made({ state: 'waiting', files: [photo] })];
    for (const one of [received, waiting]) await keep_answer(one, new Map([['1.jpg', new Blob(['abc'])]]));
    expect(await free_room()).toBe(3);
    expect([await kept_file(received.id, '1.jpg'), await kept_file(waiting.id, '1.jpg')].map((file) => file === null)).toEqual([true, false]);
    expect(await kept_answer(received.id)).toMatchObject({ xml: answers, files: [] });
  });
  it('sends an answer whose name is taken under a name of its own', async () => {
    const one = made({ state: 'waiting', trouble: { kind: 'conflict', status: 409, text: '' }, files_sent: ['1.jpg'] });
    await keep_answer(one);
    await send_under_new_name(one.id);
    const now = (await kept_answer(one.id))!;
    expect(now.instance).toMatch(/^uuid:[0-9a-f-]{36}$/);
    expect([instance_of(now.xml), now.trouble, now.files_sent]).toEqual([now.instance, null, []]);
  });
  it('says that the device is full, and has lost nothing', async () => {
    const one = made();
    await keep_answer(one);
    const put = vi.spyOn(IDBObjectStore.prototype, 'put').mockImplementation(() => {
      throw new DOMException('full', 'QuotaExceededError');
    });
    await expect(keep_answer({ ...one, xml: 'x' })).rejects.toBeInstanceOf(FullDisk);
    put.mockRestore();
    expect((await kept_answer(one.id))?.xml).toBe(answers);
  });
});
