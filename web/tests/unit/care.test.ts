// SPDX-License-Identifier: Apache-2.0
import { expect, test } from 'vitest';
import { need_of, needs_in, next_expiry, type Stock, type StockHeld } from '../../app/care';

const held = (fields: Partial<StockHeld>): StockHeld => ({
  holder: 'a:0', facility: 'Camion', item: 'ors', status: 'adequate', usable: 10, expired_on_shelf: 0, in_transit: 0, months_of_stock: 1, empty_on: null,
  order_quantity_less_expiry: 0, runs_out_soon: false, expires_soon: false, last_count: null, batches: [], ...fields,
});

test('nothing there comes before what will run out, and that before what will expire', () => {
  expect(need_of(held({}))).toBeNull();
  expect(need_of(held({ usable: 0, expires_soon: true }))).toBe('out');
  expect(need_of(held({ runs_out_soon: true, expires_soon: true }))).toBe('runs_out');
  expect(need_of(held({ expires_soon: true }))).toBe('expires');
  const stock: Stock = {
    as_of: '2026-06-17', soon_days: 90, lines: 4, faults: [],
    items: [held({ item: 'a', expires_soon: true }), held({ item: 'b', runs_out_soon: true, empty_on: '2026-08-01' }), held({ item: 'c', runs_out_soon: true, empty_on: '2026-07-01' }), held({ item: 'd' }), held({ item: 'e', usable: 0 })],
  };
  expect(needs_in(stock).map((one) => one.held.item)).toEqual(['e', 'c', 'b', 'a']);
});

test('the next expiry is of a batch of which something will be lost', () => {
  const batches = [
    { batch: 'A', expiry: '2026-07-01', quantity: 5, lost_to_expiry: 0 },
    { batch: 'B', expiry: '2026-09-01', quantity: 50, lost_to_expiry: 30 },
    { batch: 'C', expiry: '2026-08-01', quantity: 20, lost_to_expiry: null },
    { batch: null, expiry: null, quantity: 20, lost_to_expiry: 0 },
  ];
  expect(next_expiry(held({ batches }))).toEqual({ day: '2026-08-01', lost: 20 });
  expect(next_expiry(held({}))).toBeNull();
});
