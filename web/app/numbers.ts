// SPDX-License-Identifier: Apache-2.0
// Numbers as people write them: « 1 234,5 » in French, "1,234.5" in English.
import type { Language } from './days';

const formats = new Map<string, Intl.NumberFormat>();

function format_of(language: Language, options: Intl.NumberFormatOptions): Intl.NumberFormat {
  const key = language + JSON.stringify(options);
  const known = formats.get(key);
  if (known) return known;
  const made = new Intl.NumberFormat(language, options);
  formats.set(key, made);
  return made;
}

export function count_text(value: number, language: Language): string {
  return format_of(language, { maximumFractionDigits: 0 }).format(value);
}

/** At most `digits` decimals; trailing zeros are not shown. */
export function decimal_text(value: number, language: Language, digits = 2): string {
  return format_of(language, { maximumFractionDigits: digits }).format(value);
}

/** A ratio that may be zero, tiny, huge or endless (JSON has no infinity, so it comes as null). */
export function ratio_text(value: number | null, language: Language): string {
  if (value === null || !Number.isFinite(value)) return '∞';
  return format_of(language, { minimumFractionDigits: 2, maximumFractionDigits: 2 }).format(value);
}

/** A part of 1 as a percentage; what is below one in a thousand is said to be so, not rounded to zero. */
export function percent_text(part: number, language: Language): string {
  if (part > 0 && part < 0.001) return `< ${format_of(language, { style: 'percent', maximumFractionDigits: 1 }).format(0.001)}`;
  const digits = (part > 0 && part < 0.1) || (part > 0.99 && part < 1) ? 1 : 0;
  return format_of(language, { style: 'percent', maximumFractionDigits: digits }).format(part);
}

/** A change with its sign: « −42 % », "+10%". */
export function change_text(percent: number, language: Language): string {
  return format_of(language, { style: 'percent', maximumFractionDigits: 0, signDisplay: 'exceptZero' }).format(percent / 100);
}
