// SPDX-License-Identifier: Apache-2.0
// X-Accalmie-Receipt (docs/formats/receipt.md): a COSE_Sign1 by the node's key. "Received" is shown only after its signature was checked.
import { read_cbor, write_cbor, type Cbor } from './cbor';
import { from_base64url, hash_of, sodium, utf8 } from './sodium';

export interface Receipt {
  node: string;
  instance: string;
  hash: Uint8Array;
  /** Milliseconds since 1970, of the node's hybrid clock. */
  time: number;
  /** The key that signed. */
  key: Uint8Array;
}

const receipt_kind = 'application/accalmie-receipt+cbor';
const is_octets = (item: Cbor | undefined, length: number): item is Uint8Array => item instanceof Uint8Array && item.length === length;

/** What a payload's map says; null where it says less than a receipt must. */
function said_in(payload: Cbor, key: Uint8Array): Receipt | null {
  if (!(payload instanceof Map) || payload.get(0) !== 1) return null;
  const [node, instance, hash, time] = [payload.get(1), payload.get(2), payload.get(3), payload.get(4)];
  if (typeof node !== 'string' || typeof instance !== 'string' || !is_octets(hash, 32) || (typeof time !== 'number' && typeof time !== 'bigint')) return null;
  return { node, instance, hash, time: Number(BigInt(time) >> 16n), key };
}

/** The receipt in a header's value, its signature checked; null where it is none or the signature does not hold. */
export async function checked_receipt(header: string): Promise<Receipt | null> {
  try {
    const octets = from_base64url(header);
    const envelope = octets === null ? null : read_cbor(octets);
    if (envelope === null || typeof envelope !== 'object' || !('tag' in envelope) || envelope.tag !== 18 || !Array.isArray(envelope.value)) return null;
    const [protected_octets, , payload, signature] = envelope.value;
    if (!(protected_octets instanceof Uint8Array) || !(payload instanceof Uint8Array) || !is_octets(signature, 64)) return null;
    const head = read_cbor(protected_octets);
    if (!(head instanceof Map) || head.get(1) !== -8 || head.get(3) !== receipt_kind) return null; // -8: EdDSA (RFC 9053)
    const key = head.get(4);
    if (!is_octets(key, 32)) return null;
    const signed = write_cbor(['Signature1', protected_octets, new Uint8Array(), payload]);
    if (!(await sodium()).crypto_sign_verify_detached(signature, signed, key)) return null;
    return said_in(read_cbor(payload), key);
  } catch {
    return null;
  }
}

/** Is this the receipt of that submission, by the node that we know? A node that we do not know yet is taken at its word. */
export async function is_receipt_of(receipt: Receipt, instance: string, xml: string, node_key: Uint8Array | null): Promise<boolean> {
  const same = (a: Uint8Array, b: Uint8Array): boolean => a.length === b.length && a.every((octet, at) => octet === b[at]);
  return receipt.instance === instance && same(receipt.hash, await hash_of(utf8(xml))) && (node_key === null || same(receipt.key, node_key));
}
