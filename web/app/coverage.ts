// SPDX-License-Identifier: Apache-2.0
// Where a source says nothing. "No data" is null and never 0; a gap is drawn as a gap.

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
