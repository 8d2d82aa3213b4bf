// SPDX-License-Identifier: Apache-2.0
import { describe, expect, test } from 'vitest';
import { asked_width, file_name, picture_path } from '../../app/picture';

const question = { places: ['ML0507', 'ML0508'], months: 7, first: '2021-01', last: '2022-12', source: '' };

describe('pictures', () => {
  test('a width is asked for in steps, within bounds', () => {
    expect(asked_width(329)).toBe(320);
    expect(asked_width(100)).toBe(280);
    expect(asked_width(5000)).toBe(960);
  });
  test('a picture of a question names places, months, source, window and language', () => {
    expect(picture_path('series', { question, source: 'ucdp', window: '2021-06' }, 'fr', 320)).toBe('/plots/series/sheet?places=ML0507,ML0508&lang=fr&width=320&months=7&first=2021-01&last=2022-12&source=ucdp&window=2021-06');
    expect(picture_path('placements', { question, source: 'ucdp', window: '' }, 'en', 640)).not.toContain('window');
  });
  test('a picture of a plan names the plan alone', () => {
    expect(picture_path('specification-curve', { plan: 'calme 2021' }, 'fr', 320)).toBe('/plots/specification-curve/sheet?lang=fr&width=320&plan=calme+2021');
  });
  test('a file name holds nothing that a file system or a shell minds', () => {
    expect(file_name('series', { question, source: 'ucdp', window: '2021-06' }, 'svg')).toBe('accalmie-series-ucdp-2021-06.svg');
    expect(file_name('series', { plan: 'Été/..\\\\$(x)' }, 'png')).toMatch(/^[a-z0-9-]+\.png$/);
  });
});
