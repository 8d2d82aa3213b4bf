// SPDX-License-Identifier: Apache-2.0
// The forms on this device: fetched whole, file by file, and only then put in the place of what was there.
import { meet } from './device';
import { files_in, fetched, fetched_text, forms_in, NoNetwork, Refused, type ListedForm } from './openrosa';
import { drop_form, form_key, keep_form, kept_answers, kept_enrolment, kept_forms, kept_media, mark_form, type Enrolment, type KeptForm, type SealedQuestion } from './store';

export interface Fetching {
  done: number;
  total: number;
  title: string;
}

async function fetched_file(path: string): Promise<Blob> {
  const ms_max = 600_000;
  const response = await fetched(path, {}, ms_max);
  if (!response.ok) throw new Refused(response.status, `HTTP ${response.status}`);
  return response.blob().catch(() => {
    throw new NoNetwork();
  });
}

/** The sealed questions of a form with the audiences' keys, as the server gives them; none where it knows of none. */
async function sealed_of(listed: ListedForm): Promise<SealedQuestion[]> {
  const response = await fetched(listed.xform.replace(/form\.xml$/, 'sealed'));
  const is_told = response.headers.get('content-type')?.startsWith('application/json') === true;
  if (response.status === 404 || (response.ok && !is_told)) return [];
  if (!response.ok) throw new Refused(response.status, `HTTP ${response.status}`);
  const answer = (await response.json().catch(() => null)) as { sealed?: SealedQuestion[] } | null;
  if (!Array.isArray(answer?.sealed)) throw new Refused(response.status, 'sealed');
  return answer.sealed.map(({ question, audience, key }) => ({ question, audience, key }));
}

async function fetch_form(listed: ListedForm, before: KeptForm | undefined): Promise<void> {
  const key = form_key(listed.form, listed.version);
  const xform = await fetched_text(listed.xform);
  const files = listed.manifest === null ? [] : files_in(await fetched_text(listed.manifest));
  const media = new Map<string, Blob>();
  for (const file of files) {
    const same = before?.media.find((one) => one.name === file.name && one.hash === file.hash);
    const kept = same && before ? await kept_media(before.key, file.name) : null;
    media.set(file.name, kept ?? (await fetched_file(file.path)));
  }
  const sealed = await sealed_of(listed);
  const described = files.map(({ name, hash }) => ({ name, hash, bytes: media.get(name)?.size ?? 0 }));
  await keep_form({ key, form: listed.form, version: listed.version, title: listed.title, hash: listed.hash, xform, media: described, sealed, fetched_at: Date.now(), is_old: false }, media);
}

/** Versions that are not offered any more go, unless answers on this device still need them. */
async function retire(listed: readonly ListedForm[]): Promise<void> {
  const offered = new Set(listed.map((one) => form_key(one.form, one.version)));
  const needed = new Set((await kept_answers()).map((one) => form_key(one.form, one.version)));
  for (const form of await kept_forms()) {
    if (offered.has(form.key)) continue;
    if (!needed.has(form.key)) await drop_form(form.key);
    else if (!form.is_old) await mark_form({ ...form, is_old: true });
  }
}

/** Also forms with sealed answers, because this page seals them; a server that does not know of that is asked as any. */
async function list_of(enrolment: Enrolment): Promise<ListedForm[]> {
  const path = `${enrolment.base}/formList`;
  const text = await fetched_text(`${path}?seals=yes`).catch((failure: unknown) => {
    if (failure instanceof Refused && failure.status === 400) return fetched_text(path);
    throw failure;
  });
  return forms_in(text);
}

/** Makes the forms on this device those that the server offers. What is half fetched when the network goes is not kept.
 *  errors  throws NoNetwork, Refused, FullDisk */
export async function refresh_forms(tell: (now: Fetching) => void): Promise<number> {
  const enrolment = await kept_enrolment();
  if (enrolment === null) return 0;
  const listed = await list_of(enrolment);
  await meet(enrolment);
  const kept = await kept_forms();
  let done = 0;
  for (const one of listed) {
    tell({ done, total: listed.length, title: one.title });
    const same = kept.find((form) => form.key === form_key(one.form, one.version));
    const newest = same ?? kept.filter((form) => form.form === one.form).toSorted((a, b) => b.fetched_at - a.fetched_at)[0];
    const media_same = same !== undefined && same.hash === one.hash && (await is_media_same(one, same));
    if (!media_same) await fetch_form(one, newest);
    else if (same.is_old) await mark_form({ ...same, is_old: false });
    done += 1;
  }
  await retire(listed);
  tell({ done, total: listed.length, title: '' });
  return listed.length;
}

/** Lists of entities change without a new version of the form: the manifest says so. */
async function is_media_same(listed: ListedForm, kept: KeptForm): Promise<boolean> {
  if (listed.manifest === null) return kept.media.length === 0;
  const files = files_in(await fetched_text(listed.manifest));
  return files.length === kept.media.length && files.every((file) => kept.media.some((one) => one.name === file.name && one.hash === file.hash));
}
