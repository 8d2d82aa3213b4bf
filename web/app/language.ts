// SPDX-License-Identifier: Apache-2.0
// French first, English complete; the choice is kept on this device.
import { computed, type WritableComputedRef } from 'vue';
import { createI18n, useI18n } from 'vue-i18n';
import type { Language } from './days';
import words from './words.i18n.json';

const storage_key = 'accalmie.language';
export const languages: readonly Language[] = ['fr', 'en'];

function kept_language(): Language {
  return localStorage.getItem(storage_key) === 'en' ? 'en' : 'fr';
}

export const i18n = createI18n({
  legacy: false,
  locale: 'fr',
  fallbackLocale: 'fr',
  fallbackWarn: false,
  messages: words, // the words of codes are the same on every page; each component adds its own texts
});

export function start_language(): void {
  set_language(kept_language());
}

export function set_language(language: Language): void {
  i18n.global.locale.value = language;
  document.documentElement.lang = language;
  localStorage.setItem(storage_key, language);
}

/** The language of now, for formatting outside of texts. */
export const language: WritableComputedRef<Language> = computed({
  get: () => (i18n.global.locale.value === 'en' ? 'en' : 'fr'),
  set: set_language,
});

type Texts = Record<string, string>;
export type Translate<Key extends string> = (key: Key, values?: Record<string, string | number>, count?: number) => string;

/** The texts of one component: `t('key')` takes only keys that its X.i18n.json has. */
export function use_texts<French extends Texts>(texts: { fr: French; en: Record<keyof French, string> }): {
  t: Translate<keyof French & string>;
} {
  const composer = useI18n({ useScope: 'local', inheritLocale: true, messages: texts as unknown as Record<Language, Texts> });
  return {
    t: (key, values = {}, count) => (count === undefined ? composer.t(key, values) : composer.t(key, { ...values, n: values.n ?? count }, count)),
  };
}
