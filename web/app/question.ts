// SPDX-License-Identifier: Apache-2.0
// The question of the Change page: its check, its address and its path at the server.
import type { Place, Workspace } from './api';
import { month_number, type Month } from './days';

export interface ChangeQuestion {
  places: string[];
  months: number;
  first: Month;
  last: Month;
  /** Empty: every source. */
  source: string;
}
export type QuestionFault = 'no_place' | 'bad_months' | 'bad_order' | 'too_short';

export const months_max = 60;

export function faults_of_question(question: ChangeQuestion): QuestionFault[] {
  const faults: QuestionFault[] = [];
  if (question.places.length === 0) faults.push('no_place');
  const whole = Number.isInteger(question.months) && question.months >= 1 && question.months <= months_max;
  if (!whole) faults.push('bad_months');
  const span = month_number(question.last) - month_number(question.first) + 1;
  if (!(span >= 1)) faults.push('bad_order');
  else if (whole && question.months > span) faults.push('too_short');
  return faults;
}

export function question_path(question: ChangeQuestion): string {
  const { months, first, last, source } = question;
  const query = new URLSearchParams({ months: String(months), first, last });
  if (source !== '') query.set('source', source);
  return `/change?places=${question.places.map(encodeURIComponent).join(',')}&${query.toString()}`;
}

export function question_query(question: ChangeQuestion): Record<string, string> {
  return { lieux: question.places.join(','), mois: String(question.months), de: question.first, a: question.last, source: question.source };
}

/** The question in an address; null if it is not one that can be asked. */
export function question_in(query: Record<string, string>): ChangeQuestion | null {
  const question: ChangeQuestion = {
    places: (query.lieux ?? '').split(',').filter((code) => /^[A-Za-z0-9_-]{2,32}$/.test(code)),
    months: Number(query.mois),
    first: query.de ?? '',
    last: query.a ?? '',
    source: query.source ?? '',
  };
  return faults_of_question(question).length === 0 ? question : null;
}

const start_places_max = 4;
const start_months = 7;

/** Where the form starts: the viewer's own places, and the two whole years before the day of reference that a source covers. */
export function start_question(places: readonly Place[], workspace: Workspace): ChangeQuestion {
  const everywhere = workspace.viewer.places.includes('*') && places.length <= start_places_max; // of a whole country none is chosen for the viewer
  const mine = places.map((place) => place.code).filter((code) => everywhere || workspace.viewer.places.includes(code));
  const covered = workspace.sources.map((one) => one.last_day).filter((day): day is string => day !== null);
  const last_day = covered.toSorted().at(-1) ?? workspace.today;
  const last_year = last_day.endsWith('-12-31') ? Number(last_day.slice(0, 4)) : Number(last_day.slice(0, 4)) - 1;
  return { places: mine.slice(0, start_places_max), months: start_months, first: `${last_year - 1}-01`, last: `${last_year}-12`, source: '' };
}

const years_max = 200;

/** The years that the sources speak of, without a hole; a wrong year in a source does not make an endless list. */
export function years_of(workspace: Workspace, asked: readonly Month[]): number[] {
  const days = workspace.sources.flatMap((one) => [one.first_day, one.last_day]).filter((day): day is string => day !== null);
  const known = [...days, ...asked, workspace.today].map((text) => Number(text.slice(0, 4))).filter((year) => year >= 1900 && year < 2200);
  if (known.length === 0) return [];
  const last = Math.max(...known);
  const first = Math.max(Math.min(...known), last - years_max + 1);
  return Array.from({ length: last - first + 1 }, (_, index) => first + index);
}
