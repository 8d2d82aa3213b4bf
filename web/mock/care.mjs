// SPDX-License-Identifier: Apache-2.0
// What waits for the nurse, and what people say: invented, in the shapes of the API.
import { months, today } from './world.mjs';

const both = (fr, en) => ({ fr, en });
const id = (letter) => `${letter.repeat(64)}:0`;

const held = (item, status, fields) => ({
  holder: id('a'), holder_kind: 'asset', holder_type: 'truck', place: 'ML0407', place_name: 'Tominian', rule: 'vehicle-2010', facility: 'Camion-Exemple', item, status,
  status_words: both('', ''), on_hand: 0, usable: 0, expired_on_shelf: 0, in_transit: 0, months_of_stock: null, empty_on: null, stock_out_days: 0, lost_to_expiry: null, batches: [],
  order_quantity_less_expiry: 0, runs_out_soon: false, expires_soon: false, last_count: '2023-02-27', ...fields,
});

export function stock({ holders = 'all', place = '' }) {
  const items = [
    held('ors', 'stock_out', { runs_out_soon: true, in_transit: 120, order_quantity_less_expiry: 331.4, stock_out_days: 12 }),
    held('amoxicillin_250mg', 'below_reorder_point', { usable: 85, months_of_stock: 0.3, empty_on: '2023-03-25', runs_out_soon: true, order_quantity_less_expiry: 702 }),
    held('rutf_sachet', 'above_maximum', { usable: 1340, months_of_stock: 8.9, empty_on: '2023-12-01', expires_soon: true, batches: [{ batch: 'ATPE-7', expiry: '2023-04-23', quantity: 1100, lost_to_expiry: 905 }] }),
    held('malaria_rapid_test', 'adequate', { usable: 96, months_of_stock: 1.8, empty_on: '2023-05-08' }),
  ];
  const faults = [{
    record: id('b'), other_record: null, problem: 'below_zero', grade: 'impossible', ...both('il est sorti plus qu’il n’y avait', 'more left than there was'), expected: 40, found: 65, holder: id('a'),
    facility: 'Camion-Exemple', item: 'zinc_20mg', batch: null, day: '2023-02-11', kind: 'issue', quantity: 65,
  }];
  const shown = holders === 'facilities' || (place && !'ML0407'.startsWith(place)) ? [] : items;
  return { as_of: today, months: 6, soon_days: 90, lines: 412, status: {}, items: shown, problems: { below_zero: 1 }, faults: shown.length ? faults : [], faults_left_out: 0, lines_without_holder: [], disputed: 0 };
}

const referral = (letter, reason, opened_at, last_step, days_without_next, lost, token) => ({
  id: id(letter), place: 'ML040701', place_name: 'Commune-Exemple', facility: 'CSCom-Exemple Bara', to_facility: 'CSRéf-Exemple', reason, token, opened_at, last_step, days_without_next,
  lost_after_days: 3, lost, disputed: false,
});

export const referrals = () => ({
  as_of: today,
  counts: { opened: 61, waiting: null, lost: null, closed: 52, refused: null, cancelled: 0, died: null },
  farthest_step: {}, limits: { within_hours: {}, lost_after_days: {} }, level: 0.95, times: [], by_reason: [], by_facility: [],
  open: [
    referral('c', 'obstetric', '2023-02-20T09:10:00.000Z', 'transported', 22.4, true, 'EX-0121'),
    referral('d', 'child_illness', '2023-03-08T15:00:00.000Z', 'opened', 6.3, true, 'EX-0133'),
    referral('e', 'injury', '2023-03-14T07:30:00.000Z', 'transported', 0.6, false, 'EX-0140'),
  ],
  open_left_out: 0,
  faults: [{
    record: id('f'), other_record: id('c'), referral: id('c'), fault: 'before_opening', words: both('avant l’ouverture', 'before the opening'), step: 'treated', at: '2023-02-19T08:00:00.000Z', against: 'opened',
    against_at: '2023-02-20T09:10:00.000Z', place_name: 'Commune-Exemple', facility: 'CSCom-Exemple Bara',
  }],
  faults_left_out: 0, steps_without_referral: 0, disputed: 0, shown_from: 5,
});

const child = (token, fields) => ({
  token, facility: id('1'), facility_name: 'CSCom-Exemple Bara', place: 'ML040701', place_name: 'Commune-Exemple', admitted: '2023-01-31', last_visit: '2023-03-07', due: '2023-03-14', days_absent: 7,
  visits_missed: 0, days_in_care: 42, group: 'severe', state: 'severe', state_words: both('malnutrition aiguë sévère', 'severe acute malnutrition'), admitted_by: 'arm', admitted_by_words: null, weight_kg: 6.4,
  arm_cm: 11.2, sachets_least: 14, sachets_most: 18, protocol: 'mali-2019', ...fields,
});
const listed = (...children) => ({ children, left_out: 0 });

export const nutrition = () => ({
  as_of: today, from: null, to: null, counts: 'exact', counts_words: null, protocols: [], screening: {}, outcomes: [], inconsistent: [], disputed: 0, shown_from: 5,
  queue: {
    due: listed(child('EX-E17', {}), child('EX-E22', { due: '2023-03-15', sachets_least: null, sachets_most: null })),
    lost: listed(child('EX-E05', { last_visit: '2023-02-14', due: '2023-02-21', days_absent: 28, visits_missed: 3 })),
    too_long: listed(), not_admitted: listed(), inconsistent: listed(),
  },
});

const level = (place, place_name, question, wave, persons, mean) => ({
  place, place_name, question, wave, persons, clusters: 12, too_few: persons === null ? both('trop peu pour le dire', 'too few to say') : null, too_few_code: null, mean, standard_error: null,
  lower: mean === null ? null : mean - 0.2, upper: mean === null ? null : mean + 0.2, design_effect: null, degrees_of_freedom: null, disputed: 0,
});

export const trust = () => ({
  level: 0.95, questions: ['neighbours', 'scale'],
  waves: ['2021-06', '2022-06'].map((wave) => ({ wave, first_day: `${wave}-01`, last_day: `${wave}-20`, answers: 900, persons: 300, weights: 'all', clusters: 'all', respondents: 'all' })),
  levels: [level(null, null, 'scale', '2021-06', 300, 1.72), level(null, null, 'scale', '2022-06', 300, 2.21), level('ML0407', 'Tominian', 'scale', '2021-06', 74, 1.6), level('ML0507', 'Ténenkou', 'scale', '2021-06', null, null)],
  changes: [], scales: [], disputed: 1, unplaced: 0, twice: 0,
});

const topic = (code, voices, why) => ({ topic: code, voices, share: null, why, groups: [], areas: [], by_month: months.slice(-3).map((_, index) => (index === 1 ? null : 7)) });

export const voices = () => ({
  from: months.at(-3), to: months.at(-1), level: 0.95, voices: 143, gatherings: 36, months: months.slice(-3),
  topics: [topic('access_to_care', 61, 'among_the_most'), topic('water', 48, 'among_the_most'), topic('maternal_health', null, 'among_a_kept_group')],
  kept: [{ group: 'women_group', voices: 22, topics: ['maternal_health', 'water'] }, { group: 'youth_group', voices: null, topics: [] }],
  rising: {
    possible: true, earlier_first: '2022-03', earlier_last: '2022-08', later_first: '2022-09', later_last: '2023-02', gatherings_earlier: 18, gatherings_later: 18,
    topics: [{ topic: 'water', ratio: 2.4, lower: 1.3, upper: 4.6, p_rise: 0.003, p_adjusted: 0.009, rises: true }], topics_too_few: 2,
  },
  hearing: [{ place: null, place_name: null, basis: 'sex', groups: [{ group: 'female', present: 140, expected: 260, population_share: 0.51, present_share_lower: 0.24, present_share_upper: 0.32, p_adjusted: 0.0001, not_heard: true }] }],
  without_population: [], silent: [{ group: 'displaced_people', present: null }], absent: ['herders'], disputed: 0, shown_from: 5,
});

const range = (lower, upper) => ({ lower, upper, lower_rule: 'largest', upper_rule: 'sum', lower_words: both('au moins le plus grand service', 'at least the largest service'), upper_words: both('au plus la somme', 'at most the sum') });

export const reach = () => ({
  from: months.at(-3), to: months.at(-1), people: range(1210, 5480),
  services: [{ service: 'consultation', species: 'human', rows: 88, times_added: 4120, different: range(1210, 4120), largest_month: months.at(-2) }, { service: 'vaccination', species: 'human', rows: 40, times_added: null, different: range(610, 1360), largest_month: months.at(-1) }],
  animals: [], population: 272550, above_population: false, visits: 44, visits_by_kind: {},
  refused: [{ what: 'services', words: both('la somme des services', 'the sum of services'), reason: both('des personnes reçues par deux services peuvent être les mêmes', 'persons seen by two services may be the same') }],
  tokens: { known: false, distinct: null, services: [], by_service: [], words: both('', '') },
  clashes: [{ quantity: 'population', area: 'Tominian', period: '2020', lowest: 271000, highest: 272550, definitions_differ: false, figures: [{ source: 'COD-PS', value: 272550, definition: null }, { source: 'DHIS2', value: 271000, definition: null }] }],
  clashes_left_out: 0, disputed: 0,
});
