// SPDX-License-Identifier: Apache-2.0
// An invented world for working on the page without a server: shapes, villages and counts are made up.

export const today = '2023-03-14';
const months_first = 2018 * 12;
export const months = Array.from({ length: 62 }, (_, index) => {
  const number = months_first + index;
  return `${Math.floor(number / 12)}-${String((number % 12) + 1).padStart(2, '0')}`;
});

/** Corners shared by neighbours, so that the made shapes fit together. */
const corner = {
  a: [-5.95, 14.62], b: [-5.35, 15.02], c: [-4.92, 15.18], d: [-4.72, 15.86], e: [-3.98, 15.93], f: [-3.62, 15.42],
  g: [-3.92, 14.98], h: [-4.42, 14.86], i: [-4.36, 14.42], j: [-4.62, 14.06], k: [-5.02, 13.86], l: [-5.62, 14.2],
  m: [-6.1, 14.28], n: [-6.02, 13.92], o: [-5.62, 13.58], p: [-4.98, 13.5], q: [-4.92, 13.2], r: [-4.72, 12.82],
  s: [-4.28, 12.72], t: [-4.08, 13.12], u: [-4.24, 13.6], v: [-4.62, 13.72],
};

const shape_of = (letters) => {
  const ring = [...letters].map((letter) => corner[letter]);
  return { type: 'Polygon', coordinates: [[...ring, ring[0]]] };
};

export const cercles = [
  { code: 'ML0507', name: 'Ténenkou', parent: 'ML05', latitude: 14.457, longitude: -4.919, population: 200810, shape: shape_of('abchijkl') },
  { code: 'ML0508', name: 'Youwarou', parent: 'ML05', latitude: 15.369, longitude: -4.263, population: 133759, shape: shape_of('cdefgh') },
  { code: 'ML0403', name: 'Macina', parent: 'ML04', latitude: 13.963, longitude: -5.359, population: 290974, shape: shape_of('lmnopvjk') },
  { code: 'ML0407', name: 'Tominian', parent: 'ML04', latitude: 13.286, longitude: -4.591, population: 272550, shape: shape_of('vpqrstu') },
];

export const regions = [
  { code: 'ML04', name: 'Ségou (partie du programme)', parent: 'ML', latitude: 13.7, longitude: -5.1, population: 563524, shape: shape_of('lmnopqrstuvjk') },
  { code: 'ML05', name: 'Mopti (partie du programme)', parent: 'ML', latitude: 14.9, longitude: -4.6, population: 334569, shape: shape_of('abcdefghijkl') },
];

/** Each cercle cut in two made communes by a line between two of its corners. */
const halves = { ML0507: ['abchl', 'hijkl'], ML0508: ['cdegh', 'efg'], ML0403: ['lmnok', 'opvjk'], ML0407: ['vpqtu', 'qrst'] };
export const communes = cercles.flatMap((cercle) =>
  halves[cercle.code].map((letters, index) => {
    const shape = shape_of(letters);
    const ring = shape.coordinates[0].slice(1);
    const mean = (axis) => ring.reduce((sum, point) => sum + point[axis], 0) / ring.length;
    const name = `${cercle.name} ${index === 0 ? 'amont' : 'aval'} (fictive)`;
    return { code: `${cercle.code}0${index + 1}`, name, parent: cercle.code, latitude: mean(1), longitude: mean(0), population: Math.round(cercle.population / 2), shape };
  }),
);

/** Repeatable noise: the same text gives the same number in [0, 1). */
export function noise(text) {
  let hash = 2166136261;
  for (const letter of text) hash = Math.imul(hash ^ letter.codePointAt(0), 16777619);
  hash ^= hash >>> 15;
  hash = Math.imul(hash, 2246822507);
  hash ^= hash >>> 13;
  return (hash >>> 0) / 4294967296;
}

const weight = { ML0507: 5.2, ML0508: 2.6, ML0403: 4.1, ML0407: 1.4, ML04: 5.5, ML05: 7.8 };
const covered = { ucdp: ['2018-01', '2022-12'], acled: ['2018-01', '2020-07'], press: ['2021-03', '2023-02'] };
export const source_names = Object.keys(covered);

export function series_of(code, source) {
  const [first, last] = covered[source];
  const factor = source === 'ucdp' ? 1 : source === 'acled' ? 1.5 : 0.4;
  return months.map((month, index) => {
    if (month < first || month > last) return null;
    const season = 1 + 0.35 * Math.sin(((index % 12) / 12) * 2 * Math.PI);
    const lull = month >= '2021-09' && month <= '2022-03' ? 0.25 : 1;
    const base = weight[code] ?? (weight[code.slice(0, 6)] ?? 1) / 2;
    return Math.floor(base * factor * season * lull * 2 * noise(code + source + month) ** 1.3);
  });
}
