// SPDX-License-Identifier: Apache-2.0
// Answers that only an audience can open: "accalmie-sealed:AUDIENCE:BASE64URL", a sealed box that this device cannot open again.
import { base64url, from_base64url, sodium, utf8 } from './sodium';
import type { SealedQuestion } from './store';
import { question_of } from './xml';

/** The rule for a question of the form, by its node's reference; null where its answer is not sealed. */
export function sealing_of(questions: readonly SealedQuestion[], reference: string): SealedQuestion | null {
  const question = question_of(reference);
  return questions.find((one) => question_of(one.question) === question) ?? null;
}

const block_octets = 64;

/** Padded, so that the length of a box does not tell yes from no (docs/formats/forms.md). */
export async function sealed_value(rule: SealedQuestion, value: string): Promise<string> {
  const key = from_base64url(rule.key);
  if (key === null || key.length !== 32) throw new Error(`the key of the audience ${rule.audience} is none`);
  const { crypto_box_seal, pad } = await sodium();
  const box = crypto_box_seal(pad(utf8(value), block_octets), key);
  return `accalmie-sealed:${rule.audience}:${base64url(box)}`;
}
