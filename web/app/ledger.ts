// SPDX-License-Identifier: Apache-2.0
// Choosing among promises.
import { promise_statuses, type Commitment, type PromiseStatus } from './api';

/** An empty text, or null, asks for all. */
export interface LedgerFilter {
  status: PromiseStatus | null;
  kind: string;
  place: string;
  corridor: string;
}

export function matching(commitments: readonly Commitment[], filter: LedgerFilter): Commitment[] {
  return commitments.filter(
    (one) =>
      (filter.status === null || one.status === filter.status) &&
      (filter.kind === '' || one.kind === filter.kind) &&
      (filter.place === '' || one.place_name === filter.place) &&
      (filter.corridor === '' || one.corridor === filter.corridor),
  );
}

/** What can be chosen: each value once, in alphabetical order (never in an order of merit). */
export function choices_in(commitments: readonly Commitment[], field: 'kind' | 'place_name' | 'corridor'): string[] {
  const values = commitments.map((one) => one[field]).filter((value): value is string => value !== null);
  return [...new Set(values)].toSorted((a, b) => a.localeCompare(b));
}

/** A status written in an address, or null. */
export function status_in(text: string | undefined): PromiseStatus | null {
  return promise_statuses.find((status) => status === text) ?? null;
}
