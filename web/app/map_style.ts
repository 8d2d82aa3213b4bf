// SPDX-License-Identifier: Apache-2.0
// The map's layers from the page's own colours: no tiles, no glyphs, no sprite from anywhere.
import type { StyleSpecification } from 'maplibre-gl';
import type { PlaceShapes, Position } from './api';
import type { MapClass } from './scale';

export type Palette = Record<'none' | 'few' | 'some' | 'many' | 'most' | 'line' | 'ground' | 'hatch' | 'hatch-ground' | 'ink', string>;

/** The colours that the design gives the map now, light or dark. */
export function palette_now(): Palette {
  const style = getComputedStyle(document.documentElement);
  const read = (name: string): string => style.getPropertyValue(name).trim();
  const map = (name: string): string => read(`--map-${name}`);
  return {
    none: map('none'), few: map('few'), some: map('some'), many: map('many'), most: map('most'),
    line: map('line'), ground: map('ground'), hatch: map('hatch'), 'hatch-ground': map('hatch-ground'), ink: read('--ink'),
  };
}

export function map_style(palette: Palette): StyleSpecification {
  const known: Exclude<MapClass, 'no_data'>[] = ['none', 'few', 'some', 'many', 'most'];
  const colour = known.flatMap((name) => [name, palette[name]]) as [string, string, ...string[]];
  return {
    version: 8,
    sources: { places: { type: 'geojson', data: { type: 'FeatureCollection', features: [] }, promoteId: 'code' } },
    layers: [
      { id: 'ground', type: 'background', paint: { 'background-color': palette.ground } },
      { id: 'hatched', type: 'fill', source: 'places', paint: { 'fill-pattern': 'hatch' } },
      {
        id: 'filled',
        type: 'fill',
        source: 'places',
        paint: {
          'fill-color': ['match', ['string', ['feature-state', 'class'], 'no_data'], ...colour, palette.ground],
          'fill-opacity': ['case', ['==', ['string', ['feature-state', 'class'], 'no_data'], 'no_data'], 0, 1],
        },
      },
      { id: 'borders', type: 'line', source: 'places', paint: { 'line-color': palette.line, 'line-width': 1.2 } },
      {
        id: 'chosen',
        type: 'line',
        source: 'places',
        paint: { 'line-color': palette.ink, 'line-width': ['case', ['boolean', ['feature-state', 'chosen'], false], 4, 0] },
      },
    ],
  };
}

/** A small square of slanted lines: what "no data" looks like everywhere. */
export function hatch_image(palette: Palette): ImageData | null {
  const side = 16;
  const canvas = document.createElement('canvas');
  canvas.width = canvas.height = side;
  const pen = canvas.getContext('2d');
  if (!pen) return null;
  pen.fillStyle = palette['hatch-ground'];
  pen.fillRect(0, 0, side, side);
  pen.strokeStyle = palette.hatch;
  pen.lineWidth = 3;
  for (const shift of [-side, 0, side]) {
    pen.beginPath();
    pen.moveTo(shift - 2, side + 2);
    pen.lineTo(shift + side + 2, -2);
    pen.stroke();
  }
  return pen.getImageData(0, 0, side, side);
}

export type Bounds = [west: number, south: number, east: number, north: number];

function positions_of(geometry: PlaceShapes['features'][number]['geometry']): Position[] {
  if (geometry === null) return [];
  return geometry.type === 'Polygon' ? (geometry.coordinates[0] ?? []) : geometry.coordinates.flatMap((polygon) => polygon[0] ?? []);
}

/** The box around one place, or null if it has no shape. */
export function bounds_of(feature: PlaceShapes['features'][number]): Bounds | null {
  const positions = positions_of(feature.geometry);
  if (positions.length === 0) return null;
  const box: Bounds = [Infinity, Infinity, -Infinity, -Infinity];
  for (const [longitude, latitude] of positions) {
    box[0] = Math.min(box[0], longitude);
    box[1] = Math.min(box[1], latitude);
    box[2] = Math.max(box[2], longitude);
    box[3] = Math.max(box[3], latitude);
  }
  return box;
}

export function bounds_of_all(boxes: readonly Bounds[]): Bounds | null {
  if (boxes.length === 0) return null;
  return boxes.reduce((all, box) => [Math.min(all[0], box[0]), Math.min(all[1], box[1]), Math.max(all[2], box[2]), Math.max(all[3], box[3])]);
}

/** What the map opens on: the places around the communities, or all if there is none. */
export function opening_bounds(shapes: PlaceShapes, points: readonly Position[]): Bounds | null {
  const boxes = shapes.features.map(bounds_of).filter((box): box is Bounds => box !== null);
  const around = boxes.filter((box) => points.some(([longitude, latitude]) => longitude >= box[0] && longitude <= box[2] && latitude >= box[1] && latitude <= box[3]));
  return bounds_of_all(around.length > 0 ? around : boxes);
}


interface Point {
  x: number;
  y: number;
}
const label_offsets: readonly [number, number][] = [[0, 0], [0, -38], [0, 38], [-52, 0], [52, 0], [-46, -34], [46, -34], [-46, 34], [46, 34], [0, -64], [0, 64], [-84, 0], [84, 0], [-72, -56], [72, -56], [-72, 56], [72, 56]];
const clear_px: Point = { x: 46, y: 28 };

/** Where a label can stand near its place without covering a sign; on its place if there is no room anywhere. */
export function free_offset(at: Point, signs: readonly Point[]): [number, number] {
  const free = label_offsets.find(([x, y]) => signs.every((sign) => Math.abs(sign.x - at.x - x) > clear_px.x || Math.abs(sign.y - at.y - y) > clear_px.y));
  return free ? [...free] : [0, 0];
}

const label_px: Point = { x: 92, y: 40 };

/** Would a label here cover one that is written already? */
export function overlaps(at: Point, written: readonly Point[]): boolean {
  return written.some((other) => Math.abs(other.x - at.x) < label_px.x && Math.abs(other.y - at.y) < label_px.y);
}
