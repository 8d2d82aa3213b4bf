// SPDX-License-Identifier: Apache-2.0
// Fetching forms as a page shows it: how far, and what went wrong.
import { ref, shallowRef, type Ref, type ShallowRef } from 'vue';
import { refresh_forms, type Fetching } from './library';
import { look_again } from './outbox';
import { NoNetwork, Refused } from './openrosa';
import { FullDisk } from './store';

export type FetchTrouble = 'offline' | 'access' | 'refused' | 'full';

export function use_refresh(): { fetching: ShallowRef<Fetching | null>; trouble: Ref<FetchTrouble | null>; refresh: () => Promise<void> } {
  const fetching = shallowRef<Fetching | null>(null);
  const trouble = ref<FetchTrouble | null>(null);

  async function refresh(): Promise<void> {
    if (fetching.value !== null) return;
    fetching.value = { done: 0, total: 0, title: '' };
    trouble.value = null;
    try {
      await refresh_forms((now) => (fetching.value = now));
    } catch (failure) {
      if (failure instanceof NoNetwork) trouble.value = 'offline';
      else if (failure instanceof FullDisk) trouble.value = 'full';
      else if (failure instanceof Refused) trouble.value = failure.status === 401 || failure.status === 403 ? 'access' : 'refused';
      else trouble.value = 'refused';
    } finally {
      fetching.value = null;
      await look_again();
    }
  }
  return { fetching, trouble, refresh };
}
