// SPDX-License-Identifier: Apache-2.0
// Scales of the short interval bars.

export interface Scale {
  lowest: number;
  highest: number;
  kind: 'linear' | 'log';
  /** Where a thin line stands, as at "no change". */
  marks: readonly number[];
}

export const part_scale: Scale = { lowest: 0, highest: 1, kind: 'linear', marks: [0, 0.5, 1] };
/** An eighth to eight times: what lies beyond is drawn at the edge, its number stands beside it. */
export const ratio_scale: Scale = { lowest: 1 / 8, highest: 8, kind: 'log', marks: [1] };

/** Where a value lies on the scale, 0 to 100; beyond the ends it stays at the end. */
export function position_on(scale: Scale, value: number): number {
  const inside = Math.min(scale.highest, Math.max(scale.lowest, value));
  if (scale.kind === 'linear') return ((inside - scale.lowest) / (scale.highest - scale.lowest)) * 100;
  return (Math.log(inside / scale.lowest) / Math.log(scale.highest / scale.lowest)) * 100;
}
