// SPDX-License-Identifier: Apache-2.0
// Times as forms keep them ("08:30:00.000+00:00") and as the browser's fields show them ("08:30").

/** "+00:00" of minutes east of Greenwich. */
export function offset_text(minutes_east: number): string {
  const two = (value: number): string => String(Math.trunc(value)).padStart(2, '0');
  const size = Math.abs(minutes_east);
  return `${minutes_east < 0 ? '-' : '+'}${two(size / 60)}:${two(size % 60)}`;
}

const here = (day: string): number => -new globalThis.Date(day).getTimezoneOffset();

/** A field's text as the form keeps it; nothing where the field is empty. */
export function kept_time(shown: string): string {
  return shown === '' ? '' : `${shown.slice(0, 5)}:00.000${offset_text(here('2026-01-01T12:00'))}`;
}
export function kept_moment(shown: string): string {
  return shown === '' ? '' : `${shown.slice(0, 16)}:00.000${offset_text(here(shown.slice(0, 16)))}`;
}

/** What a field shows of it, in the time of whoever wrote it. */
export const shown_time = (kept: string): string => (/^\d{2}:\d{2}/.test(kept) ? kept.slice(0, 5) : '');
export const shown_moment = (kept: string): string => (/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}/.test(kept) ? kept.slice(0, 16) : '');

/** A number as typed in French or English; null where it is none. */
export function typed_number(text: string, kind: 'int' | 'decimal'): string | null {
  const plain = text.replaceAll(/[\s\u00a0\u202f]/g, '').replace(',', '.');
  if (kind === 'int') return /^[+-]?\d{1,10}$/.test(plain) && Math.abs(Number(plain)) <= 2_147_483_647 ? String(Number(plain)) : null;
  return /^[+-]?(\d{1,15}(\.\d{0,15})?|\.\d{1,15})$/.test(plain) ? String(Number(plain)) : null;
}
