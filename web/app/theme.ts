// SPDX-License-Identifier: Apache-2.0
// Light for the sun, dark for the night; light unless chosen.
import { ref } from 'vue';

const storage_key = 'accalmie.theme';
export type Theme = 'light' | 'dark';

export const theme = ref<Theme>('light');

export function set_theme(chosen: Theme): void {
  theme.value = chosen;
  document.documentElement.dataset.theme = chosen;
  localStorage.setItem(storage_key, chosen);
}

export function start_theme(): void {
  set_theme(localStorage.getItem(storage_key) === 'dark' ? 'dark' : 'light');
}
