// SPDX-License-Identifier: Apache-2.0
// The words of codes, said the same way on every page.
import { i18n } from './language';
import words from './words.i18n.json';

/** Lists of codes that have words here; the first part of each key in words.i18n.json. */
export type WordList =
  | 'state' | 'state_means' | 'promise' | 'promise_means' | 'verdict' | 'verdict_means'
  | 'commitment' | 'role' | 'incident' | 'source' | 'access' | 'baseline' | 'term';

type Key = keyof typeof words.fr;

/** A code that has no word yet is shown as itself, readable: a pack may add codes before the page knows them. */
export function plain_code(code: string): string {
  return code.replaceAll('_', ' ');
}

export function word(list: WordList, code: string): string {
  const key = `${list}_${code}`;
  return Object.hasOwn(words.fr, key) ? i18n.global.t(key as Key) : plain_code(code);
}
