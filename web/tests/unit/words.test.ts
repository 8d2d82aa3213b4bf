// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
import { choices_in, matching, status_in } from '../../app/ledger';
import { french_spaces, plain_letters } from '../../app/letters';
import { stated } from '../../app/method';
import { by_span } from '../../app/sources';
import type { Commitment } from '../../app/api';

describe('letters', () => {
  it('are found without accents', () => expect(plain_letters(' Ténenkou')).toBe('tenenkou'));
  it('keep French signs on the line of their word', () => expect(french_spaces('« oui » : non ; qui ?')).toBe('«\u00A0oui\u00A0»\u00A0: non\u202F; qui\u202F?'));
});

describe('sources', () => {
  it('that differ by area alone are one line', () => {
    const source = (area: string | null, last_day: string) => ({ source: 'press', first_day: '2018-01-01', last_day, area, release: null });
    expect(by_span([source('ML0403', '2026-08-31'), source('ML0407', '2026-08-31'), source(null, '2026-08-31')])).toEqual([
      { source: 'press', first_day: '2018-01-01', last_day: '2026-08-31', release: null, areas: ['ML0403', 'ML0407'] },
    ]);
    expect(by_span([source('ML0403', '2026-08-31'), source('ML0403', '2025-08-31')])).toHaveLength(2);
  });
});

describe('the account of a method', () => {
  it('is one line a value, whatever the server says', () => {
    const lines = stated({ name: 'before-after', years: 3, words: { fr: 'les mêmes mois', en: 'the same months' }, list: [1, 2.5], nothing: null, inner: { level: 0.95 } }, 'fr');
    expect(lines.map((one) => `${one.key}=${one.value}`)).toEqual(['name=before-after', 'years=3', 'words=les mêmes mois', 'list=1, 2,5', 'level=0,95']);
  });
  it('ends at four levels and sixty lines', () => {
    expect(stated({ a: { b: { c: { d: 1 } } } }, 'en')).toHaveLength(1);
    expect(stated({ a: { b: { c: { d: { e: 1 } } } } }, 'en')).toHaveLength(0);
    expect(stated(Object.fromEntries(Array.from({ length: 100 }, (_, at) => [`k${at}`, at])), 'en')).toHaveLength(60);
  });
});

describe('the ledger', () => {
  const promise = (more: Partial<Commitment>): Commitment => ({
    id: '', kind: 'water', guarantor_role: '', to: '', corridor: null, place: null, place_name: 'B', made_on: '2023-01-01', from: null, status: 'kept', tests: 0, last_test_day: null, what: null, ...more,
  });
  const all = [promise({}), promise({ status: 'broken', place_name: 'A', corridor: 'Nord' }), promise({ kind: 'conduct' })];
  const none = { status: null, kind: '', place: '', corridor: '' };
  it('shows all without a filter, and what meets every filter set', () => {
    expect(matching(all, none)).toHaveLength(3);
    expect(matching(all, { ...none, status: 'kept', kind: 'water' })).toHaveLength(1);
    expect(matching(all, { ...none, status: 'kept', corridor: 'Nord' })).toHaveLength(0);
  });
  it('offers each choice once, by alphabet', () => {
    expect(choices_in(all, 'place_name')).toEqual(['A', 'B']);
    expect(choices_in(all, 'corridor')).toEqual(['Nord']);
  });
  it('takes no status from an address that is none', () => {
    expect(status_in('broken')).toBe('broken');
    expect(status_in('best')).toBeNull();
  });
});
