// SPDX-License-Identifier: Apache-2.0
// The words of codes, said the same way on every page.
import codes from './codes.json';
import { i18n, language } from './language';
import words from './words.i18n.json';

/** Lists that have their words here, by the first part of each key in words.i18n.json. */
type OwnList = 'state' | 'state_means' | 'promise' | 'promise_means' | 'verdict' | 'verdict_means' | 'source' | 'baseline' | 'term' | 'signal' | 'level';
/** Lists whose labels come from the base pack: tools/make-codes.mjs. */
type PackList = 'commitment' | 'role' | 'beneficiary' | 'incident' | 'access' | 'topic' | 'group' | 'question' | 'service' | 'species' | 'sex' | 'age' | 'item' | 'reason' | 'referral_step' | 'closure' | 'attack' | 'certainty' | 'disease' | 'alert_step' | 'about';

type Key = keyof typeof words.fr;

/** A code that has no word yet is shown as itself, readable: another pack may add codes that the page does not know. */
export function plain_code(code: string): string {
  return code.replaceAll('_', ' ');
}

export function word(list: OwnList | PackList, code: string): string {
  const key = `${list}_${code}`;
  if (Object.hasOwn(words.fr, key)) return i18n.global.t(key as Key);
  const labels: Record<string, string> = codes[language.value];
  return labels[key] ?? plain_code(code);
}
