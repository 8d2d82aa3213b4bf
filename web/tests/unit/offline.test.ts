// SPDX-License-Identifier: Apache-2.0
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ask, Refusal } from '../../app/api';
import { keep_answer, kept_answer, may_keep, says_real } from '../../app/offline';

/** A cache store in memory with the few methods that are used. */
function made_caches(): { open: (name: string) => Promise<unknown>; delete: (name: string) => Promise<boolean> } {
  const stores = new Map<string, Map<string, Response>>();
  return {
    open: async (name) => {
      const store = stores.get(name) ?? new Map<string, Response>();
      stores.set(name, store);
      return {
        keys: async () => [...store.keys()],
        put: async (path: string, response: Response) => void store.set(path, response),
        match: async (path: string) => store.get(path)?.clone(),
        delete: async (path: string) => store.delete(path),
      };
    },
    delete: async (name) => stores.delete(name),
  };
}

beforeEach(() => {
  vi.stubGlobal('caches', made_caches());
  vi.stubGlobal('sessionStorage', { getItem: () => null });
});
afterEach(() => vi.unstubAllGlobals());

const answering = (body: unknown, status = 200): unknown => vi.stubGlobal('fetch', async () => new Response(JSON.stringify(body), { status }));
const without_network = (): unknown => vi.stubGlobal('fetch', async () => Promise.reject(new TypeError('no network')));

describe('what this device may keep', () => {
  it('is an answer that says by itself that it is of a demo, and nothing else', () => {
    expect(may_keep({ demo: true })).toBe(true);
    for (const other of [{ demo: false }, {}, { demo: 'true' }, { demo: 1 }, null, 'demo', [], [{ demo: true }], { workspace: { demo: true } }]) expect(may_keep(other)).toBe(false);
  });
  it('comes back without a network, with the moment it was kept', async () => {
    await keep_answer('/api/v1/calm', { demo: true, as_of: '2023-03-14' }, 1234);
    expect(await kept_answer('/api/v1/calm')).toEqual({ body: { demo: true, as_of: '2023-03-14' }, kept_at: 1234 });
  });
  it('is never an answer of a real workspace', async () => {
    await keep_answer('/api/v1/calm', { as_of: '2023-03-14' }, 1);
    await keep_answer('/api/v1/today', { demo: false }, 1);
    expect(await kept_answer('/api/v1/calm')).toBeNull();
    expect(await kept_answer('/api/v1/today')).toBeNull();
  });
  it('is forgotten when a real workspace answers', async () => {
    await keep_answer('/api/v1/calm', { demo: true }, 1);
    expect(says_real({ demo: false })).toBe(true);
    await keep_answer('/api/v1/workspace', { demo: false }, 2);
    expect(await kept_answer('/api/v1/calm')).toBeNull();
  });
});

describe('asking', () => {
  it('answers from the device when the server is out of reach', async () => {
    answering({ demo: true, rules: [] });
    expect((await ask('/calm')).kept_at).toBeNull();
    await vi.waitFor(async () => expect(await kept_answer('/api/v1/calm')).not.toBeNull());
    without_network();
    const answer = await ask('/calm');
    expect(answer.body).toEqual({ demo: true, rules: [] });
    expect(answer.kept_at).not.toBeNull();
  });
  it('is refused as offline when nothing was kept', async () => {
    without_network();
    await expect(ask('/calm')).rejects.toMatchObject({ problem: { kind: 'offline' } });
  });
  it('never takes a kept answer when the server refuses', async () => {
    await keep_answer('/api/v1/calm', { demo: true }, 1);
    answering({ error: { kind: 'denied', what: 'no', where: '/calm', remedy: 'ask' } }, 401);
    await expect(ask('/calm')).rejects.toMatchObject({ problem: { kind: 'access', what: 'no' } });
  });
  it('turns an answer that is not JSON into a problem that names the status', async () => {
    vi.stubGlobal('fetch', async () => new Response('<html>bad gateway</html>', { status: 502 }));
    const failure = await ask('/calm').catch((one: unknown) => one);
    expect(failure).toBeInstanceOf(Refusal);
    expect((failure as Refusal).problem).toEqual({ kind: 'io', what: 'HTTP 502', where: '/calm', remedy: '' });
  });
});
