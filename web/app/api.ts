// SPDX-License-Identifier: Apache-2.0
// The server's answers as types, and the one function that asks for them.
import { kept_token } from './access';
import type { Day, Language, Month } from './days';
import { french_spaces } from './letters';
import { keep_answer, kept_answer } from './offline';

export interface Bilingual {
  fr: string;
  en: string;
}
/** A sentence for people: in both languages, or already in one. */
export type Sentence = Bilingual | string;

export interface Source {
  source: string;
  first_day: Day | null;
  last_day: Day | null;
  area: string | null;
  release: string | null;
}

export interface Workspace {
  name: string;
  demo: boolean;
  demo_notice: Bilingual | null;
  today: Day;
  records: number;
  rows: number;
  version: string;
  boundary: string | null;
  viewer: { pseudonym: string; role: string; places: string[] };
  sources: Source[];
}

export interface Place {
  code: string;
  name: string;
  level: number;
  parent: string | null;
  latitude: number | null;
  longitude: number | null;
  population: number | null;
}
export interface Places {
  boundary: string;
  places: Place[];
}
export type Position = [number, number];
export interface PlaceFeature {
  type: 'Feature';
  properties: Place;
  geometry: { type: 'Polygon'; coordinates: Position[][] } | { type: 'MultiPolygon'; coordinates: Position[][][] } | null;
}
export interface PlaceShapes {
  type: 'FeatureCollection';
  boundary?: string;
  features: PlaceFeature[];
}

export const calm_states = ['violent', 'breached', 'quiet_closed_in', 'emptied', 'unknown', 'calm'] as const;
export type CalmState = (typeof calm_states)[number];

export interface HowLikely {
  poisson: number | null;
  negative_binomial: number | null;
  rate_per_30_days: number;
  dispersion: number | null;
  baseline_first: Day;
  baseline_last: Day;
}
export interface Community {
  rule: string;
  place: string | null;
  place_name: string | null;
  latitude: number | null;
  longitude: number | null;
  state: CalmState;
  since: Day | null;
  spell_days: number | null;
  last_event_day: Day | null;
  last_contact_day: Day | null;
  contacts: number;
  watched_days: number;
  how_likely: HowLikely | null;
  why: Sentence;
  /** By source: the last day of an event that it has here. */
  no_recorded_event_since: Record<string, Day | null>;
  /** By source: the last day that it covers here; null: it does not speak of this place. */
  covered_until?: Record<string, Day | null>;
  /** Disputed records among those used, and the states that would follow if a rival reading counted. */
  disputed?: number;
  otherwise?: CalmState[];
}
export interface Board {
  as_of: Day;
  rules: Community[];
  counts: Record<CalmState, number>;
  demo?: boolean;
}

export const promise_statuses = ['kept', 'broken', 'untested', 'expired'] as const;
export type PromiseStatus = (typeof promise_statuses)[number];

export interface Commitment {
  id: string;
  kind: string;
  guarantor_role: string;
  to: string;
  corridor: string | null;
  place: string | null;
  place_name: string | null;
  made_on: Day;
  from: Day | null;
  status: PromiseStatus;
  tests: number;
  last_test_day: Day | null;
  what: string | null;
  disputed?: boolean;
  otherwise?: PromiseStatus[];
}
export interface CorridorShown {
  corridor: string;
  hidden?: false;
  tests: number;
  held: number;
  rate: number | null;
  lower_95: number | null;
  upper_95: number | null;
}
export interface CorridorHidden {
  corridor: string;
  hidden: true;
  reason: Sentence;
}
export type Corridor = CorridorShown | CorridorHidden;
export interface Ledger {
  as_of: Day;
  commitments: Commitment[];
  reliability: Corridor[];
  counts: Record<PromiseStatus, number>;
}

export interface RecentIncident {
  day: Day;
  kind: string;
  place: string | null;
  place_name: string | null;
  deaths_best: number | null;
  source: string;
}
export interface Today {
  as_of: Day;
  board: Board;
  /** The ledger is not for this viewer: the lists are empty because of that. */
  ledger_hidden?: boolean;
  expiring: Commitment[];
  owed: Commitment[];
  recent_incidents: RecentIncident[];
}

export interface PlaceMonths {
  place: string;
  name: string;
  series: Record<string, (number | null)[]>;
}
export interface IncidentMonths {
  level: number;
  months: Month[];
  sources: string[];
  places: PlaceMonths[];
  disputed?: number;
  /** Counts that would differ if a rival correction counted, one correction at a time. */
  otherwise?: { source: string; place: string; month: Month; events: number }[];
}

export const verdicts = ['supported', 'weak', 'not_shown', 'cannot_be_said'] as const;
export type Verdict = (typeof verdicts)[number];

export interface Placement {
  first_month: Month;
  /** null: the source does not cover all its months */
  observed: number | null;
  baseline_kind: string;
  baseline_events: number | null;
  baseline_months: number;
  ratio: number | null;
  lower_95: number | null;
  upper_95: number | null;
  change_percent: number | null;
  rank: number | null;
  of: number | null;
  p_rank: number | null;
}
/** What remains of the lowest window once it is counted that all windows were looked at. */
export interface Search {
  lowest_first_month: Month | null;
  level: number;
  lowest_upper: number | null;
  p: number | null;
  ranges: number;
  verdict_if_named: Verdict;
}
export interface OpenData {
  source: string;
  covered: boolean;
  verdict: Verdict;
  reasons: Sentence[];
  placements: Placement[];
  series: { months: Month[]; counts: (number | null)[] };
  search?: Search;
  disputed?: number;
  otherwise?: Verdict[];
}
export interface Neighbour {
  place: string;
  name: string;
  /** By which source, in the months in which it shows the lowest ratio for the places asked. */
  source?: string;
  first_month?: Month;
  observed?: number | null;
  baseline_events?: number | null;
  ratio: number | null;
  lower_95?: number | null;
  upper_95?: number | null;
}
/** Evaluation plans; versions and fields are in the answer too. */
export interface Plans {
  plans: { name: string; address: string }[];
}
export interface Change {
  claim: { sentence: Sentence; verdict: Verdict; missing: Sentence[] };
  open_data: OpenData[];
  places: (string | { place: string; name: string })[];
  neighbours: Neighbour[];
  method: Record<string, unknown>;
  thresholds: Record<string, unknown>;
}

export const alert_states = ['open', 'seen', 'verified', 'response_started', 'dismissed', 'closed'] as const;
export type AlertState = (typeof alert_states)[number];
export type AlertLevel = 'epidemic' | 'alert';
export interface SpokenRule {
  rule: string;
  level: AlertLevel;
  first_week: Day;
  last_week: Day;
  value: number;
  bound: number | null;
  says: Sentence | null;
  do: Sentence | null;
  source: string;
  /** Has somebody held the rule against its source? */
  checked: boolean;
  checked_where: string | null;
}
export interface AlertWeek {
  week: string;
  monday: Day;
  /** null: no report came, which is not zero */
  cases: number | null;
  confirmed: number | null;
  reports: number;
  reports_expected: number;
  expected: number | null;
  bound: number | null;
  likely: number | null;
  likely_lower_95: number | null;
  likely_upper_95: number | null;
  spoke: boolean;
}
export interface AlertStepTaken {
  step: string;
  day: Day;
  role: string;
  note: string | null;
}
export interface Alert {
  signal: string;
  about: string;
  subject: string;
  species: string | null;
  /** The facility, vehicle or station; null: the place as a whole. */
  site: string | null;
  site_name: string | null;
  place: string;
  place_name: string | null;
  place_level: number;
  level: AlertLevel;
  first_week: Day;
  last_week: Day;
  rules: SpokenRule[];
  weeks: AlertWeek[];
  method: string | null;
  method_because: Sentence | null;
  late_reports: Sentence | null;
  population: number | null;
  inside: string | null;
  recorded_on: Day | null;
  state: AlertState;
  steps: AlertStepTaken[];
}
export interface EarlierAlert {
  signal: string;
  about: string;
  place: string;
  place_name: string | null;
  level: AlertLevel;
  first_day: Day;
  rule: string;
  state: AlertState;
  steps: AlertStepTaken[];
}
export interface Alerts {
  place: string | null;
  newest_week: string;
  newest_monday: Day;
  known_on: Day;
  weeks: number;
  alerts: Alert[];
  earlier: EarlierAlert[];
  older_left_out: boolean;
  /** Kinds of alerts that the viewer may not see. */
  not_shown: string[];
}
export type AlertStep = 'seen' | 'verified' | 'response' | 'dismissed' | 'closed';

export type ProblemKind = 'usage' | 'invalid' | 'missing' | 'corrupt' | 'denied' | 'conflict' | 'limit' | 'io' | 'offline' | 'access';
/** What happened, where, what to do; `access` means that a token is wanted. */
export interface Problem {
  kind: ProblemKind;
  what: string;
  where: string;
  remedy: string;
}
export class Refusal extends Error {
  constructor(readonly problem: Problem) {
    super(problem.what);
  }
}

export interface Answer<T> {
  body: T;
  /** When it was kept, if the server could not be reached and this is what the device holds; else null. */
  kept_at: number | null;
}

const base = '/api/v1';

export function sentence_text(sentence: Sentence, language: Language): string {
  const text = typeof sentence === 'string' ? sentence : sentence[language];
  return language === 'fr' ? french_spaces(text) : text;
}

/** Asks the server for one resource; if it cannot be reached, what this device kept of a demo.
 *
 *  in      path after /api/v1, as "/calm?as_of=2026-01-31"
 *  errors  Refusal: access (401), offline (no server and nothing kept), or what the server says */
export async function ask<T>(path: string, signal?: AbortSignal): Promise<Answer<T>> {
  const token = kept_token();
  const headers: Record<string, string> = { accept: 'application/json' };
  if (token) headers.authorization = `Bearer ${token}`;
  let response: Response;
  try {
    response = await fetch(base + path, { headers, cache: 'no-store', credentials: 'omit', ...(signal ? { signal } : {}) });
  } catch (failure) {
    if (signal?.aborted) throw failure;
    return from_this_device<T>(path);
  }
  const body: unknown = await response.json().catch(() => null);
  if (!response.ok || body === null) throw new Refusal(problem_in(response.status, body, path));
  void keep_answer(base + path, body, Date.now()).catch(() => undefined); // a full disk must not hide the answer
  return { body: body as T, kept_at: null };
}

/** Sends what was typed and takes the answer; nothing of it is kept on this device. */
export async function send<T>(path: string, body: unknown, signal?: AbortSignal): Promise<T> {
  const token = kept_token();
  const headers: Record<string, string> = { accept: 'application/json', 'content-type': 'application/json' };
  if (token) headers.authorization = `Bearer ${token}`;
  let response: Response;
  try {
    response = await fetch(base + path, { method: 'POST', headers, body: JSON.stringify(body), cache: 'no-store', credentials: 'omit', ...(signal ? { signal } : {}) });
  } catch (failure) {
    if (signal?.aborted) throw failure;
    throw new Refusal({ kind: 'offline', what: '', where: path, remedy: '' });
  }
  const answer: unknown = await response.json().catch(() => null);
  if (!response.ok || answer === null) throw new Refusal(problem_in(response.status, answer, path));
  return answer as T;
}

async function from_this_device<T>(path: string): Promise<Answer<T>> {
  const kept = await kept_answer(base + path).catch(() => null);
  if (kept) return { body: kept.body as T, kept_at: kept.kept_at };
  throw new Refusal({ kind: 'offline', what: '', where: path, remedy: '' });
}

/** The problem that the server states; a proxy's page or an empty body becomes an io problem with the status. */
export function problem_in(status: number, body: unknown, path: string): Problem {
  const stated = (body as { error?: Partial<Problem> } | null)?.error;
  const problem: Problem = {
    kind: stated?.kind ?? 'io',
    what: stated?.what ?? `HTTP ${status}`,
    where: stated?.where ?? path,
    remedy: stated?.remedy ?? '',
  };
  return status === 401 ? { ...problem, kind: 'access' } : problem;
}
