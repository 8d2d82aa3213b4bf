// SPDX-License-Identifier: Apache-2.0
// What the mock answers about reports and attacks, in the shapes of the API. Every facility and number is invented.
import { cercles, today } from './world.mjs';

const both = (fr, en) => ({ fr, en });
const months = Array.from({ length: 12 }, (_, index) => {
  const number = Number(today.slice(0, 4)) * 12 + Number(today.slice(5, 7)) - 12 + index;
  return `${Math.floor(number / 12)}-${String((number % 12) + 1).padStart(2, '0')}`;
});
const pattern = ['reported', 'reported', 'late', 'closed', 'unreachable', 'not_sent', 'out_of_stock', 'true_zero', 'partly', 'reported', 'reported', 'awaited'];
const came = new Set(['reported', 'late', 'out_of_stock', 'true_zero', 'partly']);
const zero = new Set(['out_of_stock', 'true_zero']);

function cell(state) {
  const report = came.has(state);
  return {
    state, time: report ? (state === 'late' ? 'late' : 'on_time') : null, reason: state === 'closed' ? 'insecurity' : state === 'unreachable' ? 'flood' : null,
    received_on: report ? today : null, consultations: report ? (zero.has(state) ? 0 : 182) : null, open_days: report ? 26 : null, stock_out_days: state === 'out_of_stock' ? 26 : report ? 0 : null,
    closed_days: state === 'closed' ? 30 : 0, partly_days: state === 'partly' ? 12 : 0, cut_off_days: state === 'unreachable' ? 30 : 0, disputed: false, corrected: state === 'late', twice: false,
  };
}

function sums(cells) {
  const due = cells.filter((one) => one.state !== 'awaited');
  const count = (state) => due.filter((one) => one.state === state).length;
  const received = due.filter((one) => one.time !== null).length, on_time = due.filter((one) => one.time === 'on_time').length;
  const could = due.length - count('closed') - count('unreachable');
  const share = (part, whole) => (whole === 0 ? null : part / whole);
  return {
    expected: due.length, received, on_time, late: received - on_time, time_unknown: 0, closed: count('closed'), unreachable: count('unreachable'), silent: count('silent'), not_sent: count('not_sent'),
    could_report: could, completeness_of_all: share(received, due.length), completeness_of_able: share(received, could), able_share: share(could, due.length), timeliness_of_all: share(on_time, due.length),
    timeliness_of_all_most: share(on_time, due.length), timeliness_of_able: share(on_time, could), timeliness_of_received: share(on_time, received), states: {},
  };
}

export function completeness({ period }) {
  const names = period === 'week' ? Array.from({ length: 12 }, (_, index) => `${today.slice(0, 4)}-W${String(index + 1).padStart(2, '0')}`) : months;
  const facilities = cercles.slice(0, 4).flatMap((cercle, c) => Array.from({ length: 6 }, (_, i) => {
    const cells = names.map((_, at) => cell(i === 5 && c === 1 ? (at === 11 ? 'awaited' : 'silent') : i % 3 === 0 ? pattern[(at + c + i) % 11] : at === 11 ? 'awaited' : (at + i) % 9 === 4 ? 'not_sent' : 'reported'));
    return { id: `f${c}${i}:0`, code: `DEMO-${c}${i}`, name: `CSCom inventé ${'ABCDEF'[i]} de ${cercle.name}`, kind: 'cscom', place_name: null, area: cercle.code, area_name: cercle.name, cells, sums: sums(cells) };
  }));
  const of_area = (code) => sums(facilities.filter((one) => one.area === code).flatMap((one) => one.cells));
  const care = (rate, share) => ({ person_years: 40_000 * share, contacts: Math.round(40_000 * share * rate), rate, share });
  return {
    as_of: today, period: period ?? 'month', due_days: 10,
    periods: names.map((name, at) => ({ name, first_day: `${months[at]}-01`, last_day: `${months[at]}-28`, due: `${months[at]}-28`, sums: sums(facilities.map((one) => one.cells[at])) })),
    all: sums(facilities.flatMap((one) => one.cells)), coverage: null,
    areas: cercles.slice(0, 4).map((one, c) => ({
      place: one.code, place_name: one.name, sums: of_area(one.code),
      coverage: c === 3 ? null : { all: care(0.38, 1), reachable: care(0.41, 0.92), unreachable: care(0.04, 0.08), difference: 0 }, people_not_known: c === 3 ? ['ML04079101'] : [],
    })),
    facilities, reports_of_unknown: 3, disputed: 0, twice: 0, demo: true,
  };
}

export function attacks() {
  const loss = { first: today, last: today, observed: 61, expected: 244, loss: 183, lower: 141, upper: 228 };
  const one = { kind: 'threat', facility_kind: 'cscom', affected: ['personnel'], deaths: 0, injured: 2, removed: null, disputed: false, team: true, facility: 'DEMO-00', facility_name: 'CSCom inventé A', place_name: null, consequence: 'stopped', narrative: null, by: 'week', cannot_be_said: null };
  return {
    as_of: today, window_days: 30, level: 0.95, least: 'possible', by_certainty: { confirmed: 1, probable: 1, possible: 0, rumour: 1 },
    attacks: [
      { ...one, id: 'a:0', day: today, certainty: 'confirmed', kind: 'individual_weapons', loss },
      { ...one, id: 'b:0', day: today, certainty: 'probable', loss: { ...loss, loss: null, lower: null, upper: null }, cannot_be_said: both('des rapports manquent dans la fenêtre', 'reports are missing in the window') },
      { ...one, id: 'c:0', day: today, certainty: 'rumour', team: false, facility: null, facility_name: null, loss: null },
    ],
    episodes: [], sum: { said: 1, not_said: 1, observed: 61, expected: 244, loss: 183, lower: 141, upper: 228 }, loss_not_shown: 1, without_facility: 0, demo: true,
  };
}

/** The two sums that the page's tests type wrongly; the program knows many more faults. */
export function report_check(typed) {
  const notes = [];
  const add = (field, fault, severity, what, remedy) => notes.push({ field, fault, severity, what, remedy, found: null, low: null, high: null, usual: null });
  const { consultations: total, consultations_female: female, consultations_male: male } = typed;
  if (total !== null && female !== null && male !== null && female + male !== total)
    add('consultations', 'parts_differ', 'wrong', both(`Le total ${total} n’est pas la somme ${female + male} des femmes et des hommes`, `The total ${total} is not the sum ${female + male} of women and men`), both('Recompter sur le registre et corriger l’un des trois', 'Count again in the register and correct one of the three'));
  if (typed.open_days === null) add('open_days', 'open_days_missing', 'ask', both('Les jours ouverts manquent', 'The open days are missing'), both('Écrire 0 si fermée toute la période', 'Write 0 if closed all the time'));
  return { facility: typed.facility, facility_name: typed.facility, period_name: null, refused: notes.some((note) => note.severity === 'wrong'), corrects: null, notes };
}

export function report_history() {
  const version = { replaces: null, received_on: today, open_days: 26, consultations: 282, consultations_female: 150, consultations_male: 132, consultations_under_5: 80, deaths: 0, stock_out_days: 0, remarks: null, changed: [] };
  return {
    facility: 'DEMO-00', facility_name: 'CSCom inventé A', period_name: months[2],
    versions: [
      { ...version, address: 'x:0', state: 'replaced', written: `${today}T10:00:00.000Z` },
      { ...version, address: 'y:0', replaces: 'x:0', state: 'current', written: `${today}T12:00:00.000Z`, consultations: 182, changed: ['consultations'] },
    ],
    demo: true,
  };
}
