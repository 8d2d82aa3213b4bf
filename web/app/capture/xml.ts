// SPDX-License-Identifier: Apache-2.0
// A submission's XML: who it is, its references, sealed values put in and taken out.

const sealed_prefix = 'accalmie-sealed:';

function parsed(xml: string): Document {
  const document = new DOMParser().parseFromString(xml, 'text/xml');
  if (document.getElementsByTagName('parsererror').length > 0) throw new Error('these answers are no XML');
  return document;
}

function written(document: Document): string {
  return new XMLSerializer().serializeToString(document);
}

/** Steps as "data", "child[2]/name" -> [["child", 2], ["name", 1]]; names without their prefix. */
export function steps_of(reference: string): [name: string, at: number][] {
  return reference.split('/').filter((step) => step !== '').map((step) => {
    const found = /^(?:[^:[\]]+:)?([^[\]]+)(?:\[(\d+)\])?$/.exec(step);
    return [found?.[1] ?? step, Number(found?.[2] ?? 1)];
  });
}

function element_at(document: Document, reference: string): Element | null {
  const [first, ...rest] = steps_of(reference);
  let element: Element | null = document.documentElement;
  if (first === undefined || element.localName !== first[0]) return null;
  for (const [name, at] of rest) {
    element = [...(element?.children ?? [])].filter((child) => child.localName === name)[at - 1] ?? null;
    if (element === null) return null;
  }
  return element;
}

/** The XML with each sealed value in its place; a reference that is not there (no longer asked) is left out. */
export function with_sealed(xml: string, sealed: ReadonlyMap<string, string>): string {
  if (sealed.size === 0) return xml;
  const document = parsed(xml);
  for (const [reference, box] of sealed) {
    const element = element_at(document, reference);
    if (element !== null && element.children.length === 0) element.textContent = box;
  }
  return written(document);
}

function leaves(element: Element): Element[] {
  return element.children.length === 0 ? [element] : [...element.children].flatMap(leaves);
}

/** Reference of an element as the engine spells it: a place in brackets only inside repeats is not told apart, so every step carries its own. */
function reference_of(element: Element): string {
  const steps: string[] = [];
  for (let at: Element | null = element; at !== null; at = at.parentElement) {
    const name = at.localName;
    const same = [...(at.parentElement?.children ?? [])].filter((child) => child.localName === name);
    steps.unshift(`${name}[${same.indexOf(at) < 0 ? 1 : same.indexOf(at) + 1}]`);
  }
  return `/${steps.join('/')}`;
}

/** The same reference, each step with its place: "/data/a" and "/data[1]/a[1]" are one. */
export function plain_reference(reference: string): string {
  return `/${steps_of(reference).map(([name, at]) => `${name}[${at}]`).join('/')}`;
}

/** A reference without any place: what a form says of a question. */
export function question_of(reference: string): string {
  return `/${steps_of(reference).map(([name]) => name).join('/')}`;
}

/** The XML without its sealed values, as the engine can read it, and the values by reference. */
export function without_sealed(xml: string): { xml: string; sealed: Map<string, string> } {
  const sealed = new Map<string, string>();
  if (!xml.includes(sealed_prefix)) return { xml, sealed };
  const document = parsed(xml);
  for (const leaf of leaves(document.documentElement)) {
    const value = leaf.textContent ?? '';
    if (!value.startsWith(sealed_prefix)) continue;
    sealed.set(reference_of(leaf), value);
    leaf.textContent = '';
  }
  return { xml: written(document), sealed };
}

function meta_of(document: Document): Element | null {
  return [...document.documentElement.children].find((child) => child.localName === 'meta') ?? null;
}

function in_meta(xml: string, name: string): string {
  const meta = meta_of(parsed(xml));
  return [...(meta?.children ?? [])].find((child) => child.localName === name)?.textContent?.trim() ?? '';
}

export const instance_of = (xml: string): string => in_meta(xml, 'instanceID');
export const deprecated_of = (xml: string): string => in_meta(xml, 'deprecatedID');
export const name_of = (xml: string): string => in_meta(xml, 'instanceName');

/** The answers with the name of those that they correct: a form need not have a place for it. */
export function correcting(xml: string, deprecated: string): string {
  if (deprecated_of(xml) === deprecated) return xml;
  const document = parsed(xml);
  const meta = meta_of(document);
  const instance = [...(meta?.children ?? [])].find((child) => child.localName === 'instanceID');
  if (meta === null || instance === undefined) throw new Error('these answers have no name');
  const there = [...meta.children].find((child) => child.localName === 'deprecatedID');
  const element = there ?? document.createElementNS(instance.namespaceURI, instance.tagName.replace('instanceID', 'deprecatedID'));
  element.textContent = deprecated;
  if (there === undefined) instance.after(element);
  return written(document);
}

/** The same answers under another name, for a name that another answer has already. */
export function under_another_name(xml: string, instance: string): string {
  const document = parsed(xml);
  const found = [...(meta_of(document)?.children ?? [])].find((child) => child.localName === 'instanceID');
  if (found === undefined) throw new Error('these answers have no name');
  found.textContent = instance;
  return written(document);
}

/** Names of files that the answers mention, of those that are given. */
export function files_mentioned(xml: string, names: readonly string[]): string[] {
  const values = new Set(leaves(parsed(xml).documentElement).map((leaf) => leaf.textContent ?? ''));
  return names.filter((name) => values.has(name));
}

/** The answers without the names of files that are not there: a photo that was lost is asked again, not sent as a hole. */
export function without_lost_files(xml: string, there: ReadonlySet<string>, is_file: (reference: string) => boolean): string {
  const document = parsed(xml);
  let changed = false;
  for (const leaf of leaves(document.documentElement)) {
    const value = leaf.textContent ?? '';
    if (value === '' || there.has(value) || !is_file(question_of(reference_of(leaf)))) continue;
    leaf.textContent = '';
    changed = true;
  }
  return changed ? written(document) : xml;
}
