// SPDX-License-Identifier: Apache-2.0
// The windows that were compared, as the page orders and names them; every number comes from the server.
import type { Placement } from './api';
import { month_plus, month_text, type Language, type Month } from './days';

export function kinds_of(placements: readonly Placement[]): string[] {
  return [...new Set(placements.map((one) => one.baseline_kind))];
}

export function by_rank(placements: readonly Placement[]): Placement[] {
  return placements.toSorted((a, b) => (a.rank ?? Infinity) - (b.rank ?? Infinity) || a.first_month.localeCompare(b.first_month));
}

export function best_placement(placements: readonly Placement[], kind: string): Placement | null {
  return by_rank(placements.filter((one) => one.baseline_kind === kind))[0] ?? null;
}

/** « de septembre 2021 à mars 2022 » without the little words: « septembre 2021 – mars 2022 ». */
export function window_text(first: Month, months: number, language: Language): string {
  const last = month_plus(first, months - 1);
  return months === 1 ? month_text(first, language) : `${month_text(first, language)} – ${month_text(last, language)}`;
}
