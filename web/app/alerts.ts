// SPDX-License-Identifier: Apache-2.0
// What an alert is about, in words, and which are listed together.
import type { Alert } from './api';
import { word } from './words';

type Named = Pick<Alert, 'about' | 'subject' | 'species' | 'site_name'>;

/** "Rougeole", "Peste des petits ruminants (moutons et chèvres)", "SRO, CSCom de Saye". */
export function alert_subject(alert: Named): string {
  const name = alert.about === 'disease' ? word('disease', alert.subject) : alert.about === 'stock' ? word('item', alert.subject) : word('signal', alert.subject);
  if (alert.site_name !== null) return `${name}, ${alert.site_name}`;
  return alert.species === null || alert.species === 'human' ? name : `${name} (${word('species', alert.species)})`;
}

/** The gravest level of a disease is an epidemic; of anything else: to act at once. */
export function level_word(alert: Pick<Alert, 'about' | 'level'>): string {
  return word('level', alert.level === 'alert' ? 'alert' : alert.about === 'disease' ? 'epidemic' : 'act');
}

/** Kinds that are there, each with its number, in the order in which they come first. */
export function kinds_of(alerts: Pick<Alert, 'about'>[]): { about: string; count: number }[] {
  const counts = new Map<string, number>();
  for (const { about } of alerts) counts.set(about, (counts.get(about) ?? 0) + 1);
  return [...counts].map(([about, count]) => ({ about, count }));
}
