// SPDX-License-Identifier: Apache-2.0

/** Small letters without accents, so that "tenenkou" finds « Ténenkou ». */
export function plain_letters(text: string): string {
  return text.normalize('NFD').replace(/\p{Mn}/gu, '').toLowerCase().trim();
}
