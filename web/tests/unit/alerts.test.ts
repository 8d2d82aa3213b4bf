// SPDX-License-Identifier: Apache-2.0
import { expect, test } from 'vitest';
import { alert_subject, kinds_of, level_word } from '../../app/alerts';
import { i18n } from '../../app/language';

test('an alert says what it is about in words, and where it is about a site, which', () => {
  i18n.global.locale.value = 'fr';
  expect(alert_subject({ about: 'disease', subject: 'measles', species: 'human', site_name: null })).toBe('Rougeole');
  expect(alert_subject({ about: 'disease', subject: 'peste_des_petits_ruminants', species: 'small_ruminant', site_name: null })).toMatch(/^Peste des petits ruminants \(.+\)$/);
  expect(alert_subject({ about: 'stock', subject: 'ors', species: null, site_name: 'Camion 1' })).toMatch(/^.*SRO.*, Camion 1$|^Sels.*, Camion 1$/);
  expect(alert_subject({ about: 'hazard', subject: 'flood', species: null, site_name: 'Mopti' })).toBe('Crue, Mopti');
  expect(alert_subject({ about: 'report', subject: 'month', species: null, site_name: 'CSCom' })).toBe('Rapport mensuel manquant, CSCom');
});

test('only a disease is an epidemic; anything else that is grave asks to act', () => {
  i18n.global.locale.value = 'fr';
  expect(level_word({ about: 'disease', level: 'epidemic' })).toBe('Épidémie');
  expect(level_word({ about: 'stock', level: 'epidemic' })).toBe('Agir');
  expect(level_word({ about: 'disease', level: 'alert' })).toBe('Alerte');
});

test('kinds are counted in the order in which they come', () => {
  expect(kinds_of([{ about: 'disease' }, { about: 'stock' }, { about: 'disease' }])).toEqual([{ about: 'disease', count: 2 }, { about: 'stock', count: 1 }]);
});
