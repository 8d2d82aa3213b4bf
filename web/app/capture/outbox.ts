// SPDX-License-Identifier: Apache-2.0
// What pages see of the store, kept up to date in all tabs, and the outbox that wakes by itself.
import { computed, ref, shallowRef } from 'vue';
import { sweep } from './answers';
import { room, type Room } from './room';
import { learn_who_read } from './seen';
import { next_try, send_waiting, type Asking } from './sending';
import { kept_answers, kept_enrolment, kept_forms, type Enrolment, type KeptAnswer, type KeptForm } from './store';

export const enrolment = shallowRef<Enrolment | null>(null);
export const forms = shallowRef<KeptForm[]>([]);
export const answers = shallowRef<KeptAnswer[]>([]);
export const space = shallowRef<Room | null>(null);
export const is_sending = ref(false);
/** False until the store was read once. */
export const is_known = ref(false);
/** The store cannot be opened: a private window, or a broken profile. */
export const is_shut = ref(false);

export const waiting_count = computed(() => answers.value.filter((one) => one.state === 'waiting' && one.deleted_at === null).length);

const channel = typeof BroadcastChannel === 'undefined' ? null : new BroadcastChannel('accalmie-capture');
let timer: ReturnType<typeof setTimeout> | undefined;

async function read_again(): Promise<void> {
  try {
    [enrolment.value, forms.value, answers.value, space.value] = [await kept_enrolment(), await kept_forms(), await kept_answers(), await room()];
    is_known.value = true;
    is_shut.value = false;
  } catch {
    is_shut.value = true;
  }
}

/** After each change of the store: this tab and the others look again. */
export async function look_again(): Promise<void> {
  channel?.postMessage('changed');
  await read_again();
}

async function plan(): Promise<void> {
  clearTimeout(timer);
  const at = await next_try().catch(() => null);
  const longest_ms = 2 ** 31 - 1;
  if (at !== null && navigator.onLine) timer = setTimeout(() => void run('by_clock'), Math.min(Math.max(at - Date.now(), 0), longest_ms));
}

/** Who has read what was sent: asked when there is a network, and what is known already stays. */
async function ask_readers(): Promise<void> {
  if (navigator.onLine && (await learn_who_read().catch(() => false))) await look_again();
}

async function run(asking: Asking): Promise<void> {
  is_sending.value = true;
  try {
    await send_waiting(asking, () => void look_again());
  } finally {
    is_sending.value = false;
    await look_again();
    await plan();
    await ask_readers();
  }
}

/** Sends now what waits, also what waits for a person. */
export const send_now = (): Promise<void> => run('by_person');

/** To be called when an answer was put into the outbox. */
export async function outbox_changed(): Promise<void> {
  await look_again();
  if (navigator.onLine) await run('by_network');
}

let is_started = false;
/** Reads the store and lets the outbox run while the page is open. */
export async function start_outbox(): Promise<void> {
  if (is_started) {
    void ask_readers();
    return read_again();
  }
  is_started = true;
  channel?.addEventListener('message', () => void read_again());
  addEventListener('online', () => void run('by_network'));
  addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'visible') void plan().then(ask_readers);
  });
  await sweep(Date.now()).catch(() => undefined);
  await read_again();
  await plan();
  void ask_readers();
}
