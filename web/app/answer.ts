// SPDX-License-Identifier: Apache-2.0
// One question to the server as a page sees it: waiting, answered, kept from earlier, or refused.
import { onScopeDispose, ref, shallowRef, watch, type Ref, type ShallowRef } from 'vue';
import { ask, Refusal, type Problem } from './api';
import { announce_waiting, note_access_wanted, note_kept } from './status';

export interface Asked<T> {
  body: ShallowRef<T | null>;
  problem: ShallowRef<Problem | null>;
  waiting: Ref<boolean>;
  again: () => Promise<void>;
}

/** Asks for `path()` now and whenever it changes; null asks nothing. The last path asked wins. */
export function use_answer<T>(path: () => string | null): Asked<T> {
  const body = shallowRef<T | null>(null);
  const problem = shallowRef<Problem | null>(null);
  const waiting = ref(false);
  let running: AbortController | null = null;

  async function again(): Promise<void> {
    running?.abort();
    const asked = path();
    if (asked === null) {
      running = null;
      waiting.value = false;
      return;
    }
    const mine = new AbortController();
    running = mine;
    waiting.value = true;
    announce_waiting(1);
    try {
      const answer = await ask<T>(asked, mine.signal);
      if (mine.signal.aborted) return;
      body.value = answer.body;
      problem.value = null;
      note_kept(answer.kept_at);
    } catch (failure) {
      if (mine.signal.aborted) return;
      if (!(failure instanceof Refusal)) throw failure;
      problem.value = failure.problem;
      if (failure.problem.kind === 'access') note_access_wanted();
    } finally {
      announce_waiting(-1);
      if (running === mine) waiting.value = false;
    }
  }

  watch(path, () => void again(), { immediate: true });
  onScopeDispose(() => running?.abort());
  return { body, problem, waiting, again };
}
