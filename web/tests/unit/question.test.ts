// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
import type { Workspace } from '../../app/api';
import { faults_of_question, question_in, question_path, question_query, start_question, years_of, type ChangeQuestion } from '../../app/question';
import { by_rank, window_text } from '../../app/placements';

const question: ChangeQuestion = { places: ['ML0507', 'ML0508'], months: 7, first: '2021-01', last: '2022-12', source: 'ucdp' };
const workspace = (last_day: string | null): Workspace => ({
  name: '', demo: true, demo_notice: null, today: '2023-03-14', records: 0, rows: 0, version: '', boundary: '',
  viewer: { pseudonym: '', role: '', places: ['ML0507'] },
  sources: [{ source: 'ucdp', first_day: '2018-01-01', last_day, area: 'ML', release: null }],
});
const place = (code: string) => ({ code, name: code, level: 2, parent: null, latitude: null, longitude: null, population: null });

describe('a question about change', () => {
  it('goes to the server as one path', () => {
    expect(question_path(question)).toBe('/change?places=ML0507,ML0508&months=7&first=2021-01&last=2022-12&source=ucdp');
    expect(question_path({ ...question, source: '' })).not.toContain('source');
  });
  it('comes back from the address it was put into', () => expect(question_in(question_query(question))).toEqual(question));
  it('is not read from an address that lacks a part', () => {
    expect(question_in({})).toBeNull();
    expect(question_in({ ...question_query(question), lieux: '<x>' })).toBeNull();
  });
  it('may ask for as many months as the server takes, and not one more', () => {
    expect(faults_of_question({ ...question, months: 60, first: '2018-01' })).toEqual([]);
    expect(faults_of_question({ ...question, months: 61, first: '2010-01' })).toEqual(['bad_months']);
  });
  it('with a fault says which', () => {
    expect(faults_of_question(question)).toEqual([]);
    expect(faults_of_question({ ...question, places: [] })).toEqual(['no_place']);
    expect(faults_of_question({ ...question, months: 0.5 })).toEqual(['bad_months']);
    expect(faults_of_question({ ...question, months: 61 })).toEqual(['bad_months']);
    expect(faults_of_question({ ...question, last: '2020-12' })).toEqual(['bad_order']);
    expect(faults_of_question({ ...question, last: '2021-06' })).toEqual(['too_short']);
    expect(faults_of_question({ ...question, last: '2021-07' })).toEqual([]);
  });
  it('starts with the viewer’s places and the last two whole years that are covered', () => {
    const places = [place('ML0403'), place('ML0507')];
    expect(start_question(places, workspace('2022-12-31'))).toMatchObject({ places: ['ML0507'], first: '2021-01', last: '2022-12' });
    expect(start_question(places, workspace('2022-11-30'))).toMatchObject({ first: '2020-01', last: '2021-12' });
    expect(start_question(places, workspace(null))).toMatchObject({ first: '2021-01', last: '2022-12' });
  });
  it('starts with all places for a viewer of everywhere, unless they are a whole country', () => {
    const everywhere = { ...workspace(null), viewer: { pseudonym: '', role: '', places: ['*'] } };
    expect(start_question(['A1', 'A2', 'A3', 'A4'].map(place), everywhere).places).toHaveLength(4);
    expect(start_question(['A1', 'A2', 'A3', 'A4', 'A5'].map(place), everywhere).places).toEqual([]);
  });
  it('offers at most two hundred years, and none that is no year', () => {
    expect(years_of(workspace('2022-12-31'), ['2016-01'])).toEqual([2016, 2017, 2018, 2019, 2020, 2021, 2022, 2023]);
    expect(years_of({ ...workspace('2199-12-31'), today: '1900-01-01' }, [])).toHaveLength(200);
    expect(years_of(workspace('0021-12-31'), [])[0]).toBe(2018);
  });
});

describe('windows', () => {
  it('are named by their first and last month', () => {
    expect(window_text('2021-09', 7, 'fr')).toBe('septembre 2021 – mars 2022');
    expect(window_text('2021-09', 1, 'en')).toBe('September 2021');
  });
  it('without a rank come last', () => {
    const one = (first_month: string, rank: number | null) => ({ first_month, observed: 0, baseline_kind: 'x', baseline_events: 0, baseline_months: 0, ratio: null, lower_95: null, upper_95: null, change_percent: null, rank, of: 3, p_rank: null });
    expect(by_rank([one('2021-03', null), one('2021-02', 2), one('2021-01', 1)]).map((each) => each.rank)).toEqual([1, 2, null]);
  });
});
