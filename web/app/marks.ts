// SPDX-License-Identifier: Apache-2.0
// The signs of states, promises and verdicts: each has its own outline, its own drawing inside and its own tone,
// so that it is told apart without colour, in full sun, and at 20 px.
import type { CalmState, PromiseStatus, Verdict } from './api';

export type Tone = 'calm' | 'breached' | 'violent' | 'closed' | 'emptied' | 'unknown';

export interface MarkShape {
  tone: Tone;
  outline: string;
  filled: boolean;
  dashed?: boolean;
  /** Lines drawn inside, in the colour that stands out on the fill. */
  inside: string;
  /** A part of the outline that is filled although the rest is hollow. */
  part?: string;
}

const circle = 'M16 2.5a13.5 13.5 0 1 1 0 27a13.5 13.5 0 1 1 0-27z';
const diamond = 'M16 1.5L30.5 16L16 30.5L1.5 16z';
const triangle = 'M16 2.5L30.5 28.5H1.5z';
const square = 'M3.5 3.5H28.5V28.5H3.5z';
const hexagon = 'M9.2 3.5H22.8L30 16L22.8 28.5H9.2L2 16z';
const question = 'M12 12.6a4.1 4.1 0 1 1 6.2 3.5c-1.5.9-2.2 1.6-2.2 3.4M16 23.4v.2';

export const state_marks: Record<CalmState, MarkShape> = {
  calm: { tone: 'calm', outline: circle, filled: true, inside: 'M8.5 13.5c2.5-2.4 5-2.4 7.5 0s5 2.4 7.5 0M8.5 20c2.5-2.4 5-2.4 7.5 0s5 2.4 7.5 0' },
  breached: { tone: 'breached', outline: diamond, filled: true, inside: 'M7.5 16H13L15 11.5L17.5 20.5L19.5 16H24.5' },
  violent: { tone: 'violent', outline: triangle, filled: true, inside: 'M16 12V19.5M16 24V24.2' },
  quiet_closed_in: { tone: 'closed', outline: square, filled: true, inside: 'M12 9H8.8V23H12M20 9H23.2V23H20M13.5 16H18.5' },
  emptied: { tone: 'emptied', outline: circle, filled: false, dashed: true, inside: 'M10 16H21.5M17 11.5L21.5 16L17 20.5' },
  unknown: { tone: 'unknown', outline: hexagon, filled: false, inside: question },
};

export const promise_marks: Record<PromiseStatus, MarkShape> = {
  kept: { tone: 'calm', outline: circle, filled: true, inside: 'M9.5 16.5L14 21L22.5 11.5' },
  broken: { tone: 'violent', outline: diamond, filled: true, inside: 'M11.5 11.5L20.5 20.5M20.5 11.5L11.5 20.5' },
  untested: { tone: 'closed', outline: circle, filled: false, dashed: true, inside: 'M16 15.9V16.1' },
  expired: { tone: 'emptied', outline: square, filled: false, inside: 'M16 9V16.5L21 19.5' },
};

export const verdict_marks: Record<Verdict, MarkShape> = {
  supported: { tone: 'calm', outline: square, filled: true, inside: 'M9.5 16.5L14 21L22.5 11.5' },
  weak: { tone: 'breached', outline: square, filled: false, inside: '', part: 'M3.5 28.5V16H28.5V28.5z' },
  not_shown: { tone: 'emptied', outline: square, filled: false, inside: 'M10 16H22' },
  cannot_be_said: { tone: 'closed', outline: hexagon, filled: false, inside: question },
};
