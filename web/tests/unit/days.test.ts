// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
import { day_parts, day_text, month_number, month_plus, month_text } from '../../app/days';

describe('a civil day', () => {
  it('is written as French people write it, with 1er for the first', () => {
    expect(day_text('2021-05-26', 'fr')).toBe('26 mai 2021');
    expect(day_text('2021-05-01', 'fr')).toBe('1er mai 2021');
    expect(day_text('2022-08-09', 'fr')).toBe('9 août 2022');
  });
  it('is written in English', () => {
    expect(day_text('2021-05-26', 'en')).toBe('26 May 2021');
    expect(day_text('2021-05-01', 'en')).toBe('1 May 2021');
  });
  it('is the same in every time zone', () => {
    const before = process.env.TZ;
    for (const zone of ['Pacific/Kiritimati', 'Africa/Bamako', 'Pacific/Niue']) {
      process.env.TZ = zone;
      expect(day_text('2021-01-01', 'fr')).toBe('1er janvier 2021');
    }
    if (before === undefined) delete process.env.TZ;
    else process.env.TZ = before;
  });
  it('that does not exist is shown as it came, not moved to another day', () => {
    for (const wrong of ['2021-02-29', '2021-13-01', '2021-00-10', '2021-04-31', '26/05/2021', '']) {
      expect(day_parts(wrong)).toBeNull();
      expect(day_text(wrong, 'fr')).toBe(wrong);
    }
    expect(day_parts('2020-02-29')).toEqual({ year: 2020, month: 2, day: 29 });
    expect(day_parts('1900-02-29')).toBeNull();
  });
  it('that is absent is an empty text', () => expect(day_text(null, 'en')).toBe(''));
});

describe('a month', () => {
  it('is written in both languages', () => {
    expect(month_text('2021-05', 'fr')).toBe('mai 2021');
    expect(month_text('2021-12', 'en')).toBe('December 2021');
    expect(month_text('2021-5', 'en')).toBe('2021-5');
  });
  it('can be counted across the end of a year', () => {
    expect(month_plus('2021-09', 6)).toBe('2022-03');
    expect(month_plus('2021-01', -1)).toBe('2020-12');
    expect(month_number('2022-01') - month_number('2021-12')).toBe(1);
    expect(month_number('2022-13')).toBeNaN();
  });
});
