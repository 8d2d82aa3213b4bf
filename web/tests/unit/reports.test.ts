// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
import { moved, period_text, report_body, report_csv, report_states, type TypedReport } from '../../app/reports';
import matrix_texts from '../../app/parts/ReportMatrix.i18n.json';

const typed = (counts: Partial<TypedReport['counts']> = {}): TypedReport => ({
  facility: 'DEMO-0005',
  period: 'month',
  first_day: '2026-05-01',
  received_on: '2026-06-04',
  counts: { open_days: '26', consultations: '', consultations_female: '', consultations_male: '', consultations_under_5: '', deaths: '0', stock_out_days: '', ...counts },
});

describe('a report as typed', () => {
  it('sends an empty field as nothing and a zero as zero', () => {
    const body = report_body(typed());
    expect(body?.consultations).toBeNull();
    expect(body?.deaths).toBe(0);
    expect(body?.open_days).toBe(26);
  });
  it('is not sent while a number is none', () => {
    expect(report_body(typed({ consultations: '12 0' }))).toBeNull();
    expect(report_body(typed({ consultations: '-3' }))).toBeNull();
    expect(report_body(typed({ consultations: '1.5' }))).toBeNull();
    expect(report_body(typed({ consultations: ' 120 ' }))?.consultations).toBe(120);
  });
  it('is one line of the file that the command reads', () => {
    const lines = report_csv(typed({ consultations: '120' })).trim().split('\n');
    expect(lines).toHaveLength(2);
    expect(lines[0]?.split(',')).toHaveLength(lines[1]?.split(',').length ?? 0);
    expect(lines[1]).toBe('DEMO-0005,month,2026-05-01,2026-06-04,26,120,,,,0,');
  });
});

describe('the matrix', () => {
  it('moves by arrows and stays inside', () => {
    expect(moved({ row: 0, column: 0 }, 'ArrowLeft', 3, 4)).toEqual({ row: 0, column: 0 });
    expect(moved({ row: 0, column: 0 }, 'ArrowDown', 3, 4)).toEqual({ row: 1, column: 0 });
    expect(moved({ row: 2, column: 3 }, 'ArrowDown', 3, 4)).toEqual({ row: 2, column: 3 });
    expect(moved({ row: 1, column: 1 }, 'End', 3, 4)).toEqual({ row: 1, column: 3 });
    expect(moved({ row: 1, column: 3 }, 'Home', 3, 4)).toEqual({ row: 1, column: 0 });
    expect(moved({ row: 1, column: 1 }, 'a', 3, 4)).toEqual({ row: 1, column: 1 });
  });
  it('has a name for every state and a letter that no other state has, in both languages', () => {
    for (const texts of [matrix_texts.fr, matrix_texts.en] as Record<string, string>[]) {
      for (const state of report_states) expect(texts[state], state).toBeTruthy();
      const letters = Object.entries(texts).filter(([key]) => key.startsWith('letter_')).map(([, letter]) => letter);
      expect(new Set(letters).size).toBe(letters.length);
    }
  });
  it('names months and weeks', () => {
    expect(period_text('2026-05', 'fr')).toBe('mai 2026');
    expect(period_text('2026-W05', 'fr')).toBe('S05 2026');
    expect(period_text('2026-W05', 'en')).toBe('W05 2026');
  });
});
