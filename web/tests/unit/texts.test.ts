// SPDX-License-Identifier: Apache-2.0
// The check of texts must be able to fail.
import { describe, expect, it } from 'vitest';
// @ts-expect-error a plain script without types
import { faults_of_template, faults_of_texts, faults_of_use } from '../../tools/check-texts.mjs';
// @ts-expect-error a plain script without types
import { rows_of } from '../../tools/make-codes.mjs';

describe('the check of texts', () => {
  it('finds a text that one language lacks, an empty one, and a placeholder that differs', () => {
    expect(faults_of_texts({ fr: { a: 'un' }, en: {} })).toEqual(['en.a is missing']);
    expect(faults_of_texts({ fr: { a: '' }, en: { a: 'one' } })).toEqual(['fr.a is empty']);
    expect(faults_of_texts({ fr: { a: '{n} jours' }, en: { a: 'days' } })).toHaveLength(1);
    expect(faults_of_texts({ fr: { a: 'jour | jours' }, en: { a: 'days' } })).toHaveLength(1);
    expect(faults_of_texts({ fr: { a: 'Pourquoi ?' }, en: { a: 'Why?' } })).toHaveLength(1);
  });
  it('finds a text that nothing uses and a use that has no text', () => {
    const texts = { fr: { a: 'un', b: 'deux', c: 'trois' }, en: {} };
    expect(faults_of_use(texts, "{{ t('a') }} {{ t(x ? 'b' : 'c') }}")).toEqual([]);
    expect(faults_of_use(texts, "{{ t('a') }} {{ t('d') }} {{ t('b') }}")).toEqual(['d is used and has no text', 'c is not used']);
  });
  it('finds words written into a template', () => {
    expect(faults_of_template('<template><p>Bonjour</p></template>')).toHaveLength(1);
    expect(faults_of_template('<template><button aria-label="Close">{{ t("x") }}</button></template>')).toHaveLength(1);
    expect(faults_of_template('<template><p>{{ t("x") }} · 1</p></template>')).toEqual([]);
  });
});

describe('the code lists', () => {
  it('are read with quoted commas, doubled quotes and lines broken inside quotes', () => {
    const text = '\uFEFFcode,label_fr,label_en\na,"un, ""deux""",one\r\nb,"ligne\ncoupée",two';
    expect(rows_of(text)).toEqual([{ code: 'a', label_fr: 'un, "deux"', label_en: 'one' }, { code: 'b', label_fr: 'ligne\ncoupée', label_en: 'two' }]);
  });
});
