// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
import { covered_months, gaps_of, touches_gap } from '../../app/coverage';

describe('gaps of coverage', () => {
  it('are the stretches of null; a zero is data', () => {
    expect(gaps_of([0, 1, null, null, 0, null])).toEqual([{ first: 2, end: 4 }, { first: 5, end: 6 }]);
    expect(gaps_of([0, 0, 0])).toEqual([]);
  });
  it('can be the whole series, or the series can be empty', () => {
    expect(gaps_of([null, null])).toEqual([{ first: 0, end: 2 }]);
    expect(gaps_of([])).toEqual([]);
  });
  it('touch a window that shares one month with them, and not one beside them', () => {
    const counts = [3, 2, null, null, 1, 1];
    expect(touches_gap(counts, 0, 2)).toBe(false);
    expect(touches_gap(counts, 0, 3)).toBe(true);
    expect(touches_gap(counts, 3, 5)).toBe(true);
    expect(touches_gap(counts, 4, 6)).toBe(false);
  });
  it('leave the months that are covered', () => expect(covered_months([0, null, 4])).toBe(2));
});
