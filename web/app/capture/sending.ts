// SPDX-License-Identifier: Apache-2.0
// The outbox: each finished answer goes out with its files in as many requests as the server wants, until a receipt that holds came back.
import { meet, signature_of } from './device';
import { fetched, message_in, NoNetwork, parts_of, wait_ms } from './openrosa';
import { checked_receipt, is_receipt_of, type Receipt } from './receipt';
import { base64url, from_base64url, utf8 } from './sodium';
import { alter_answer, keep_enrolment, kept_answers, kept_enrolment, kept_file, type Enrolment, type KeptAnswer, type Trouble } from './store';

const bytes_max_unsaid = 10_000_000; // what OpenRosa servers take where they do not say
const send_ms_max = 600_000;

const trouble_of = (kind: Trouble['kind'], status = 0, text = ''): Trouble => ({ kind, status, text });

/** What a status means for the person; null where the answer was taken. */
export function trouble_in(status: number, text: string): Trouble | null {
  if (status === 201 || status === 202) return null;
  if (status === 401) return trouble_of('access', status, text);
  if (status === 403) return trouble_of('denied', status, text);
  if (status === 409) return trouble_of('conflict', status, text);
  if (status === 413) return trouble_of('too_large', status, text);
  return trouble_of(status >= 500 || status === 429 ? 'server' : 'refused', status, text);
}

/** Goes away by itself, so it is tried again; the others wait for the person. */
export const is_passing = (trouble: Trouble): boolean => ['offline', 'server', 'no_receipt'].includes(trouble.kind);

async function bytes_taken(enrolment: Enrolment): Promise<number> {
  const said = Number((await fetched(`${enrolment.base}/submission`, { method: 'HEAD' })).headers.get('X-OpenRosa-Accept-Content-Length'));
  return Number.isFinite(said) && said > 0 ? said : bytes_max_unsaid;
}

async function post(enrolment: Enrolment, xml: string, files: ReadonlyMap<string, Blob>, is_last: boolean): Promise<Response> {
  const body = new FormData();
  const octets = utf8(xml);
  body.append('xml_submission_file', new Blob([octets.slice()], { type: 'text/xml' }), 'submission.xml');
  for (const [name, content] of files) body.append(name, content, name);
  if (!is_last) body.append('*isIncomplete*', 'yes');
  const headers: Record<string, string> = enrolment.signing === 'registered' ? { 'X-Accalmie-Signature': await signature_of(octets) } : {};
  return fetched(`${enrolment.base}/submission`, { method: 'POST', body, headers }, send_ms_max);
}

async function files_of(answer: KeptAnswer, names: readonly string[]): Promise<Map<string, Blob> | null> {
  const files = new Map<string, Blob>();
  for (const name of names) {
    const content = await kept_file(answer.id, name);
    if (content === null) return null;
    files.set(name, content);
  }
  return files;
}

type Sent = { trouble: Trouble } | { receipt: Receipt; header: string };

async function receipt_in(response: Response, answer: KeptAnswer, enrolment: Enrolment): Promise<Sent> {
  const header = response.headers.get('X-Accalmie-Receipt');
  if (header === null) return { trouble: trouble_of('no_receipt', response.status) };
  const receipt = await checked_receipt(header);
  const known = enrolment.node_key === null ? null : from_base64url(enrolment.node_key);
  if (receipt === null || !(await is_receipt_of(receipt, answer.instance, answer.xml, known))) return { trouble: trouble_of('bad_receipt', response.status) };
  return { receipt, header };
}

/** Sends one answer with its files; what was taken already is not sent twice. */
async function sent(answer: KeptAnswer, enrolment: Enrolment): Promise<Sent> {
  try {
    const bytes_max = await bytes_taken(enrolment);
    const open = answer.files.filter((file) => !answer.files_sent.includes(file.name));
    const parts = parts_of(open, utf8(answer.xml).length, bytes_max);
    for (const [at, part] of parts.entries()) {
      const files = await files_of(answer, part.map((file) => file.name));
      if (files === null) return { trouble: trouble_of('missing_file') };
      const is_last = at + 1 === parts.length;
      const response = await post(enrolment, answer.xml, files, is_last);
      const trouble = trouble_in(response.status, response.ok ? '' : message_in(await response.text().catch(() => '')));
      if (trouble !== null) return { trouble };
      await alter_answer(answer.id, (now) => ({ ...now, files_sent: [...new Set([...now.files_sent, ...files.keys()])] }));
      if (is_last) return await receipt_in(response, answer, enrolment);
    }
    return { trouble: trouble_of('refused') };
  } catch (failure) {
    if (failure instanceof NoNetwork) return { trouble: trouble_of('offline') };
    throw failure;
  }
}

/** What came of it, kept; true where the answer is with the node now. */
async function settle(answer: KeptAnswer, outcome: Sent): Promise<boolean> {
  if ('trouble' in outcome) {
    await alter_answer(answer.id, (now) => ({ ...now, attempts: now.attempts + 1, try_at: Date.now() + wait_ms(now.attempts, Math.random()), trouble: outcome.trouble }));
    return false;
  }
  const { receipt, header } = outcome;
  await alter_answer(answer.id, (now) => ({
    ...now, state: 'received', trouble: null, attempts: 0, try_at: 0,
    receipt: { node: receipt.node, time: receipt.time, hash: base64url(receipt.hash), octets: header },
  }));
  const enrolment = await kept_enrolment();
  if (enrolment !== null && enrolment.node_key === null) await keep_enrolment({ ...enrolment, node_key: base64url(receipt.key), node_name: receipt.node });
  return true;
}

export interface Round {
  sent: number;
  left: number;
}

/** Who asks for a round: the person for all, a network that came back for what failed without one, the clock for what is due. */
export type Asking = 'by_person' | 'by_network' | 'by_clock';

function is_due(answer: KeptAnswer, asking: Asking): boolean {
  if (asking === 'by_person') return true;
  if (answer.trouble !== null && !is_passing(answer.trouble)) return false;
  return answer.try_at <= Date.now() || (asking === 'by_network' && answer.trouble?.kind === 'offline');
}

async function round(asking: Asking, on_change: () => void): Promise<Round> {
  const enrolled = await kept_enrolment();
  const waiting = (await kept_answers()).filter((one) => one.state === 'waiting' && one.deleted_at === null).toSorted((a, b) => a.changed_at - b.changed_at);
  const due = waiting.filter((one) => is_due(one, asking));
  if (enrolled === null || due.length === 0) return { sent: 0, left: waiting.length };
  const enrolment = await meet(enrolled).catch(() => enrolled);
  let done = 0;
  for (const answer of due) {
    const outcome = await sent(answer, enrolment);
    if (await settle(answer, outcome)) done += 1;
    on_change();
    // Without a network the others need not try; a wrong address is wrong for all.
    if ('trouble' in outcome && ['offline', 'access'].includes(outcome.trouble.kind)) break;
  }
  return { sent: done, left: waiting.length - done };
}

/** Sends what waits; one tab at a time. */
export async function send_waiting(asking: Asking, on_change: () => void = () => undefined): Promise<Round> {
  if (navigator.locks === undefined) return round(asking, on_change);
  const got = await navigator.locks.request('accalmie-outbox', { ifAvailable: asking === 'by_clock' }, async (lock) => (lock === null ? null : round(asking, on_change)));
  return got ?? { sent: 0, left: 0 };
}

/** When the outbox should wake up by itself; null where nothing waits. */
export async function next_try(): Promise<number | null> {
  const due = (await kept_answers()).filter((one) => one.state === 'waiting' && one.deleted_at === null && (one.trouble === null || is_passing(one.trouble))).map((one) => one.try_at);
  return due.length === 0 ? null : Math.min(...due);
}
