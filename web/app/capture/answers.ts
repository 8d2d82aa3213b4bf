// SPDX-License-Identifier: Apache-2.0
// The life of an answer on this device: draft, finished, sent; corrected; deleted, with seven days to think again.
import { alter_answer, drop_answer, keep_answer, kept_answer, kept_answers, kept_file, type KeptAnswer, type KeptForm } from './store';
import { instance_of, under_another_name } from './xml';

const undo_ms = 7 * 86_400_000;

export function new_answer(form: Pick<KeptForm, 'form' | 'version' | 'title'>, now: number): KeptAnswer {
  return {
    id: crypto.randomUUID(), form: form.form, version: form.version, title: form.title, name: '', instance: '', corrects: null, xml: '', state: 'draft', made_at: now, changed_at: now,
    deleted_at: null, files: [], files_sent: [], attempts: 0, try_at: 0, trouble: null, receipt: null, page: 0,
  };
}

/** Puts a finished answer into the outbox. */
export async function finish(id: string): Promise<void> {
  await alter_answer(id, (now) => ({ ...now, state: 'waiting', changed_at: Date.now(), attempts: 0, try_at: 0, trouble: null }));
}

/** Takes an answer that was not received back to the drafts. Once a request may have reached the node, its answers must stay as they are under their name. */
export async function reopen(id: string): Promise<boolean> {
  const changed = await alter_answer(id, (now) => (now.state === 'waiting' && now.attempts === 0 && now.files_sent.length === 0 ? { ...now, state: 'draft' } : now));
  return changed?.state === 'draft';
}

export const remove = (id: string): Promise<KeptAnswer | null> => alter_answer(id, (now) => ({ ...now, deleted_at: Date.now() }));
export const bring_back = (id: string): Promise<KeptAnswer | null> => alter_answer(id, (now) => ({ ...now, deleted_at: null }));

/** What was deleted more than seven days ago goes for good; drafts that hold nothing go at once. */
export async function sweep(now: number): Promise<void> {
  for (const answer of await kept_answers()) if ((answer.deleted_at !== null && answer.deleted_at + undo_ms < now) || (answer.state === 'draft' && answer.xml === '')) await drop_answer(answer.id);
}

/** The files of answers that the node has: their room can be had back. Answers that are being corrected keep theirs. */
export async function free_room(): Promise<number> {
  let bytes = 0;
  for (const answer of await kept_answers()) {
    if (answer.state !== 'received' && answer.deleted_at === null) continue;
    bytes += answer.files.reduce((sum, file) => sum + file.bytes, 0);
    if (answer.deleted_at !== null) await drop_answer(answer.id);
    else await keep_answer({ ...answer, files: [] }, new Map(), answer.files.map((file) => file.name));
  }
  return bytes;
}

/** A copy of a sent answer to correct; the form's engine gives it its new name and the old one as deprecatedID. Files that are still here come along. */
export async function correction_of(id: string): Promise<KeptAnswer | null> {
  const sent = await kept_answer(id);
  if (sent === null) return null;
  const open = (await kept_answers()).find((one) => one.corrects === sent.instance && one.state === 'draft' && one.deleted_at === null);
  if (open !== undefined) return open;
  const fresh: KeptAnswer = { ...new_answer(sent, Date.now()), name: sent.name, corrects: sent.instance, xml: sent.xml, files: sent.files };
  const files = new Map<string, Blob>();
  for (const file of sent.files) {
    const content = await kept_file(id, file.name);
    if (content !== null) files.set(file.name, content);
  }
  await keep_answer(fresh, files);
  return fresh;
}

/** Other answers have this one's name: it is sent as an answer of its own, so that both are there and a person decides. */
export async function send_under_new_name(id: string): Promise<void> {
  await alter_answer(id, (now) => {
    const xml = under_another_name(now.xml, `uuid:${crypto.randomUUID()}`);
    return { ...now, xml, instance: instance_of(xml), files_sent: [], attempts: 0, try_at: 0, trouble: null };
  });
}
