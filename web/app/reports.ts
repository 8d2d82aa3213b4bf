// SPDX-License-Identifier: Apache-2.0
// Reports of facilities, attacks on health care and the checks of a report, as the server answers them (docs/api.md).
import type { Bilingual } from './api';
import { month_text, type Day, type Language } from './days';

/** In the order in which the legend shows them. */
export const report_states = ['reported', 'late', 'partly', 'true_zero', 'out_of_stock', 'closed', 'unreachable', 'not_sent', 'silent', 'awaited', 'not_expected'] as const;
export type ReportState = (typeof report_states)[number];
export type PeriodKind = 'week' | 'month';

export interface ReportSums {
  expected: number;
  received: number;
  on_time: number;
  late: number;
  time_unknown: number;
  closed: number;
  unreachable: number;
  silent: number;
  not_sent: number;
  could_report: number;
  completeness_of_all: number | null;
  completeness_of_able: number | null;
  timeliness_of_all: number | null;
  timeliness_of_able: number | null;
}
export interface Care {
  person_years: number;
  contacts: number;
  rate: number | null;
  share: number;
}
export interface AccessCoverage {
  all: Care;
  reachable: Care;
  unreachable: Care;
}
export interface ReportCell {
  state: ReportState;
  time: 'on_time' | 'late' | 'unknown' | null;
  reason: string | null;
  received_on: Day | null;
  consultations: number | null;
  open_days: number | null;
  stock_out_days: number | null;
  closed_days: number;
  partly_days: number;
  cut_off_days: number;
  disputed: boolean;
  corrected: boolean;
  twice: boolean;
}
export interface Facility {
  id: string;
  code: string;
  name: string;
  kind: string;
  place_name: string | null;
  area: string | null;
  area_name: string | null;
  cells: ReportCell[];
  sums: ReportSums;
}
export interface Period {
  name: string;
  first_day: Day;
  last_day: Day;
  due: Day;
  sums: ReportSums;
}
export interface Area {
  place: string | null;
  place_name: string | null;
  sums: ReportSums;
  coverage: AccessCoverage | null;
  people_not_known: string[];
}
export interface Completeness {
  as_of: Day;
  period: PeriodKind;
  due_days: number;
  periods: Period[];
  all: ReportSums;
  coverage: AccessCoverage | null;
  areas: Area[];
  facilities: Facility[];
  reports_of_unknown: number;
  disputed: number;
  twice: number;
}
export interface AttackLoss {
  first: Day;
  last: Day;
  observed: number | null;
  expected: number | null;
  loss: number | null;
  lower: number | null;
  upper: number | null;
}
export interface Attack {
  id: string;
  day: Day;
  certainty: 'confirmed' | 'probable' | 'possible' | 'rumour';
  kind: string;
  deaths: number | null;
  injured: number | null;
  team: boolean;
  facility_name: string | null;
  place_name: string | null;
  loss: AttackLoss | null;
  cannot_be_said: Bilingual | null;
}
export interface Attacks {
  window_days: number;
  attacks: Attack[];
  sum: { said: number; not_said: number; loss: number | null; lower: number | null; upper: number | null } | null;
  loss_not_shown: number;
}
export interface ReportNote {
  field: string;
  fault: string;
  severity: 'wrong' | 'ask' | 'note';
  what: Bilingual;
  remedy: Bilingual;
}
export interface ReportCheck {
  facility_name: string;
  period_name: string | null;
  refused: boolean;
  corrects: string | null;
  notes: ReportNote[];
}
export interface ReportVersion {
  address: string;
  state: string;
  written: string | null;
  received_on: Day | null;
  open_days: number | null;
  consultations: number | null;
  changed: string[];
}
export interface ReportHistory {
  versions: ReportVersion[];
}

/** Numbers of a report, in the order of the form; the names are the record's fields. */
export const report_counts = ['open_days', 'consultations', 'consultations_female', 'consultations_male', 'consultations_under_5', 'deaths', 'stock_out_days'] as const;
export type ReportCount = (typeof report_counts)[number];
export interface TypedReport {
  facility: string;
  period: PeriodKind;
  first_day: Day;
  received_on: Day;
  counts: Record<ReportCount, string>;
}

/** What is typed, as the server takes it: an empty field is null, never zero. Null where a number is none. */
export function report_body(typed: TypedReport): Record<string, string | number | null> | null {
  const body: Record<string, string | number | null> = { facility: typed.facility, period: typed.period, first_day: typed.first_day || null, received_on: typed.received_on || null };
  for (const name of report_counts) {
    const text = typed.counts[name].trim();
    if (text !== '' && !/^\d{1,12}$/.test(text)) return null;
    body[name] = text === '' ? null : Number(text);
  }
  return body;
}

/** The same as a line that `accalmie report add` reads. */
export function report_csv(typed: TypedReport): string {
  const names = ['facility', 'period', 'first_day', 'received_on', ...report_counts];
  const quoted = (text: string): string => (/[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
  const cells = [typed.facility, typed.period, typed.first_day, typed.received_on, ...report_counts.map((name) => typed.counts[name].trim())];
  return `${names.join(',')}\n${cells.map(quoted).join(',')}\n`;
}

/** « mai 2026 », or "W05 2026" of "2026-W05". */
export function period_text(name: string, language: Language): string {
  const week = /^(\d{4})-W(\d{2})$/.exec(name);
  if (!week) return month_text(name, language);
  return `${language === 'fr' ? 'S' : 'W'}${week[2] ?? ''} ${week[1] ?? ''}`;
}

/** The next cell of the matrix for a key, inside its bounds; the same cell for any other key. */
export function moved(at: { row: number; column: number }, key: string, rows: number, columns: number): { row: number; column: number } {
  const within = (value: number, end: number): number => Math.min(Math.max(value, 0), Math.max(end - 1, 0));
  if (key === 'ArrowRight') return { ...at, column: within(at.column + 1, columns) };
  if (key === 'ArrowLeft') return { ...at, column: within(at.column - 1, columns) };
  if (key === 'ArrowDown') return { ...at, row: within(at.row + 1, rows) };
  if (key === 'ArrowUp') return { ...at, row: within(at.row - 1, rows) };
  if (key === 'Home') return { ...at, column: 0 };
  if (key === 'End') return { ...at, column: within(columns, columns) };
  return at;
}
