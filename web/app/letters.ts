// SPDX-License-Identifier: Apache-2.0

/** Small letters without accents, so that "tenenkou" finds « Ténenkou ». */
export function plain_letters(text: string): string {
  return text.normalize('NFD').replace(/\p{Mn}/gu, '').toLowerCase().trim();
}

/** The plain spaces that French sets before : ; ? ! » and after « as ones that do not break. */
export function french_spaces(text: string): string {
  return text.replace(/ ([;?!])/g, '\u202F$1').replace(/ ([:»])/g, '\u00A0$1').replace(/« /g, '«\u00A0');
}
