// SPDX-License-Identifier: Apache-2.0
// Where a source says nothing. "No data" is null and never 0; a gap is drawn as a gap.

import { month_from_number, month_number, type Month } from './days';

export type Count = number | null;

/** Half-open range of positions in a series. */
export interface Gap {
  first: number;
  end: number;
}

/** The stretches of a monthly series without data, in order. */
export function gaps_of(counts: readonly Count[]): Gap[] {
  const gaps: Gap[] = [];
  let first = -1;
  for (let index = 0; index <= counts.length; ++index) {
    const missing = index < counts.length && counts[index] === null;
    if (missing && first < 0) first = index;
    if (!missing && first >= 0) {
      gaps.push({ first, end: index });
      first = -1;
    }
  }
  return gaps;
}

/** Does any month of [first, end) lack data? A window that touches a gap must say so. */
export function touches_gap(counts: readonly Count[], first: number, end: number): boolean {
  return gaps_of(counts).some((gap) => gap.first < end && gap.end > first);
}

export function covered_months(counts: readonly Count[]): number {
  return counts.reduce<number>((sum, count) => sum + (count === null ? 0 : 1), 0);
}

export interface Series {
  months: Month[];
  counts: Count[];
}
const months_max = 1200; // a hundred years: no chart draws more

/** The series with the months asked for at its ends, as no data: what a source does not reach must be seen. */
export function reaching(series: Series, first: Month, last: Month): Series {
  const known = series.months.map(month_number);
  const from = Math.min(month_number(first), known[0] ?? Infinity);
  const to = Math.max(month_number(last), known.at(-1) ?? -Infinity);
  if (!(to >= from) || to - from >= months_max) return series;
  const count_of = new Map(known.map((number, at) => [number, series.counts[at] ?? null]));
  const numbers = Array.from({ length: to - from + 1 }, (_, at) => from + at);
  return { months: numbers.map(month_from_number), counts: numbers.map((number) => count_of.get(number) ?? null) };
}
