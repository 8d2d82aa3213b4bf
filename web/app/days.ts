// SPDX-License-Identifier: Apache-2.0
// Civil days and months as people write them. A civil day is an ISO text, never a Date: it has no time zone to be moved by.

export type Language = 'fr' | 'en';
/** "2021-05-26" */
export type Day = string;
/** "2021-05" */
export type Month = string;

interface DayParts {
  year: number;
  month: number;
  day: number;
}

const day_form = /^(\d{4})-(\d{2})-(\d{2})$/;
const month_form = /^(\d{4})-(\d{2})$/;

const month_names: Record<Language, string[]> = { fr: names_of('fr', 'long'), en: names_of('en', 'long') };
const short_names: Record<Language, string[]> = { fr: names_of('fr', 'short'), en: names_of('en', 'short') };

function names_of(language: Language, month: 'long' | 'short'): string[] {
  const format = new Intl.DateTimeFormat(language, { month, timeZone: 'UTC' });
  return Array.from({ length: 12 }, (_, index) => format.format(Date.UTC(2020, index, 15)));
}

function days_in(year: number, month: number): number {
  const leap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
  return [31, leap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1] ?? 0;
}

/** The parts of an ISO day, or null if the text is not one (30 February included). */
export function day_parts(day: Day): DayParts | null {
  const match = day_form.exec(day);
  if (!match) return null;
  const parts = { year: Number(match[1]), month: Number(match[2]), day: Number(match[3]) };
  return parts.day >= 1 && parts.day <= days_in(parts.year, parts.month) ? parts : null;
}

/** « 26 mai 2021 », « 1er mai 2021 », "26 May 2021". A text that is not a day is shown as it came. */
export function day_text(day: Day | null, language: Language): string {
  if (day === null) return '';
  const parts = day_parts(day);
  if (!parts) return day;
  const number = language === 'fr' && parts.day === 1 ? '1er' : String(parts.day);
  return `${number} ${month_names[language][parts.month - 1]} ${parts.year}`;
}

/** « 26 mai » without the year, for lists where the year stands above. */
export function day_text_short(day: Day, language: Language): string {
  const parts = day_parts(day);
  if (!parts) return day;
  const number = language === 'fr' && parts.day === 1 ? '1er' : String(parts.day);
  return `${number} ${short_names[language][parts.month - 1]}`;
}

/** « mai 2021 », "May 2021" */
export function month_text(month: Month, language: Language): string {
  const match = month_form.exec(month);
  const name = match ? month_names[language][Number(match[2]) - 1] : undefined;
  return match && name ? `${name} ${match[1]}` : month;
}

/** Months since year 0, so that months can be counted and compared. NaN if the text is not a month. */
export function month_number(month: Month): number {
  const match = month_form.exec(month);
  if (!match) return Number.NaN;
  const of_year = Number(match[2]);
  return of_year >= 1 && of_year <= 12 ? Number(match[1]) * 12 + of_year - 1 : Number.NaN;
}

export function month_from_number(number: number): Month {
  const year = Math.floor(number / 12);
  return `${String(year).padStart(4, '0')}-${String((number % 12) + 1).padStart(2, '0')}`;
}

export function month_plus(month: Month, months: number): Month {
  return month_from_number(month_number(month) + months);
}

export function month_of(day: Day): Month {
  return day.slice(0, 7);
}

/** An instant (when this device last heard from the server), in the device's own time. */
export function instant_text(milliseconds: number, language: Language): string {
  const format = new Intl.DateTimeFormat(language, { day: 'numeric', month: 'long', year: 'numeric', hour: '2-digit', minute: '2-digit' });
  return format.format(milliseconds);
}
