// SPDX-License-Identifier: Apache-2.0
// Pictures that the server draws: where they are asked for, and how they are taken away as SVG, PNG or CSV.
import type { ChangeQuestion } from './question';

/** Those of a plan; a question asked freely has the first three. */
export const picture_kinds = ['series', 'placements', 'ratios-map', 'specification-curve', 'synthetic-control', 'placebo'] as const;
export type PictureKind = (typeof picture_kinds)[number];

/** A picture with the table behind it. */
export interface Sheet {
  kind: string;
  language: 'fr' | 'en';
  title: string;
  /** What must stand on every copy: simulated, exploratory. Already drawn into the picture. */
  statuses: string[];
  description: string;
  svg: string;
  table: { columns: string[]; rows: string[][]; rows_left_out: number };
  csv: string;
}

const step_px = 40;
const width_min_px = 280;
const width_max_px = 960;

/** The width that is asked for: in steps, so that a page that grows by a little asks nothing anew. */
export function asked_width(room_px: number): number {
  return Math.min(width_max_px, Math.max(width_min_px, Math.floor(room_px / step_px) * step_px));
}

/** What a picture shows: a question asked freely, or a plan. */
export type Subject = { question: ChangeQuestion; source: string; window: string } | { plan: string };

export function picture_path(kind: PictureKind, subject: Subject, language: string, width_px: number): string {
  const query = new URLSearchParams({ lang: language, width: String(width_px) });
  if ('plan' in subject) {
    query.set('plan', subject.plan);
    return `/plots/${kind}/sheet?${query.toString()}`;
  }
  const { question, source, window } = subject;
  query.set('months', String(question.months));
  query.set('first', question.first);
  query.set('last', question.last);
  query.set('source', source);
  if (window !== '') query.set('window', window);
  return `/plots/${kind}/sheet?places=${question.places.map(encodeURIComponent).join(',')}&${query.toString()}`;
}

/** "accalmie-series-ucdp-2021-01.svg": letters, digits and hyphens only. */
export function file_name(kind: string, subject: Subject, ending: string): string {
  const of = 'plan' in subject ? subject.plan : `${subject.source} ${subject.window || subject.question.first}`;
  const plain = `accalmie ${kind} ${of}`
    .normalize('NFD')
    .replaceAll(/[^A-Za-z0-9]+/g, ' ')
    .trim()
    .replaceAll(' ', '-')
    .toLowerCase();
  return `${plain.slice(0, 80)}.${ending}`;
}

export function save(content: Blob, name: string): void {
  const url = URL.createObjectURL(content);
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}

const zoom = 2; // for paper and dense screens

/** The picture as PNG, drawn by the browser itself: nothing leaves the device. Null where it cannot draw. */
export async function png_of(svg: string): Promise<Blob | null> {
  const url = URL.createObjectURL(new Blob([svg], { type: 'image/svg+xml' }));
  try {
    const image = new Image();
    image.src = url;
    await image.decode();
    const canvas = document.createElement('canvas');
    canvas.width = image.naturalWidth * zoom;
    canvas.height = image.naturalHeight * zoom;
    const pen = canvas.getContext('2d');
    if (!pen) return null;
    pen.drawImage(image, 0, 0, canvas.width, canvas.height);
    return await new Promise((done) => canvas.toBlob(done, 'image/png'));
  } catch {
    return null;
  } finally {
    URL.revokeObjectURL(url);
  }
}
