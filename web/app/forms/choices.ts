// SPDX-License-Identifier: Apache-2.0
// Long lists: searched as people write, without accents and in any order of the words; ranked answers moved.

/** Small letters without accents, so that "segou" finds « Ségou ». */
export function folded(text: string): string {
  return text.normalize('NFD').replaceAll(/\p{M}/gu, '').toLowerCase().replaceAll('œ', 'oe').replaceAll('’', '\'');
}

/** Those whose label has each word that is searched; those that begin with it first. */
export function searched<T>(items: readonly T[], wanted: string, label: (item: T) => string): T[] {
  const words = folded(wanted).split(/\s+/).filter((word) => word !== '');
  if (words.length === 0) return [...items];
  const begins: T[] = [], holds: T[] = [];
  for (const item of items) {
    const text = folded(label(item));
    if (!words.every((word) => text.includes(word))) continue;
    (text.startsWith(words[0] ?? '') ? begins : holds).push(item);
  }
  return [...begins, ...holds];
}

/** The list with the item at `from` put at `to`. */
export function reordered<T>(items: readonly T[], from: number, to: number): T[] {
  const rest = items.filter((_, at) => at !== from);
  const item = items[from];
  return item === undefined ? [...items] : [...rest.slice(0, to), item, ...rest.slice(to)];
}
