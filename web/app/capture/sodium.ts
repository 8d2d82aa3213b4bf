// SPDX-License-Identifier: Apache-2.0
// libsodium for the device's key, receipts and sealed answers, loaded when first needed.
// Why not WebCrypto: it has no sealed box and no BLAKE2b, and Ed25519 only since 2025; one library for all, the same as the server's.
import type Sodium from 'libsodium-wrappers';

let loading: Promise<typeof Sodium> | null = null;

export function sodium(): Promise<typeof Sodium> {
  loading ??= import('libsodium-wrappers').then(async (module) => {
    await module.default.ready;
    return module.default;
  });
  loading.catch(() => (loading = null));
  return loading;
}

export function base64url(octets: Uint8Array): string {
  let text = '';
  for (const octet of octets) text += String.fromCharCode(octet);
  return btoa(text).replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '');
}

/** Null where the text is no base64 of either alphabet. */
export function from_base64url(text: string): Uint8Array | null {
  if (!/^[A-Za-z0-9+/_-]*={0,2}$/.test(text)) return null;
  try {
    return Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/').replace(/=+$/, '')), (one) => one.charCodeAt(0));
  } catch {
    return null;
  }
}

export const hex = (octets: Uint8Array): string => [...octets].map((octet) => octet.toString(16).padStart(2, '0')).join('');
export function from_hex(text: string): Uint8Array | null {
  if (!/^(?:[0-9a-f]{2})*$/.test(text)) return null;
  return Uint8Array.from(text.match(/../g) ?? [], (two) => Number.parseInt(two, 16));
}

export const utf8 = (text: string): Uint8Array => Uint8Array.from(new TextEncoder().encode(text));

/** BLAKE2b-256 without a key, as everywhere in Accalmie. */
export async function hash_of(octets: Uint8Array): Promise<Uint8Array> {
  return (await sodium()).crypto_generichash(32, octets, null);
}
