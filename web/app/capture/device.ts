// SPDX-License-Identifier: Apache-2.0
// The device: where it sends to, its own Ed25519 key, the signature under each submission.
import { base_in, fetched } from './openrosa';
import { base64url, from_base64url, from_hex, hex, sodium, utf8 } from './sodium';
import { forget_enrolment, keep_enrolment, keep_setting, setting, type DeviceKey, type Enrolment } from './store';

/** Made once, on this device, and never sent: only its public half goes along with what it signed. */
export async function device_key(): Promise<DeviceKey> {
  const kept = await setting<DeviceKey>('device_key');
  if (kept !== null) return kept;
  const pair = (await sodium()).crypto_sign_keypair();
  const fresh = { public_key: base64url(pair.publicKey), secret_key: base64url(pair.privateKey) };
  await keep_setting('device_key', fresh);
  return fresh;
}

export async function enrol(base: string): Promise<Enrolment> {
  await device_key();
  const enrolment: Enrolment = { base, enrolled_at: Date.now(), node_key: null, node_name: null, signing: 'not_asked' };
  await keep_enrolment(enrolment);
  return enrolment;
}

/** A new key at the next enrolment: what a stolen phone signed can be told from what came later. */
export async function leave(): Promise<void> {
  await forget_enrolment();
  await keep_setting('device_key', null);
}

/** Takes "?jeton=TOKEN" out of "#/saisie?jeton=TOKEN" and out of the history; nothing where there is none. */
export function enrolment_in_address(): string | null {
  const [path = '', query = ''] = location.hash.split('?', 2);
  const asked = new URLSearchParams(query);
  const token = asked.get('jeton');
  if (token === null) return null;
  asked.delete('jeton');
  const rest = asked.toString();
  history.replaceState(null, '', `${location.pathname}${location.search}${path}${rest === '' ? '' : `?${rest}`}`);
  const found = base_in(token, location.origin);
  return found !== null && 'base' in found ? found.base : null;
}

async function signed(octets: Uint8Array): Promise<string> {
  const secret = from_base64url((await device_key()).secret_key);
  if (secret === null) throw new Error('the device’s key cannot be read');
  return base64url((await sodium()).crypto_sign_detached(octets, secret));
}

/** The device's signature over a submission's XML, octet for octet as it is sent (docs/formats/receipt.md). */
export const signature_of = (xml: Uint8Array): Promise<string> => signed(xml);

/** Tells the node this device's key, once. A key that was withdrawn is not told again by itself: an officer has said that it is lost. */
export async function register(enrolment: Enrolment): Promise<Enrolment['signing']> {
  const answer = await fetched(`${enrolment.base}/device`);
  if (!answer.ok) return 'not_offered';
  const { words, key } = (await answer.json()) as { words: string; key: string | null };
  const octets = from_base64url((await device_key()).public_key);
  const mine = hex(octets ?? new Uint8Array());
  if (key === mine) return 'registered';
  if (key !== null) return 'other_device';
  if (enrolment.signing === 'registered' || enrolment.signing === 'withdrawn') return 'withdrawn';
  const body = JSON.stringify({ key: mine, proof: await signed(utf8(words)) });
  const told = await fetched(`${enrolment.base}/device`, { method: 'POST', body, headers: { 'content-type': 'application/json' } });
  return told.ok ? 'registered' : told.status === 409 ? 'other_device' : 'not_offered';
}

/** Name and key of the node, remembered from the first time; a node that says nothing of itself is learnt from its first receipt. */
async function node_of(enrolment: Enrolment): Promise<Pick<Enrolment, 'node_key' | 'node_name'>> {
  if (enrolment.node_key !== null) return enrolment;
  const answer = await fetched('/api/v1/node');
  const said = answer.ok ? ((await answer.json().catch(() => null)) as { name?: string; key?: string } | null) : null;
  const key = from_hex(said?.key ?? '');
  return key?.length === 32 ? { node_key: base64url(key), node_name: said?.name ?? null } : { node_key: null, node_name: null };
}

/** Makes the device and the node known to each other.
 *  errors  throws NoNetwork */
export async function meet(enrolment: Enrolment): Promise<Enrolment> {
  const met = { ...enrolment, ...(await node_of(enrolment)), signing: await register(enrolment) };
  const now = { base: met.base, enrolled_at: met.enrolled_at, node_key: met.node_key, node_name: met.node_name, signing: met.signing };
  await keep_enrolment(now);
  return now;
}
