// SPDX-License-Identifier: Apache-2.0
// What the mock answers, in the shapes of the API. Every village, contact and promise is invented.
import { cercles, communes, months, noise, regions, series_of, source_names, today } from './world.mjs';

const both = (fr, en) => ({ fr, en });
const by_level = { 1: regions, 2: cercles, 3: communes };
const all_places = [...regions, ...cercles, ...communes];

export function workspace({ demo, role = 'coordinator' }) {
  return {
    name: demo ? 'Programme simulé du Delta' : 'Programme du Delta',
    demo,
    demo_notice: demo
      ? both(
          'Espace de démonstration : les villages, les personnes, les promesses et les incidents sont inventés. Rien ici ne décrit un lieu réel.',
          'Demonstration workspace: villages, people, promises and incidents are invented. Nothing here describes a real place.',
        )
      : null,
    today,
    records: 1284,
    rows: 20917,
    version: '0.1.0',
    boundary: 'cod-ab-2021',
    viewer: role === 'nurse' ? { pseudonym: 'infirmière-1', role, places: ['ML0407'] } : { pseudonym: 'coordinatrice-3', role, places: ['ML0507', 'ML0508', 'ML0403', 'ML0407'] },
    sources: [
      { source: 'ucdp', first_day: '2018-01-01', last_day: '2022-12-31', area: 'ML', release: 'GED 23.1 (simulé)' },
      { source: 'acled', first_day: '2018-01-01', last_day: '2020-07-31', area: 'ML', release: '2020-08 (simulé)' },
      { source: 'press', first_day: '2021-03-01', last_day: '2023-02-28', area: 'ML', release: 'revue de presse (simulée)' },
    ],
  };
}

export function places({ level, geometry }) {
  const chosen = by_level[level] ?? cercles;
  const plain = chosen.map(({ shape, ...place }) => ({ ...place, level: Number(level) }));
  if (!geometry) return { boundary: 'cod-ab-2021', places: plain };
  const features = chosen.map((place, index) => ({ type: 'Feature', properties: plain[index], geometry: place.shape }));
  return { type: 'FeatureCollection', boundary: 'cod-ab-2021', features };
}

const community = (place_name, place, latitude, longitude, state, since, spell_days, more) => ({
  rule: `accalmie-${place_name.toLowerCase().replaceAll(' ', '-')}`,
  place: `${place}-${place_name.slice(0, 3).toLowerCase()}`, place_name, latitude, longitude, state, since, spell_days,
  last_event_day: null, last_contact_day: null, contacts: 0, watched_days: 0, how_likely: null,
  why: both('', ''), no_recorded_event_since: { ucdp: null, press: null }, covered_until: { ucdp: '2022-12-31', press: '2023-02-28' }, disputed: 0, otherwise: [], ...more,
});

const likely = (poisson, negative_binomial, rate_per_30_days) => ({
  poisson, negative_binomial, rate_per_30_days, dispersion: 0.62, baseline_first: '2020-01-01', baseline_last: '2021-12-31',
});

const rules = [
  community('Sokoura-Test', 'ML0507', 14.52, -5.08, 'calm', '2022-11-02', 132, {
    last_event_day: '2022-11-01', last_contact_day: '2023-03-11', contacts: 41, watched_days: 129, how_likely: likely(0.0031, 0.041, 1.31),
    why: both('Aucun incident depuis le 2 novembre 2022 ; 41 contacts, le plus long silence a duré 6 jours.', 'No incident since 2 November 2022; 41 contacts, the longest silence lasted 6 days.'),
    no_recorded_event_since: { ucdp: '2022-11-02', press: '2022-10-15' },
  }),
  community('Dioro-Exemple', 'ML0507', 14.28, -4.71, 'violent', '2023-03-09', 5, {
    last_event_day: '2023-03-12', last_contact_day: '2023-03-13', contacts: 9, watched_days: 5,
    why: both('Trois incidents en cinq jours, au-dessus du plafond de la règle (1 en 30 jours).', 'Three incidents in five days, above the ceiling of the rule (1 in 30 days).'),
    no_recorded_event_since: { ucdp: null, press: null },
  }),
  community('Kéra-Modèle', 'ML0508', 15.42, -4.3, 'quiet_closed_in', '2022-12-20', 84, {
    last_event_day: '2022-12-19', last_contact_day: '2023-03-10', contacts: 22, watched_days: 80,
    why: both('Aucun incident, mais la piste est fermée depuis le 4 janvier 2023 : ce calme ne compte pas comme un succès.', 'No incident, but the track has been closed since 4 January 2023: this quiet does not count as a success.'),
    no_recorded_event_since: { ucdp: '2022-12-20', press: '2022-12-20' },
  }),
  community('Walo-Fictif', 'ML0508', 15.12, -4.52, 'emptied', '2023-01-17', 56, {
    last_event_day: '2023-01-15', last_contact_day: '2023-02-26', contacts: 4, watched_days: 40,
    why: both('La population est partie le 17 janvier 2023. Un lieu vide n’est pas un lieu calme.', 'The population left on 17 January 2023. An empty place is not a calm place.'),
    no_recorded_event_since: { ucdp: '2023-01-16', press: null },
  }),
  community('Tiéma-Test', 'ML0403', 14.02, -5.52, 'unknown', '2023-01-30', 43, {
    last_event_day: '2022-12-03', last_contact_day: '2023-01-30', contacts: 11, watched_days: 58,
    why: both('Aucun contact depuis le 30 janvier 2023 ; la règle accepte 10 jours de silence au plus.', 'No contact since 30 January 2023; the rule accepts at most 10 days of silence.'),
    no_recorded_event_since: { ucdp: '2022-12-04', press: '2022-12-04' },
  }),
  community('Saye-Exemple', 'ML0403', 13.78, -5.12, 'breached', '2023-03-05', 9, {
    last_event_day: '2023-03-05', last_contact_day: '2023-03-12', contacts: 38, watched_days: 118, disputed: 1, otherwise: ['calm'],
    why: both('Un calme de 109 jours a été rompu le 5 mars 2023 par un incident.', 'A calm of 109 days was breached on 5 March 2023 by one incident.'),
    no_recorded_event_since: { ucdp: '2022-11-17', press: '2023-02-06' },
  }),
  community('Bobo-Modèle', 'ML0407', 13.3, -4.62, 'calm', '2022-09-21', 174, {
    last_event_day: '2022-09-20', last_contact_day: '2023-03-13', contacts: 63, watched_days: 172, how_likely: likely(0.062, 0.14, 0.48),
    why: both('Aucun incident depuis le 21 septembre 2022 ; 63 contacts.', 'No incident since 21 September 2022; 63 contacts.'),
    no_recorded_event_since: { ucdp: '2022-09-21', press: '2022-08-30' },
  }),
  community('Fangasso-Fictif', 'ML0407', 12.98, -4.38, 'unknown', null, null, {
    why: both('Personne n’a encore fait le guet ici : le silence ne prouve rien.', 'Nobody has kept watch here yet: silence proves nothing.'),
    no_recorded_event_since: { ucdp: '2021-05-27', press: null },
  }),
];

export function calm() {
  const counts = { calm: 0, breached: 0, violent: 0, quiet_closed_in: 0, emptied: 0, unknown: 0 };
  for (const rule of rules) counts[rule.state] += 1;
  return { as_of: today, rules, counts };
}

const kinds = ['safe_passage', 'clinic_day', 'water', 'conduct', 'market_opening', 'grazing_corridor'];
const roles = ['village_chief', 'elders', 'women_group', 'youth_group', 'transhumance_chief'];
const beneficiaries = ['health_team', 'herders', 'neighbouring_village', 'traders'];
const corridors = ['Piste nord (fictive)', 'Bac du test', 'Route du marché simulé', 'Couloir de transhumance modèle', 'Piste de la clinique 3'];
const statuses = ['kept', 'kept', 'untested', 'kept', 'broken', 'expired', 'kept', 'untested', 'expired', 'kept'];
const day_of = (month, day) => `${month}-${String(day).padStart(2, '0')}`;

const commitments = Array.from({ length: 30 }, (_, index) => {
  const rule = rules[index % rules.length];
  const status = statuses[Math.floor(noise(`status${index}`) * statuses.length)];
  const tests = status === 'untested' ? 0 : 1 + Math.floor(noise(`tests${index}`) * 12);
  const made = months[48 + (index % 13)];
  return {
    id: noise(`id${index}`).toString(16).slice(2, 14).padEnd(12, '0'),
    kind: kinds[index % kinds.length], guarantor_role: roles[(index * 2) % roles.length], to: beneficiaries[index % beneficiaries.length],
    corridor: index % 7 === 3 ? null : corridors[index % corridors.length], place: rule.place, place_name: rule.place_name,
    made_on: day_of(made, 1 + ((index * 5) % 27)), from: day_of(made, 28), status, tests,
    last_test_day: tests === 0 ? null : day_of('2023-02', 1 + (index % 28)),
    disputed: index === 4,
    what: index % 4 === 0 ? null : 'Laisser passer l’équipe de santé, aller et retour, le jour de la clinique.',
  };
});

export function promises() {
  const counts = { kept: 0, broken: 0, untested: 0, expired: 0 };
  for (const one of commitments) counts[one.status] += 1;
  return {
    as_of: today, commitments, counts,
    reliability: [
      { corridor: corridors[0], tests: 48, held: 44, rate: 0.9167, lower_95: 0.8046, upper_95: 0.9671 },
      { corridor: corridors[1], tests: 31, held: 20, rate: 0.6452, lower_95: 0.4695, upper_95: 0.7887 },
      { corridor: corridors[2], tests: 12, held: 11, rate: 0.9167, lower_95: 0.6461, upper_95: 0.9851 },
      { corridor: corridors[3], tests: 7, held: 3, rate: 0.4286, lower_95: 0.1582, upper_95: 0.7495 },
      { corridor: corridors[4], hidden: true, reason: both('moins de cinq épreuves', 'fewer than five tests') },
    ],
  };
}

export function today_answer() {
  const incident = (day, kind, at, deaths_best, source) => ({ day, kind, place: rules[at].place, place_name: rules[at].place_name, deaths_best, source });
  return {
    as_of: today,
    board: calm(),
    ledger_hidden: false,
    expiring: commitments.filter((one) => one.status !== 'expired').slice(2, 5),
    owed: commitments.filter((one) => one.status === 'untested').slice(0, 3),
    recent_incidents: [
      incident('2023-03-12', 'robbery', 1, 0, 'field'), incident('2023-03-10', 'violence_against_civilians', 1, 2, 'field'),
      incident('2023-03-05', 'abduction', 5, null, 'press'), incident('2023-02-21', 'attack', 1, 1, 'press'),
    ],
  };
}

export function incident_months({ level, source }) {
  const sources = source ? source_names.filter((name) => name === source) : source_names;
  const rows = (by_level[level] ?? cercles).map(({ code, name }) => ({
    place: code, name, series: Object.fromEntries(sources.map((one) => [one, series_of(code, one)])),
  }));
  return { level: Number(level ?? 2), months, sources, places: rows };
}

function placements_of(counts, positions, length) {
  const sum = (first) => counts.slice(first, first + length).reduce((total, count) => total + count, 0);
  const found = positions.map((first) => {
    const observed = sum(first);
    const before = [12, 24, 36].map((back) => first - back).filter((start) => start >= 0);
    const baseline_events = before.reduce((total, start) => total + sum(start), 0);
    const ratio = baseline_events === 0 ? null : (observed / baseline_events) * before.length;
    const half = 1.96 * Math.sqrt(1 / Math.max(1, observed) + 1 / Math.max(1, baseline_events));
    return {
      first_month: months[first], observed, baseline_kind: 'same_season', baseline_events, baseline_months: before.length * length, ratio,
      lower_95: ratio === null ? null : observed === 0 ? 0 : ratio * Math.exp(-half), upper_95: ratio === null ? null : Math.max(ratio, 0.05) * Math.exp(half),
      change_percent: ratio === null ? null : (ratio - 1) * 100, rank: null, of: positions.length, p_rank: null,
    };
  });
  found.sort((a, b) => (a.ratio ?? 9) - (b.ratio ?? 9));
  found.forEach((one, index) => Object.assign(one, { rank: index + 1, p_rank: (index + 1) / found.length }));
  return found;
}

const no_data = both('la source s’arrête avant la période demandée', 'the source ends before the period asked for');

function open_data_of(source, codes, length, first, last) {
  const by_place = codes.map((code) => series_of(code, source));
  const counts = months.map((_, at) => (by_place.some((one) => one[at] === null) ? null : by_place.reduce((total, one) => total + one[at], 0)));
  const starts = months.map((_, at) => at).filter((at) => months[at] >= first && months[at + length - 1] <= last);
  const positions = starts.filter((at) => counts.slice(at, at + length).every((count) => count !== null));
  const known = counts.map((count, at) => (count === null ? -1 : at)).filter((at) => at >= 0);
  const series = { months: months.slice(known[0], known.at(-1) + 1), counts: counts.slice(known[0], known.at(-1) + 1) };
  if (positions.length === 0) return { source, covered: false, verdict: 'cannot_be_said', reasons: [no_data], placements: [], series, disputed: 0, otherwise: [] };
  const placements = placements_of(counts, positions, length);
  const interval = placements[0].upper_95 !== null && placements[0].upper_95 < 1;
  const verdict = interval ? 'weak' : 'not_shown';
  const reasons = [
    interval ? both('l’intervalle de la meilleure fenêtre exclut 1', 'the interval of the best window excludes 1') : both('l’intervalle contient 1', 'the interval contains 1'),
    both('le rang parmi les fenêtres possibles ne passe pas le seuil', 'the rank among possible windows does not pass the threshold'),
  ];
  const search = { lowest_first_month: placements[0].first_month, level: 0.9972, lowest_upper: placements[0].upper_95, p: 0.25, ranges: 4, verdict_if_named: 'supported' };
  return { source, covered: true, verdict, reasons, placements, series, search, disputed: source === 'ucdp' ? 1 : 0, otherwise: source === 'ucdp' ? ['not_shown'] : [] };
}

export function change({ places: codes, months: length, first, last, source }) {
  const chosen = codes.split(',').filter((code) => all_places.some((place) => place.code === code));
  const sources = source ? [source] : source_names;
  const named = chosen.map((code) => ({ place: code, name: all_places.find((place) => place.code === code).name }));
  const others = cercles.filter((place) => !chosen.includes(place.code));
  return {
    claim: {
      sentence: both(`« Les violences ont baissé sur ${length} mois à ${named.map((one) => one.name).join(', ')}. »`, `“Violent events fell over ${length} months in ${named.map((one) => one.name).join(', ')}.”`),
      verdict: 'cannot_be_said',
      missing: [both('la période de comparaison', 'the comparison period'), both('la source des incidents', 'the source of the incidents'), both('les mois exacts', 'the exact months')],
    },
    open_data: sources.map((name) => open_data_of(name, chosen, Number(length), first, last)),
    places: named,
    neighbours: others.map((place, index) => ({ place: place.code, name: place.name, source: 'ucdp', first_month: '2021-09', observed: 9 + index, baseline_events: 31, ratio: 0.8 + index * 0.31, lower_95: 0.4 + index * 0.2, upper_95: 1.6 + index * 0.5 })),
    method: {
      name: 'before-after', baseline: 'same_season', baseline_years: 3, baseline_words: both('les mêmes mois des 3 années précédentes', 'the same calendar months of the 3 years before'),
      interval: 'exact_conditional', window_months: Number(length), first, last, boundary: 'cod-ab-2021', page: 'docs/methods/before-after.md',
    },
    thresholds: { level: 0.95, p_rank: 0.05 },
  };
}

export function plans() {
  return { plans: [{ name: 'calme-2021', address: 'ab'.repeat(32), versions: [] }] };
}

/** A picture as the server draws it, with far less in it. */
export function sheet(kind, { lang, width }) {
  const title = lang === 'en' ? `Invented picture: ${kind}` : `Image inventée : ${kind}`;
  const status = lang === 'en' ? 'Demonstration: simulated data' : 'Démonstration : données simulées';
  const bars = Array.from({ length: 12 }, (_, at) => `<rect x="${20 + at * 20}" y="${180 - (at % 5) * 20}" width="14" height="${(at % 5) * 20}" fill="#05575c"/>`).join('');
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="200" viewBox="0 0 ${width} 200" font-family="DejaVu Sans, sans-serif"><rect width="${width}" height="200" fill="#fff"/><text x="14" y="24" font-size="13" font-weight="700">${status}</text><text x="14" y="44" font-size="13">${title}</text>${bars}</svg>`;
  const rows = Array.from({ length: 12 }, (_, at) => [`2021-${String(at + 1).padStart(2, '0')}`, String(at % 5)]);
  const columns = lang === 'en' ? ['month', 'events'] : ['mois', 'incidents'];
  return { kind, language: lang, title, statuses: [status], description: title, svg, table: { columns, rows, rows_left_out: 0 }, csv: [columns, ...rows].map((row) => row.join(',')).join('\r\n') };
}

export function timeline({ place }) {
  const lanes = [['dialogue', both('Dialogue', 'Dialogue')], ['guarantee', both('Garantie', 'Guarantee')], ['incident', both('Incident', 'Incident')]].map(([lane, words]) => ({ lane, words }));
  const row = (day, lane, tenor, words, last_day = null) => ({ day, last_day, lane, tenor, what: null, words, number: null, place, place_name: 'Saye-Exemple', type: 'gathering', id: '0123456789abcdef:0' });
  const rows = [
    row('2023-01-12', 'dialogue', 'plain', both('Dialogue', 'Dialogue')),
    row('2023-02-03', 'guarantee', 'open', both('Engagement : passage sûr', 'Commitment: safe passage')),
    row('2023-03-05', 'incident', 'bad', both('Attaque, presse', 'Attack, press'), '2023-03-06'),
  ];
  return { place, place_name: 'Saye-Exemple', level: 4, km: 10, from: '2023-01', to: '2023-03', lanes, rows, months: [], hidden: 2, left_out: 0, demo: true };
}
const week_days = ['2026-04-27', '2026-05-04', '2026-05-11', '2026-05-18', '2026-05-25', '2026-06-01', '2026-06-08'];
const alert_steps = [];
/** One epidemic with an area inside it, and an alert about animals. */
export function alerts() {
  const weeks = (cases, bound) =>
    week_days.map((monday, index) => ({
      week: `2026-W${18 + index}`, monday, cases: cases[index], confirmed: null, reports: cases[index] === null ? 0 : 3 - (index === 6 ? 1 : 0), reports_expected: 3, expected: null, bound,
      likely: index === 6 ? 14 : null, likely_lower_95: index === 6 ? 11 : null, likely_upper_95: index === 6 ? 21 : null, spoke: (cases[index] ?? 0) > 3,
    }));
  const rule = (level, says) => ({
    rule: 'measles-2015-alert-count', level, first_week: '2026-05-18', last_week: '2026-06-08', value: 24, bound: 5, says,
    do: both('Prélever cinq malades, lister les enfants non vaccinés autour, donner la vitamine A.', 'Take samples from five patients, list unvaccinated children around, give vitamin A.'),
    source: 'WHO AFRO, African Regional guidelines for measles and rubella surveillance, 2015', checked: level === 'alert', checked_where: null,
  });
  const one = (place, place_name, place_level, level, inside, subject, species) => ({
    signal: `disease/${subject}/${species}/${place}/2026-W21`, about: 'disease', subject, species, site: null, site_name: null, place, place_name, place_level, level, first_week: '2026-05-18', last_week: '2026-06-08',
    rules: [rule(level, both('24 cas en 4 semaines ; seuil 5', '24 cases in 4 weeks; threshold 5'))], weeks: weeks([0, 1, null, 4, 7, 9, 10], 4.6), method: 'farrington_flexible',
    method_because: both('Farrington révisé : 4 années de rapports derrière elle', 'Farrington flexible: 4 years of reports behind it'),
    late_reports: both('Rapports en retard estimés d’après les délais des 40 dernières semaines (au plus 6 semaines).', 'Late reports estimated from the delays of the latest 40 weeks (at most 6 weeks).'),
    population: 127000, inside, recorded_on: null, state: alert_steps.length > 0 && inside === null && subject === 'measles' ? 'seen' : 'open',
    steps: inside === null && subject === 'measles' ? alert_steps : [],
  });
  const state = (about, subject, site_name, level, says, todo) => ({
    ...one('ML05070101', 'Village-Démo Alvora', 4, level, null, subject, null), signal: `${about}/${subject}/2038628533d0:0/ML05070101/2026-W22`, about, site: '2038628533d0:0', site_name,
    rules: [{ ...rule(level, says), rule: about, do: todo, source: 'MSH 2012, MDS-3, ch. 23' }], weeks: [], method: null, method_because: null, late_reports: null, population: null,
  });
  return {
    place: null, place_name: null, newest_week: '2026-W24', not_shown: ['nutrition'], newest_monday: '2026-06-08', known_on: today, weeks: 4, older_left_out: false,
    alerts: [
      one('ML0507', 'Ténenkou', 2, 'epidemic', null, 'measles', 'human'),
      one('ML05070101', 'Village-Démo Alvora', 4, 'alert', 'disease/measles/human/ML0507/2026-W21', 'measles', 'human'),
      one('ML0407', 'Tominian', 2, 'alert', null, 'peste_des_petits_ruminants', 'small_ruminant'),
      state('stock', 'ors', 'CSCom-Démo Alvora', 'epidemic', both('Rupture depuis le 3 juin 2026 ; consommation 98 par mois', 'Out since 3 June 2026; 98 used a month'),
        both('Chercher du stock dans les formations voisines ou le camion, commander aujourd’hui, dire au district et aux patients où aller.', 'Look for stock in facilities nearby or on the truck, order today, tell the district, and patients where to go.')),
      state('report', 'month', 'CSCom-Démo Alvora', 'alert', both('Rapport de mai 2026 attendu et non reçu', 'The report of May 2026 was due and did not come'),
        both('Appeler la formation ou demander au relais.', 'Call the facility or ask the community worker.')),
    ],
    earlier: [{ signal: 'disease/cholera/human/ML0508/2025-W46', about: 'disease', place: 'ML0508', place_name: 'Youwarou', level: 'alert', first_day: '2025-11-10', rule: 'cholera-2010-any-case', state: 'seen', steps: [] }],
  };
}

export function alert_step(said) {
  const { signal, step, note } = JSON.parse(said);
  alert_steps.push({ step, day: today, role: 'coordinator', note: note ?? null });
  return { signal, step, day: today };
}
