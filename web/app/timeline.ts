// SPDX-License-Identifier: Apache-2.0
// Peace and health of one place on one line, as the server answers it (docs/api.md).
import type { Day, Language, Month } from './days';

export interface TimelineRow {
  day: Day;
  last_day: Day | null;
  lane: string;
  tenor: 'plain' | 'bad' | 'open';
  words: Record<Language, string>;
  place_name: string | null;
  type: string;
  id: string;
}

export interface Timeline {
  place: string | null;
  place_name: string | null;
  level: number;
  km: number;
  lanes: { lane: string; words: Record<Language, string> }[];
  rows: TimelineRow[];
  hidden: number;
  left_out: number;
  demo: boolean;
}

/** What is asked for one place; empty: nothing. */
export function timeline_path(place: string): string | null {
  return place === '' ? null : `/timeline?${new URLSearchParams({ place }).toString()}`;
}

export function timeline_sheet_path(place: string, language: Language, width_px: number): string | null {
  if (place === '' || width_px <= 0) return null;
  return `/timeline/sheet?${new URLSearchParams({ place, lang: language, width: String(width_px) }).toString()}`;
}

/** Rows by month, the newest month first; within it as they came. */
export function by_month(rows: TimelineRow[]): { month: Month; rows: TimelineRow[] }[] {
  const months = new Map<Month, TimelineRow[]>();
  for (const row of rows) {
    const month = row.day.slice(0, 7);
    months.set(month, [...(months.get(month) ?? []), row]);
  }
  return [...months].toSorted(([a], [b]) => b.localeCompare(a)).map(([month, of]) => ({ month, rows: of }));
}
