// SPDX-License-Identifier: Apache-2.0
// Trust, voices and people reached, as the server answers them (docs/api.md), and what the page reads out of them.
import type { Bilingual } from './api';
import type { Day, Month } from './days';
import type { Scale } from './interval';

export interface TrustWave {
  wave: string;
  first_day: Day;
  last_day: Day;
  answers: number;
  persons: number | null;
}
export interface TrustLevel {
  place: string | null;
  place_name: string | null;
  question: string;
  wave: string;
  persons: number | null;
  too_few: Bilingual | null;
  mean: number | null;
  lower: number | null;
  upper: number | null;
}
export interface Trust {
  questions: string[];
  waves: TrustWave[];
  levels: TrustLevel[];
  disputed: number;
}
export interface Topic {
  topic: string;
  voices: number | null;
  why: 'among_the_most' | 'among_a_kept_group';
  by_month: (number | null)[];
}
export interface TopicRise {
  topic: string;
  ratio: number | null;
  lower: number;
  upper: number | null;
  rises: boolean;
}
export interface Hearing {
  place: string | null;
  place_name: string | null;
  groups: { group: string; present: number | null; expected: number; population_share: number; not_heard: boolean }[];
}
export interface Voices {
  from: Month | null;
  to: Month | null;
  voices: number | null;
  gatherings: number;
  months: Month[];
  topics: Topic[];
  kept: { group: string; voices: number | null; topics: string[] }[];
  rising: { possible: boolean; later_first: Month | null; later_last: Month | null; earlier_first: Month | null; earlier_last: Month | null; topics: TopicRise[] };
  hearing: Hearing[];
  silent: { group: string; present: number | null }[];
  absent: string[];
  shown_from: number;
}
export interface ReachRange {
  lower: number;
  upper: number;
  lower_words: Bilingual;
  upper_words: Bilingual;
}
export interface Reach {
  from: Month | null;
  to: Month | null;
  people: ReachRange | null;
  services: { service: string; species: string; times_added: number | null; different: ReachRange }[];
  refused: { what: string; words: Bilingual; reason: Bilingual }[];
  clashes: { quantity: string; area: string; period: string | null; figures: { source: string; value: number }[] }[];
}

/** Answers of trust questions go from 0 to 4. */
export const trust_scale: Scale = { lowest: 0, highest: 4, kind: 'linear', marks: [0, 1, 2, 3, 4] };

/** The levels of one question: everywhere first, then by area, each over its waves. */
export function areas_of(trust: Trust, question: string): { name: string | null; levels: TrustLevel[] }[] {
  const areas: { name: string | null; levels: TrustLevel[] }[] = [];
  for (const level of trust.levels.filter((one) => one.question === question)) {
    const area = areas.find((one) => one.levels[0]?.place === level.place);
    if (area) area.levels.push(level);
    else areas.push({ name: level.place_name, levels: [level] });
  }
  return areas;
}
