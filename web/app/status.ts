// SPDX-License-Identifier: Apache-2.0
// What the whole app must know: is there a network, is something awaited, is a token wanted, how old is what is shown.
import { computed, ref, shallowRef } from 'vue';
import { ask, Refusal, type Problem, type Workspace } from './api';

export const workspace = shallowRef<Workspace | null>(null);
export const workspace_problem = shallowRef<Problem | null>(null);
export const access_wanted = ref(false);
/** When what is shown was kept, if it comes from this device; null while the server answers. */
export const shown_kept_at = ref<number | null>(null);
export const online = ref(typeof navigator === 'undefined' || navigator.onLine);
/** Goes up with each accepted token, so that pages ask again. */
export const access_round = ref(0);

const waiting_count = ref(0);
export const waiting = computed(() => waiting_count.value > 0);

export function announce_waiting(change: 1 | -1): void {
  waiting_count.value += change;
}

export function note_kept(kept_at: number | null): void {
  if (kept_at === null) shown_kept_at.value = null;
  else shown_kept_at.value = Math.min(kept_at, shown_kept_at.value ?? kept_at);
}

export function note_access_wanted(): void {
  access_wanted.value = true;
}

export async function load_workspace(): Promise<void> {
  try {
    const answer = await ask<Workspace>('/workspace');
    workspace.value = answer.body;
    workspace_problem.value = null;
    access_wanted.value = false;
    note_kept(answer.kept_at);
  } catch (failure) {
    if (!(failure instanceof Refusal)) throw failure;
    workspace_problem.value = failure.problem;
    if (failure.problem.kind === 'access') access_wanted.value = true;
  }
}

export function watch_network(): void {
  addEventListener('online', () => {
    online.value = true;
    void load_workspace();
  });
  addEventListener('offline', () => (online.value = false));
}
