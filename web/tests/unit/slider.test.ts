// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
import { clamp_position, next_in_play, position_of } from '../../app/slider';

const months = ['2021-01', '2021-02', '2021-03', '2021-04'];

describe('the slider of months', () => {
  it('stays within the months', () => {
    expect(clamp_position(-1, 4)).toBe(0);
    expect(clamp_position(9, 4)).toBe(3);
    expect(clamp_position(1.6, 4)).toBe(2);
    expect(clamp_position(Number.NaN, 4)).toBe(0);
    expect(clamp_position(2, 0)).toBe(0);
  });
  it('opens on the month of the address', () => expect(position_of('2021-02', months, () => true)).toBe(1));
  it('opens on the last month with data if the address names none, or one that is not there', () => {
    const has_data = (index: number): boolean => index <= 2;
    expect(position_of(null, months, has_data)).toBe(2);
    expect(position_of('1999-01', months, has_data)).toBe(2);
  });
  it('opens on the last month if no month has data', () => {
    expect(position_of(null, months, () => false)).toBe(3);
    expect(position_of(null, [], () => false)).toBe(0);
  });
  it('begins again after the last month while playing', () => {
    expect(next_in_play(2, 4)).toBe(3);
    expect(next_in_play(3, 4)).toBe(0);
    expect(next_in_play(0, 0)).toBe(0);
  });
});
