// SPDX-License-Identifier: Apache-2.0
// The server's account of its method, whatever it holds, as short lines.
import { decimal_text } from './numbers';
import type { Language } from './days';

export interface Stated {
  key: string;
  value: string;
  /** The value is a code, for which there may be a word. */
  code: boolean;
}

const lines_max = 60;
const depth_max = 4;

function is_bilingual(value: object): value is Record<Language, string> {
  return 'fr' in value && 'en' in value;
}

/** One line a value, objects within objects flattened four deep, at most sixty lines. */
export function stated(values: Record<string, unknown>, language: Language, depth = 1): Stated[] {
  if (depth > depth_max) return [];
  return Object.entries(values).flatMap(([key, value]) => lines_of(key, value, language, depth)).slice(0, lines_max);
}

function lines_of(key: string, value: unknown, language: Language, depth: number): Stated[] {
  if (value === null || value === undefined) return [];
  if (typeof value === 'number') return [{ key, value: decimal_text(value, language, 4), code: false }];
  if (typeof value === 'string') return [{ key, value, code: /^[a-z0-9_-]+$/.test(value) }];
  if (Array.isArray(value)) return [{ key, value: value.map((one) => (typeof one === 'number' ? decimal_text(one, language, 4) : text_of(one, language))).join(', '), code: false }];
  if (typeof value === 'object') return is_bilingual(value) ? [{ key, value: value[language], code: false }] : stated(value as Record<string, unknown>, language, depth + 1);
  return [{ key, value: String(value), code: true }];
}

function text_of(value: unknown, language: Language): string {
  if (typeof value === 'object' && value !== null) return is_bilingual(value) ? value[language] : JSON.stringify(value);
  return String(value);
}
