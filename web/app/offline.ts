// SPDX-License-Identifier: Apache-2.0
// What this device keeps of the server's answers: those of a demo workspace, and nothing else.
// Until the store is sealed, a lost phone must not tell anything real.

const cache_name = 'accalmie-demo-answers';
const kept_at_header = 'x-accalmie-kept-at';
const answers_max = 200;

export interface KeptAnswer {
  body: unknown;
  kept_at: number;
}

/** The one rule: an answer may be kept if, and only if, it says by itself that it is of a demo. */
export function may_keep(answer: unknown): boolean {
  return typeof answer === 'object' && answer !== null && !Array.isArray(answer) && (answer as { demo?: unknown }).demo === true;
}

function store_there(): boolean {
  return typeof caches !== 'undefined';
}

/** Does this answer say plainly that the workspace is a real one? Then whatever was kept of a demo goes. */
export function says_real(answer: unknown): boolean {
  return typeof answer === 'object' && answer !== null && (answer as { demo?: unknown }).demo === false;
}

/** Keeps a demo answer; an answer of a real workspace empties the store. */
export async function keep_answer(path: string, answer: unknown, now: number): Promise<void> {
  if (!store_there()) return;
  if (says_real(answer)) return forget_answers();
  if (!may_keep(answer)) return;
  const cache = await caches.open(cache_name);
  const keys = await cache.keys();
  if (keys.length >= answers_max && keys[0]) await cache.delete(keys[0]);
  const headers = { 'content-type': 'application/json', [kept_at_header]: String(now) };
  await cache.put(path, new Response(JSON.stringify(answer), { headers }));
}

export async function kept_answer(path: string): Promise<KeptAnswer | null> {
  if (!store_there()) return null;
  const found = await (await caches.open(cache_name)).match(path);
  if (!found) return null;
  const body: unknown = await found.json();
  return may_keep(body) ? { body, kept_at: Number(found.headers.get(kept_at_header)) } : null;
}

export async function forget_answers(): Promise<void> {
  if (store_there()) await caches.delete(cache_name);
}
