// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
import { by_month, timeline_path, timeline_sheet_path, type TimelineRow } from '../../app/timeline';

const row = (day: string): TimelineRow => ({ day, last_day: null, lane: 'dialogue', tenor: 'plain', words: { fr: '', en: '' }, place_name: null, type: 'gathering', id: day });

describe('the line of a place', () => {
  it('is asked for where a place is named, and its picture once there is room', () => {
    expect(timeline_path('')).toBe(null);
    expect(timeline_path('Saye & Co')).toBe('/timeline?place=Saye+%26+Co');
    expect(timeline_sheet_path('ML0507', 'fr', 0)).toBe(null);
    expect(timeline_sheet_path('ML0507', 'fr', 320)).toBe('/timeline/sheet?place=ML0507&lang=fr&width=320');
  });
  it('stands by month, the newest first, days in their order', () => {
    expect(by_month([row('2022-12-30'), row('2023-01-02'), row('2023-01-09')]).map((group) => [group.month, group.rows.length])).toEqual([['2023-01', 2], ['2022-12', 1]]);
    expect(by_month([])).toEqual([]);
  });
});
