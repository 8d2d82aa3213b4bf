// SPDX-License-Identifier: Apache-2.0
// The access token of this tab: in sessionStorage only, so it ends with the tab.

const storage_key = 'accalmie.token';

/** The token in "#k=TOKEN" or "#/page&k=TOKEN", and the fragment without it. */
export function token_in_fragment(fragment: string): { token: string | null; rest: string } {
  const match = /(^#|&)k=([A-Za-z0-9._~-]{1,512})/.exec(fragment);
  if (!match) return { token: null, rest: fragment };
  const rest = fragment.replace(match[0], match[1] === '#' ? '#' : '').replace(/^#&/, '#');
  return { token: match[2] ?? null, rest: rest === '#' ? '' : rest };
}

/** Takes a token out of the address, keeps it, and removes it from the address and the history. */
export function take_token_from_address(): void {
  const { token, rest } = token_in_fragment(location.hash);
  if (token === null) return;
  keep_token(token);
  history.replaceState(null, '', location.pathname + location.search + rest);
}

export function kept_token(): string | null {
  return sessionStorage.getItem(storage_key);
}

export function keep_token(token: string): void {
  sessionStorage.setItem(storage_key, token);
}

export function forget_token(): void {
  sessionStorage.removeItem(storage_key);
}
