// SPDX-License-Identifier: Apache-2.0
// Who has read what this device sent, as the node tells it; what was told last stays known without a network.
import { fetched, NoNetwork } from './openrosa';
import { alter_answer, kept_answers, kept_enrolment, type Reader } from './store';

const asked_max = 200; // as the node takes them in one question

interface Told {
  answers: { instance: string; seen: { role: string; name: string | null; at: string }[] }[];
}

function readers_in(told: Told): Map<string, Reader[]> {
  return new Map(told.answers.map((one) => [one.instance, one.seen.map(({ role, name, at }) => ({ role, name, at: Date.parse(at) }))]));
}

/** Asks about the newest answers that the node has; true where something new was told. A node that does not know of this is left alone. */
export async function learn_who_read(): Promise<boolean> {
  const enrolment = await kept_enrolment();
  const sent = (await kept_answers()).filter((one) => one.state === 'received').toSorted((a, b) => b.changed_at - a.changed_at).slice(0, asked_max);
  if (enrolment === null || sent.length === 0) return false;
  const body = JSON.stringify({ instances: sent.map((one) => one.instance) });
  const answer = await fetched(`${enrolment.base}/seen`, { method: 'POST', body, headers: { 'content-type': 'application/json' } }).catch((failure: unknown) => {
    if (failure instanceof NoNetwork) return null;
    throw failure;
  });
  const told = answer?.ok === true ? ((await answer.json().catch(() => null)) as Told | null) : null;
  if (!Array.isArray(told?.answers)) return false;
  const readers = readers_in(told);
  let is_new = false;
  for (const one of sent) {
    const now = readers.get(one.instance);
    if (now === undefined || JSON.stringify(now) === JSON.stringify(one.readers)) continue;
    is_new = true;
    await alter_answer(one.id, (kept) => ({ ...kept, readers: now }));
  }
  return is_new;
}
