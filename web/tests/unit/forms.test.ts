// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
import { folded, reordered, searched } from '../../app/forms/choices';
import { kept_moment, kept_time, offset_text, shown_moment, shown_time, typed_number } from '../../app/forms/clock';
import { fitted } from '../../app/forms/photo';
import { point_text, typed_point } from '../../app/forms/position';

describe('answers as people type them', () => {
  it('are numbers with a comma or a point, with spaces between thousands, and nothing else', () => {
    expect(['61,5', '1 234', '.5', '-3', '1\u202f000,25'].map((text) => typed_number(text, 'decimal'))).toEqual(['61.5', '1234', '0.5', '-3', '1000.25']);
    expect(['12', '007', '-4', '2147483647'].map((text) => typed_number(text, 'int'))).toEqual(['12', '7', '-4', '2147483647']);
    for (const text of ['', 'douze', '1e5', '1,2,3', '--1', '0x10']) expect(typed_number(text, 'decimal'), text).toBeNull();
    for (const text of ['1,5', '2147483648', '12 ans']) expect(typed_number(text, 'int'), text).toBeNull();
  });
  it('are times with the offset of the place, and are shown as they were typed', () => {
    expect([offset_text(0), offset_text(-210), offset_text(345)]).toEqual(['+00:00', '-03:30', '+05:45']);
    expect(kept_time('08:30')).toMatch(/^08:30:00\.000[+-]\d\d:\d\d$/);
    expect(shown_time(kept_time('08:30'))).toBe('08:30');
    expect(shown_moment(kept_moment('2026-11-20T17:05'))).toBe('2026-11-20T17:05');
    expect([kept_time(''), kept_moment(''), shown_time(''), shown_moment('x')]).toEqual(['', '', '', '']);
  });
  it('are positions on Earth', () => {
    expect(typed_point('14,52 -4,1')).toBe('14.52 -4.1 0 0');
    expect(typed_point('14.52, -4.1')).toBe('14.52 -4.1 0 0');
    for (const text of ['', '14', '91 0', '0 181', 'ici']) expect(typed_point(text), text).toBeNull();
    expect(point_text({ latitude: 14.5, longitude: -4.25, altitude: null, accuracy: 12 })).toBe('14.5000000 -4.2500000 0.0 12.0');
  });
});

describe('long lists', () => {
  const villages = ['Ségou', 'Sokoura', 'Dioro (Ségou)', 'Cœur du Delta'];
  it('are searched without accents, in any order of the words, with beginnings first', () => {
    expect(searched(villages, 'segou', (one) => one)).toEqual(['Ségou', 'Dioro (Ségou)']);
    expect(searched(villages, 'seg dio', (one) => one)).toEqual(['Dioro (Ségou)']);
    expect(searched(villages, 'coeur', (one) => one)).toEqual(['Cœur du Delta']);
    expect(searched(villages, ' ', (one) => one)).toEqual(villages);
    expect(folded('ÉCOLE')).toBe('ecole');
  });
  it('are put in order one step at a time', () => {
    expect(reordered(['a', 'b', 'c'], 2, 0)).toEqual(['c', 'a', 'b']);
    expect(reordered(['a', 'b', 'c'], 0, 1)).toEqual(['b', 'a', 'c']);
    expect(reordered(['a'], 4, 0)).toEqual(['a']);
  });
});

describe('photos', () => {
  it('fit the bound and keep their shape; small ones stay', () => {
    expect(fitted(4000, 3000, 1600)).toEqual({ width: 1600, height: 1200 });
    expect(fitted(800, 600, 1600)).toEqual({ width: 800, height: 600 });
    expect(fitted(10_000, 1, 1600)).toEqual({ width: 1600, height: 1 });
  });
});
