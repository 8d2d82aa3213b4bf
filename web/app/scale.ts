// SPDX-License-Identifier: Apache-2.0
// The classes of the map: no data, none, then four steps that grow.

export type MapClass = 'no_data' | 'none' | 'few' | 'some' | 'many' | 'most';

export interface ClassRange {
  name: MapClass;
  from: number;
  to: number | null;
}

/** Fixed limits, so that a colour means the same in every month and every place. */
export const class_ranges: readonly ClassRange[] = [
  { name: 'none', from: 0, to: 0 },
  { name: 'few', from: 1, to: 2 },
  { name: 'some', from: 3, to: 5 },
  { name: 'many', from: 6, to: 10 },
  { name: 'most', from: 11, to: null },
];

export function class_of(count: number | null | undefined): MapClass {
  if (count === null || count === undefined) return 'no_data';
  const range = class_ranges.find((one) => count >= one.from && (one.to === null || count <= one.to));
  return range?.name ?? 'no_data';
}

/** A round number at or above the largest count, with at most five steps up to it: for the axis of a chart. */
export function axis_steps(largest: number): number[] {
  const wanted = Math.max(1, largest);
  const magnitude = 10 ** Math.floor(Math.log10(wanted / 4 || 1));
  const step = [1, 2, 5, 10].map((one) => Math.max(1, one * magnitude)).find((one) => one * 4 >= wanted) ?? wanted;
  const steps = [0];
  while ((steps.at(-1) ?? 0) < wanted) steps.push((steps.at(-1) ?? 0) + step);
  return steps;
}
