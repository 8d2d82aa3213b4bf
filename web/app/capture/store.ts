// SPDX-License-Identifier: Apache-2.0
// What the device keeps for capture, in IndexedDB: where to send, forms with their files, answers with theirs.
// A write is over when the disk has it ("strict"): a draft that the page calls kept survives a crash.

export interface Enrolment {
  /** Path of the collect address on this server: "/o/TOKEN". */
  base: string;
  enrolled_at: number;
  /** Base64url: Ed25519 public key of the node, once it is known. A receipt by another key is not believed. */
  node_key: string | null;
  node_name: string | null;
  /** Does the node know this device's key? Only then are submissions signed; the node takes unsigned ones too. */
  signing: 'not_asked' | 'registered' | 'other_device' | 'withdrawn' | 'not_offered';
}
/** Base64url: the device's Ed25519 key pair. */
export interface DeviceKey {
  public_key: string;
  secret_key: string;
}
/** A question whose answers only an audience can open, with the audience's public key (X25519, base64url). */
export interface SealedQuestion {
  question: string;
  audience: string;
  key: string;
}
export interface KeptForm {
  /** "id/version": one of each version that answers still need. */
  key: string;
  form: string;
  version: string;
  title: string;
  hash: string;
  xform: string;
  media: { name: string; hash: string; bytes: number }[];
  sealed: SealedQuestion[];
  fetched_at: number;
  /** Not offered any more; kept while drafts need it. */
  is_old: boolean;
}
export const answer_states = ['draft', 'waiting', 'received'] as const;
export type AnswerState = (typeof answer_states)[number];

export interface Trouble {
  kind: 'offline' | 'access' | 'denied' | 'conflict' | 'too_large' | 'refused' | 'server' | 'no_receipt' | 'bad_receipt' | 'missing_file';
  status: number;
  text: string;
}
export interface ReceiptSeen {
  node: string;
  time: number;
  hash: string;
  octets: string;
}
/** Somebody responsible who has read an answer; the name only where the node tells it. */
export interface Reader {
  role: string;
  name: string | null;
  at: number;
}
export interface KeptAnswer {
  id: string;
  form: string;
  version: string;
  title: string;
  /** instance_name of the form, or nothing. */
  name: string;
  instance: string;
  /** The answer that this one corrects: its instanceID. */
  corrects: string | null;
  xml: string;
  state: AnswerState;
  made_at: number;
  changed_at: number;
  deleted_at: number | null;
  files: { name: string; type: string; bytes: number }[];
  files_sent: string[];
  attempts: number;
  try_at: number;
  trouble: Trouble | null;
  receipt: ReceiptSeen | null;
  /** As the node said it last; absent: it was never asked. */
  readers?: Reader[];
  page: number;
}

const database_name = 'accalmie-capture';
const stores = ['settings', 'forms', 'media', 'answers', 'files'] as const;
type StoreName = (typeof stores)[number];

let opened: Promise<IDBDatabase> | null = null;

function open(): Promise<IDBDatabase> {
  opened ??= new Promise<IDBDatabase>((resolve, reject) => {
    const asked = indexedDB.open(database_name, 1);
    asked.onupgradeneeded = () => {
      for (const name of stores) asked.result.createObjectStore(name);
    };
    asked.onsuccess = () => {
      asked.result.onversionchange = () => asked.result.close();
      asked.result.onclose = () => (opened = null);
      resolve(asked.result);
    };
    asked.onerror = () => {
      opened = null;
      reject(asked.error ?? new Error('no store'));
    };
  });
  return opened;
}

/** The device has no room left: nothing that was kept before is lost. */
export class FullDisk extends Error {}

function as_failure(error: DOMException | null): Error {
  return error?.name === 'QuotaExceededError' ? new FullDisk() : (error ?? new Error('store'));
}

/** Runs `work` in one transaction: all of it is kept, or nothing. */
async function change(names: StoreName[], work: (at: (name: StoreName) => IDBObjectStore) => void): Promise<void> {
  const database = await open();
  await new Promise<void>((resolve, reject) => {
    const transaction = database.transaction(names, 'readwrite', { durability: 'strict' });
    transaction.oncomplete = () => resolve();
    transaction.onabort = () => reject(as_failure(transaction.error));
    try {
      work((name) => transaction.objectStore(name));
    } catch (failure) {
      transaction.abort();
      reject(failure instanceof DOMException ? as_failure(failure) : failure);
    }
  });
}

async function read<T>(name: StoreName, ask: (store: IDBObjectStore) => IDBRequest<T>): Promise<T> {
  const database = await open();
  return new Promise<T>((resolve, reject) => {
    const asked = ask(database.transaction(name, 'readonly').objectStore(name));
    asked.onsuccess = () => resolve(asked.result);
    asked.onerror = () => reject(as_failure(asked.error));
  });
}

export async function setting<T>(name: string): Promise<T | null> {
  return ((await read('settings', (store) => store.get(name))) as T | undefined) ?? null;
}
export const keep_setting = (name: string, value: unknown): Promise<void> => change(['settings'], (at) => at('settings').put(value, name));
export const forget_setting = (name: string): Promise<void> => change(['settings'], (at) => at('settings').delete(name));

export const kept_enrolment = (): Promise<Enrolment | null> => setting<Enrolment>('enrolment');
export const keep_enrolment = (enrolment: Enrolment): Promise<void> => keep_setting('enrolment', enrolment);

export const form_key = (form: string, version: string): string => `${form}/${version}`;
const range_of = (first: string): IDBKeyRange => IDBKeyRange.bound([first, ''], [first, '\uffff']);

export const kept_forms = (): Promise<KeptForm[]> => read('forms', (store) => store.getAll() as IDBRequest<KeptForm[]>);
export async function kept_form(form: string, version: string): Promise<KeptForm | null> {
  return ((await read('forms', (store) => store.get(form_key(form, version)))) as KeptForm | undefined) ?? null;
}
export async function kept_media(key: string, name: string): Promise<Blob | null> {
  return ((await read('media', (store) => store.get([key, name]))) as Blob | undefined) ?? null;
}

/** A form with all its files, or nothing of it. */
export function keep_form(form: KeptForm, media: ReadonlyMap<string, Blob>): Promise<void> {
  return change(['forms', 'media'], (at) => {
    at('media').delete(range_of(form.key));
    for (const [name, content] of media) at('media').put(content, [form.key, name]);
    at('forms').put(form, form.key);
  });
}
export const mark_form = (form: KeptForm): Promise<void> => change(['forms'], (at) => at('forms').put(form, form.key));
export function drop_form(key: string): Promise<void> {
  return change(['forms', 'media'], (at) => {
    at('forms').delete(key);
    at('media').delete(range_of(key));
  });
}

export const kept_answers = (): Promise<KeptAnswer[]> => read('answers', (store) => store.getAll() as IDBRequest<KeptAnswer[]>);
export async function kept_answer(id: string): Promise<KeptAnswer | null> {
  return ((await read('answers', (store) => store.get(id))) as KeptAnswer | undefined) ?? null;
}
export async function kept_file(id: string, name: string): Promise<Blob | null> {
  return ((await read('files', (store) => store.get([id, name]))) as Blob | undefined) ?? null;
}

/** An answer, the files that are new in it, and without those that are gone from it. */
export function keep_answer(answer: KeptAnswer, fresh: ReadonlyMap<string, Blob> = new Map(), gone: readonly string[] = []): Promise<void> {
  return change(['answers', 'files'], (at) => {
    for (const name of gone) at('files').delete([answer.id, name]);
    for (const [name, content] of fresh) at('files').put(content, [answer.id, name]);
    at('answers').put(answer, answer.id);
  });
}
/** The same for a draft that is being filled in: what was finished meanwhile, here or in another tab, stays as it was finished. */
export function keep_draft(answer: KeptAnswer, fresh: ReadonlyMap<string, Blob>, gone: readonly string[]): Promise<void> {
  return change(['answers', 'files'], (at) => {
    const asked = at('answers').get(answer.id) as IDBRequest<KeptAnswer | undefined>;
    asked.onsuccess = () => {
      if (asked.result !== undefined && asked.result.state !== 'draft') return;
      for (const name of gone) at('files').delete([answer.id, name]);
      for (const [name, content] of fresh) at('files').put(content, [answer.id, name]);
      at('answers').put(answer, answer.id);
    };
  });
}
export function drop_answer(id: string): Promise<void> {
  return change(['answers', 'files'], (at) => {
    at('answers').delete(id);
    at('files').delete(range_of(id));
  });
}

/** Changes an answer as it is on the disk now, in one transaction: two tabs do not undo each other. Null where it is gone. */
export async function alter_answer(id: string, alter: (answer: KeptAnswer) => KeptAnswer): Promise<KeptAnswer | null> {
  let altered: KeptAnswer | null = null;
  await change(['answers'], (at) => {
    const store = at('answers');
    const asked = store.get(id) as IDBRequest<KeptAnswer | undefined>;
    asked.onsuccess = () => {
      if (asked.result === undefined) return;
      altered = alter(asked.result);
      store.put(altered, id);
    };
  });
  return altered;
}

/** Forgets where to send and the device's key; answers and forms stay until they are sent or deleted by the person. */
export const forget_enrolment = (): Promise<void> => forget_setting('enrolment');

/** For tests: the next call opens anew. */
export function close_store(): void {
  opened?.then((database) => database.close()).catch(() => undefined);
  opened = null;
}
