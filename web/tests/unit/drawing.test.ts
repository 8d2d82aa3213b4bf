// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
import type { PlaceShapes, Position } from '../../app/api';
import { part_scale, position_on, ratio_scale } from '../../app/interval';
import { bounds_of_all, free_offset, opening_bounds, overlaps } from '../../app/map_style';
import { promise_marks, state_marks, verdict_marks } from '../../app/marks';
import { axis_steps, class_of, class_ranges } from '../../app/scale';
import { change_text, count_text, percent_text, ratio_text } from '../../app/numbers';

describe('classes of the map', () => {
  it('keep no data apart from none', () => {
    expect(class_of(null)).toBe('no_data');
    expect(class_of(undefined)).toBe('no_data');
    expect(class_of(0)).toBe('none');
  });
  it('leave no number between them', () => {
    for (let count = 0; count <= 200; ++count) expect(class_ranges.filter((one) => count >= one.from && (one.to === null || count <= one.to))).toHaveLength(1);
  });
});

describe('an axis', () => {
  it('reaches the largest count in few whole steps', () => {
    for (const largest of [0, 1, 2, 3, 5, 7, 12, 49, 100, 333, 5000]) {
      const steps = axis_steps(largest);
      expect(steps.at(-1)).toBeGreaterThanOrEqual(Math.max(1, largest));
      expect(steps.length).toBeLessThanOrEqual(6);
      expect(steps.every(Number.isInteger)).toBe(true);
    }
  });
});

describe('an interval bar', () => {
  it('puts no change in the middle of a scale of ratios', () => expect(position_on(ratio_scale, 1)).toBeCloseTo(50));
  it('keeps what lies beyond at the edge', () => {
    expect(position_on(ratio_scale, 0)).toBe(0);
    expect(position_on(ratio_scale, 1e9)).toBe(100);
    expect(position_on(part_scale, 0.25)).toBe(25);
  });
});

describe('marks', () => {
  it('of one family differ in outline and drawing together, not in colour alone', () => {
    for (const family of [state_marks, promise_marks, verdict_marks]) {
      const looks = Object.values(family).map((mark) => [mark.outline, mark.filled, mark.dashed ?? false, mark.inside, mark.part ?? ''].join('|'));
      expect(new Set(looks).size).toBe(looks.length);
    }
  });
});

describe('the map', () => {
  const square = (west: number): PlaceShapes['features'][number] => ({
    type: 'Feature',
    properties: { code: `P${west}`, name: '', level: 2, parent: null, latitude: null, longitude: null, population: null },
    geometry: { type: 'Polygon', coordinates: [[[west, 0], [west + 1, 0], [west + 1, 1], [west, 1], [west, 0]]] },
  });
  const shapes: PlaceShapes = { type: 'FeatureCollection', features: [square(0), square(1), square(8), { ...square(20), geometry: null }] };
  it('opens on the places around the communities', () => expect(opening_bounds(shapes, [[0.5, 0.5], [1.5, 0.5]] as Position[])).toEqual([0, 0, 2, 1]));
  it('opens on all places if no community stands in one', () => expect(opening_bounds(shapes, [])).toEqual([0, 0, 9, 1]));
  it('has nothing to open on without a shape', () => expect(bounds_of_all([])).toBeNull());
  it('does not write a name over another', () => {
    expect(overlaps({ x: 0, y: 0 }, [{ x: 40, y: 20 }])).toBe(true);
    expect(overlaps({ x: 0, y: 0 }, [{ x: 40, y: 60 }, { x: 100, y: 0 }])).toBe(false);
  });
  it('writes a name beside a sign and not under it', () => {
    expect(free_offset({ x: 100, y: 100 }, [])).toEqual([0, 0]);
    const [x, y] = free_offset({ x: 100, y: 100 }, [{ x: 100, y: 100 }]);
    expect(Math.abs(x) > 46 || Math.abs(y) > 28).toBe(true);
  });
});

describe('numbers', () => {
  it('are written in both languages', () => {
    expect(count_text(200810, 'fr').replace(/\s/g, ' ')).toBe('200 810');
    expect(count_text(200810, 'en')).toBe('200,810');
    expect(ratio_text(0.0612, 'fr')).toBe('0,06');
    expect(change_text(-41.7, 'en')).toBe('-42%');
    expect(change_text(10, 'en')).toBe('+10%');
  });
  it('that are tiny or endless are not rounded into something else', () => {
    expect(percent_text(0.0003, 'en')).toBe('< 0.1%');
    expect(percent_text(0, 'en')).toBe('0%');
    expect(percent_text(0.9972, 'en')).toBe('99.7%');
    expect(ratio_text(null, 'fr')).toBe('∞');
  });
});
