// SPDX-License-Identifier: Apache-2.0
// Deterministic CBOR (RFC 8949, 4.2.1) as far as receipts and signatures need it: whole numbers, octets, text, arrays, maps, tags.

export type Cbor = number | bigint | string | boolean | null | Uint8Array | Cbor[] | Map<number | string, Cbor> | { tag: number; value: Cbor };

const depth_max = 6;

class Reader {
  private at = 0;
  constructor(private readonly octets: Uint8Array) {}

  get is_done(): boolean {
    return this.at === this.octets.length;
  }
  private take(count: number): Uint8Array {
    if (count > this.octets.length - this.at) throw new Error('CBOR ends too early');
    this.at += count;
    return this.octets.subarray(this.at - count, this.at);
  }
  private argument(low: number): bigint {
    if (low < 24) return BigInt(low);
    const width = { 24: 1, 25: 2, 26: 4, 27: 8 }[low];
    if (width === undefined) throw new Error('CBOR of no definite length');
    let value = 0n;
    for (const octet of this.take(width)) value = value * 256n + BigInt(octet);
    return value;
  }
  item(depth = 0): Cbor {
    if (depth > depth_max) throw new Error('CBOR nests too deep');
    const head = this.take(1)[0] ?? 0;
    const major = head >> 5;
    if (major === 7) return this.simple(head);
    const argument = this.argument(head & 31);
    const count = Number(argument);
    if (major < 2 && !Number.isSafeInteger(count)) return major === 0 ? argument : -1n - argument;
    if (major === 0) return count;
    if (major === 1) return -1 - count;
    if (major === 2) return this.take(count).slice();
    if (major === 3) return new TextDecoder('utf-8', { fatal: true }).decode(this.take(count));
    if (major === 6) return { tag: count, value: this.item(depth + 1) };
    if (count > this.octets.length) throw new Error('CBOR ends too early');
    return major === 4 ? Array.from({ length: count }, () => this.item(depth + 1)) : this.map(count, depth);
  }
  private simple(head: number): Cbor {
    if (head === 0xf4) return false;
    if (head === 0xf5) return true;
    if (head === 0xf6) return null;
    throw new Error('a kind of CBOR that is not read here');
  }
  private map(count: number, depth: number): Map<number | string, Cbor> {
    const map = new Map<number | string, Cbor>();
    for (let i = 0; i < count; ++i) {
      const key = this.item(depth + 1);
      if (typeof key !== 'number' && typeof key !== 'string') throw new Error('a key that is no number and no text');
      if (map.has(key)) throw new Error('a key twice');
      map.set(key, this.item(depth + 1));
    }
    return map;
  }
}

/** Whole numbers beyond 2^53 come as bigint.
 *  errors  throws where the octets are no such CBOR, or some are left over */
export function read_cbor(octets: Uint8Array): Cbor {
  const reader = new Reader(octets);
  const item = reader.item();
  if (!reader.is_done) throw new Error('octets after the CBOR');
  return item;
}

function head(major: number, argument: number): number[] {
  const first = major << 5;
  if (argument < 24) return [first | argument];
  if (argument < 0x100) return [first | 24, argument];
  if (argument < 0x1_0000) return [first | 25, argument >> 8, argument & 255];
  if (argument < 0x1_0000_0000) return [first | 26, argument >>> 24, (argument >>> 16) & 255, (argument >>> 8) & 255, argument & 255];
  const high = Math.floor(argument / 0x1_0000_0000);
  return [first | 27, ...word(high), ...word(argument % 0x1_0000_0000)];
}
const long = (value: bigint): number[] => [...word(Number(value >> 32n)), ...word(Number(value & 0xffff_ffffn))];
const word = (value: number): number[] => [(value >>> 24) & 255, (value >>> 16) & 255, (value >>> 8) & 255, value & 255];

export function write_cbor(item: Cbor): Uint8Array {
  if (typeof item === 'bigint') return Uint8Array.from(item < 0n ? [0x3b, ...long(-1n - item)] : [0x1b, ...long(item)]);
  if (typeof item === 'number') return Uint8Array.from(item < 0 ? head(1, -1 - item) : head(0, item));
  if (item === null || typeof item === 'boolean') return Uint8Array.of(item === null ? 0xf6 : item ? 0xf5 : 0xf4);
  if (typeof item === 'string') {
    const text = new TextEncoder().encode(item);
    return joined([Uint8Array.from(head(3, text.length)), text]);
  }
  if (item instanceof Uint8Array) return joined([Uint8Array.from(head(2, item.length)), item]);
  if (Array.isArray(item)) return joined([Uint8Array.from(head(4, item.length)), ...item.map(write_cbor)]);
  if (item instanceof Map) {
    const entries = [...item].map(([key, value]) => ({ key: write_cbor(key), value: write_cbor(value) })).sort((a, b) => compared(a.key, b.key));
    return joined([Uint8Array.from(head(5, item.size)), ...entries.flatMap((one) => [one.key, one.value])]);
  }
  return joined([Uint8Array.from(head(6, item.tag)), write_cbor(item.value)]);
}

function compared(a: Uint8Array, b: Uint8Array): number {
  for (let i = 0; i < Math.min(a.length, b.length); ++i) if (a[i] !== b[i]) return (a[i] ?? 0) - (b[i] ?? 0);
  return a.length - b.length;
}

export function joined(pieces: readonly Uint8Array[]): Uint8Array {
  const all = new Uint8Array(pieces.reduce((sum, piece) => sum + piece.length, 0));
  let at = 0;
  for (const piece of pieces) {
    all.set(piece, at);
    at += piece.length;
  }
  return all;
}
