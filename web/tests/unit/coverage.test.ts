// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
import { covered_months, gaps_of, reaching, touches_gap } from '../../app/coverage';

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

describe('a series that ends before what was asked', () => {
  it('is drawn to the end of the question, as no data', () => {
    expect(reaching({ months: ['2020-06', '2020-07'], counts: [3, 0] }, '2020-05', '2020-09')).toEqual({
      months: ['2020-05', '2020-06', '2020-07', '2020-08', '2020-09'],
      counts: [null, 3, 0, null, null],
    });
  });
  it('stays as it is if it reaches further, or if the question is no month', () => {
    const series = { months: ['2020-06', '2020-07'], counts: [3, 0] };
    expect(reaching(series, '2020-07', '2020-07')).toEqual(series);
    expect(reaching(series, '', '2020-09')).toEqual(series);
    expect(reaching({ months: [], counts: [] }, '2021-01', '2021-02')).toEqual({ months: ['2021-01', '2021-02'], counts: [null, null] });
  });
  it('is not drawn over more than a hundred years', () => {
    expect(reaching({ months: [], counts: [] }, '1900-01', '1999-12').months).toHaveLength(1200);
    expect(reaching({ months: [], counts: [] }, '1900-01', '2000-01').months).toHaveLength(0);
  });
});
