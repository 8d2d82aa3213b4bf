// SPDX-License-Identifier: Apache-2.0
// OpenRosa 1.0 as this page speaks it: the list of forms, manifests, what a submission's answer says.

export interface ListedForm {
  form: string;
  version: string;
  title: string;
  hash: string;
  /** Paths on this server. */
  xform: string;
  manifest: string | null;
}
export interface ListedFile {
  name: string;
  hash: string;
  path: string;
}

const headers = { 'X-OpenRosa-Version': '1.0' };

/** The path "/o/TOKEN" in what a person pasted or scanned: an address of this server, with or without its fragment, or the token alone. */
export function base_in(text: string, origin: string): { base: string } | { elsewhere: string } | null {
  const trimmed = text.trim();
  const token = '[A-Za-z0-9._~-]{16,512}';
  if (new RegExp(`^${token}$`).test(trimmed)) return { base: `/o/${trimmed}` };
  let address: URL;
  try {
    address = new URL(trimmed, origin);
  } catch {
    return null;
  }
  const found = new RegExp(`^/o/(${token})(?:/(?:formList|submission)?)?$`).exec(address.pathname)?.[1] ?? new RegExp(`[?&](?:jeton|k)=(${token})(?:&|$)`).exec(address.hash)?.[1] ?? new RegExp(`^#k=(${token})$`).exec(address.hash)?.[1];
  if (found === undefined) return null;
  return address.origin === origin ? { base: `/o/${found}` } : { elsewhere: `${address.origin}/#/saisie?jeton=${found}` };
}

function of(xml: string): Document {
  const document = new DOMParser().parseFromString(xml, 'text/xml');
  if (document.getElementsByTagName('parsererror').length > 0) throw new Error('the server’s answer is no XML');
  return document;
}
const child = (element: Element, name: string): string => [...element.children].find((one) => one.localName === name)?.textContent?.trim() ?? '';
/** The server writes whole addresses; a proxy may have renamed it, so the path alone counts. */
const path_of = (address: string): string => new URL(address, 'http://server').pathname;

export function forms_in(xml: string): ListedForm[] {
  return [...of(xml).documentElement.children].filter((one) => one.localName === 'xform').map((one) => ({
    form: child(one, 'formID'),
    version: child(one, 'version'),
    title: child(one, 'name'),
    hash: child(one, 'hash'),
    xform: path_of(child(one, 'downloadUrl')),
    manifest: child(one, 'manifestUrl') === '' ? null : path_of(child(one, 'manifestUrl')),
  }));
}

export function files_in(xml: string): ListedFile[] {
  return [...of(xml).documentElement.children].filter((one) => one.localName === 'mediaFile').map((one) => ({
    name: child(one, 'filename'),
    hash: child(one, 'hash'),
    path: path_of(child(one, 'downloadUrl')),
  }));
}

/** What the server tells the person, or nothing where it is no OpenRosa message. */
export function message_in(xml: string): string {
  try {
    return [...of(xml).getElementsByTagName('*')].find((one) => one.localName === 'message')?.textContent?.trim() ?? '';
  } catch {
    return '';
  }
}

/** The network is away, or the server does not answer. */
export class NoNetwork extends Error {}
/** The server answered, and not with what was asked for. */
export class Refused extends Error {
  constructor(readonly status: number, text: string) {
    super(text);
  }
}

const answer_ms_max = 60_000;

export async function fetched(path: string, options: RequestInit = {}, ms_max = answer_ms_max): Promise<Response> {
  let response: Response;
  try {
    response = await fetch(path, { ...options, headers: { ...headers, ...(options.headers ?? {}) }, cache: 'no-store', credentials: 'omit', signal: AbortSignal.timeout(ms_max) });
  } catch {
    throw new NoNetwork();
  }
  return response;
}

export async function fetched_text(path: string): Promise<string> {
  const response = await fetched(path);
  const text = await response.text().catch(() => {
    throw new NoNetwork();
  });
  if (!response.ok) throw new Refused(response.status, message_in(text) || `HTTP ${response.status}`);
  return text;
}

/** Files in as few requests as hold them: each request carries the answers and files to `bytes_max`; a file larger than that goes alone. */
export function parts_of<T extends { bytes: number }>(files: readonly T[], xml_bytes: number, bytes_max: number): T[][] {
  const overhead_bytes = 1_000;
  const room = Math.max(bytes_max - xml_bytes - overhead_bytes, 0);
  const parts: T[][] = [];
  let now: T[] = [], filled = 0;
  for (const file of [...files].sort((a, b) => a.bytes - b.bytes)) {
    if (now.length > 0 && filled + file.bytes + overhead_bytes > room) {
      parts.push(now);
      [now, filled] = [[], 0];
    }
    now.push(file);
    filled += file.bytes + overhead_bytes;
  }
  return now.length > 0 || parts.length === 0 ? [...parts, now] : parts;
}

/** Seconds to the next try: twice as long each time to an hour, with a part at random so that a clinic's phones do not all come at once. */
export function wait_ms(attempts: number, random: number): number {
  const first_ms = 15_000, longest_ms = 3_600_000;
  return Math.round(Math.min(first_ms * 2 ** Math.min(attempts, 20), longest_ms) * (0.75 + random / 2));
}
