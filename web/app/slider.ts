// SPDX-License-Identifier: Apache-2.0
// Moving through months: where a key press, a play step or a link leads.
import type { Month } from './days';

export function clamp_position(position: number, count: number): number {
  if (count <= 0 || !Number.isFinite(position)) return 0;
  return Math.min(Math.max(0, Math.round(position)), count - 1);
}

/** The position of a month asked for by name; the last one with data if the name is absent or unknown. */
export function position_of(month: Month | null, months: readonly Month[], has_data: (index: number) => boolean): number {
  const asked = month === null ? -1 : months.indexOf(month);
  if (asked >= 0) return asked;
  for (let index = months.length - 1; index >= 0; --index) if (has_data(index)) return index;
  return Math.max(0, months.length - 1);
}

/** The next position while playing; from the end it starts again. */
export function next_in_play(position: number, count: number): number {
  return count <= 0 ? 0 : (position + 1) % count;
}
