// SPDX-License-Identifier: Apache-2.0
// What the sources cover, as the page lists it.
import type { Source } from './api';

export interface SourceSpan extends Omit<Source, 'area'> {
  areas: string[];
}

/** One line a source, release and span of days; the areas that share them together. */
export function by_span(sources: readonly Source[]): SourceSpan[] {
  const lines = new Map<string, SourceSpan>();
  for (const { area, ...rest } of sources) {
    const key = JSON.stringify([rest.source, rest.first_day, rest.last_day, rest.release]);
    const line = lines.get(key) ?? { ...rest, areas: [] };
    if (area !== null && !line.areas.includes(area)) line.areas.push(area);
    lines.set(key, line);
  }
  return [...lines.values()];
}
