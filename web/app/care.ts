// SPDX-License-Identifier: Apache-2.0
// What waits for whoever cares for patients, as the server answers it (docs/api.md): children, referrals, stock on the truck, alerts.
import type { Bilingual } from './api';
import type { Day } from './days';
import { promise_marks, state_marks, type MarkShape } from './marks';

export interface StockBatch {
  batch: string | null;
  expiry: Day | null;
  quantity: number;
  lost_to_expiry: number | null;
}
export interface StockHeld {
  holder: string;
  facility: string;
  item: string;
  status: string;
  usable: number;
  expired_on_shelf: number;
  in_transit: number;
  months_of_stock: number | null;
  empty_on: Day | null;
  order_quantity_less_expiry: number | null;
  runs_out_soon: boolean;
  expires_soon: boolean;
  last_count: Day | null;
  batches: StockBatch[];
}
export interface StockFault {
  record: string;
  fr: string;
  en: string;
  facility: string;
  item: string;
  day: Day;
  quantity: number;
}
export interface Stock {
  as_of: Day;
  soon_days: number;
  lines: number;
  items: StockHeld[];
  faults: StockFault[];
}

export interface OpenReferral {
  id: string;
  place_name: string | null;
  facility: string | null;
  to_facility: string | null;
  reason: string;
  token: string | null;
  opened_at: string;
  last_step: string;
  days_without_next: number;
  lost: boolean;
  /** Sent here from elsewhere. */
  incoming: boolean;
}
export interface ReferralFault {
  record: string;
  words: Bilingual;
  step: string;
  at: string;
  facility: string | null;
}
export interface Referrals {
  as_of: Day;
  open: OpenReferral[];
  open_left_out: number;
  faults: ReferralFault[];
}

export interface CareChild {
  token: string | null;
  facility_name: string | null;
  place_name: string | null;
  admitted: Day;
  last_visit: Day;
  due: Day;
  days_absent: number;
  visits_missed: number;
  state_words: Bilingual;
  sachets_most: number | null;
}
export interface Listed<Row> {
  children: Row[];
  left_out: number;
}
export interface Nutrition {
  as_of: Day;
  /** null: not for this viewer */
  queue: { due: Listed<CareChild>; lost: Listed<CareChild>; too_long: Listed<CareChild> } | null;
}

export type StockNeed = 'out' | 'runs_out' | 'expires';
export const stock_marks: Record<StockNeed, MarkShape> = { out: state_marks.violent, runs_out: state_marks.breached, expires: promise_marks.expired };
export const waiting_marks: Record<'lost' | 'waiting', MarkShape> = { lost: state_marks.violent, waiting: promise_marks.untested };

/** What is wanting of one item: nothing there before what will run out, that before what will expire; null if nothing is. */
export function need_of(held: StockHeld): StockNeed | null {
  if (held.usable <= 0) return 'out';
  if (held.runs_out_soon) return 'runs_out';
  return held.expires_soon ? 'expires' : null;
}

const urgency: StockNeed[] = ['out', 'runs_out', 'expires'];

/** Items that want something, the most urgent first, then by the day on which they are used up, then by name. */
export function needs_in(stock: Stock): { held: StockHeld; need: StockNeed }[] {
  return stock.items
    .flatMap((held) => {
      const need = need_of(held);
      return need === null ? [] : [{ held, need }];
    })
    .toSorted((a, b) => urgency.indexOf(a.need) - urgency.indexOf(b.need) || (a.held.empty_on ?? '9').localeCompare(b.held.empty_on ?? '9') || a.held.item.localeCompare(b.held.item));
}

/** The first last day of a batch with something left, and what of it will not be used in time. */
export function next_expiry(held: StockHeld): { day: Day; lost: number } | null {
  const dated = held.batches.filter((batch): batch is StockBatch & { expiry: Day } => batch.expiry !== null && batch.quantity > 0 && (batch.lost_to_expiry ?? batch.quantity) > 0);
  const first = dated.toSorted((a, b) => a.expiry.localeCompare(b.expiry))[0];
  return first ? { day: first.expiry, lost: first.lost_to_expiry ?? first.quantity } : null;
}
