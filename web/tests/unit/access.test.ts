// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
import { token_in_fragment } from '../../app/access';
import { route_in } from '../../app/router';

describe('a token in the address', () => {
  it('is taken, and the rest of the address stays', () => {
    expect(token_in_fragment('#k=AbC-1._~')).toEqual({ token: 'AbC-1._~', rest: '' });
    expect(token_in_fragment('#k=abc&x=1')).toEqual({ token: 'abc', rest: '#x=1' });
    expect(token_in_fragment('#/carte?mois=2021-05&k=abc')).toEqual({ token: 'abc', rest: '#/carte?mois=2021-05' });
  });
  it('is not seen where there is none', () => {
    for (const other of ['', '#/', '#/carte?mk=abc', '#k=', '#key=abc']) expect(token_in_fragment(other).token).toBeNull();
  });
  it('is at most 512 letters long', () => expect(token_in_fragment(`#k=${'a'.repeat(600)}`).token).toHaveLength(512));
});

describe('the page of an address', () => {
  it('is found with its query', () => {
    expect(route_in('#/carte?mois=2021-05')).toEqual({ page: 'map', query: { mois: '2021-05' } });
    expect(route_in('')).toEqual({ page: 'today', query: {} });
  });
  it('that is not known is today', () => expect(route_in('#/nowhere').page).toBe('today'));
});
