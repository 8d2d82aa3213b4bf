// SPDX-License-Identifier: Apache-2.0
// Pages live behind the '#': any file server can serve them, and the address never reaches the server's log.
import { readonly, ref } from 'vue';

export const page_names = ['today', 'queue', 'capture', 'map', 'promises', 'change', 'voices', 'village', 'completeness', 'alerts', 'about'] as const;
export type PageName = (typeof page_names)[number];

export interface Route {
  page: PageName;
  query: Record<string, string>;
}

const paths: Record<PageName, string> = {
  today: '/',
  queue: '/file',
  capture: '/saisie',
  map: '/carte',
  promises: '/promesses',
  change: '/changement',
  voices: '/paroles',
  village: '/village',
  completeness: '/completude',
  alerts: '/alertes',
  about: '/a-propos',
};

/** The page and query in a fragment as "#/carte?mois=2021-05"; what is not known leads to today. */
export function route_in(fragment: string): Route {
  const [path = '', query = ''] = fragment.replace(/^#/, '').split('?', 2);
  const page = page_names.find((name) => paths[name] === path) ?? 'today';
  return { page, query: Object.fromEntries(new URLSearchParams(query)) };
}

export function address_of(page: PageName, query: Record<string, string> = {}): string {
  const filled = Object.entries(query).filter(([, value]) => value !== '');
  const text = new URLSearchParams(filled).toString();
  return `#${paths[page]}${text ? `?${text}` : ''}`;
}

const current = ref<Route>({ page: 'today', query: {} });
export const route = readonly(current);

export function start_router(on_fragment: () => void): void {
  const take = (): void => {
    on_fragment();
    current.value = route_in(location.hash);
  };
  addEventListener('hashchange', take);
  take();
}

/** Puts what is chosen on a page into its address, without a step in the history. */
export function keep_in_address(query: Record<string, string>): void {
  const address = address_of(current.value.page, query);
  if (address !== location.hash) history.replaceState(null, '', address);
}
