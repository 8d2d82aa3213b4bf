// SPDX-License-Identifier: Apache-2.0
// What other pages send through the outbox: they fill in the published form that makes the record, as a person would, and the engine judges it.
import { new_answer } from '../capture/answers';
import { device_key } from '../capture/device';
import { outbox_changed } from '../capture/outbox';
import { alter_answer, kept_enrolment, kept_forms, type KeptForm } from '../capture/store';
import { open_session } from './session';
import { all_below, is_control, type Control, type Node } from './tree';

const namespace = 'https://accalmie.org/forms/2026';

/** The record type that a form's answers become, by the form itself (docs/formats/forms.md); nothing where its root makes none. */
export function record_of(xform: string): string | null {
  const document = new DOMParser().parseFromString(xform, 'text/xml');
  const instance = [...document.getElementsByTagName('*')].find((one) => one.localName === 'instance');
  return instance?.firstElementChild?.getAttributeNS(namespace, 'record') ?? null;
}

/** Questions that are a field by another name: "/data/disease_deaths" -> "deaths". */
function named_fields(xform: string): Map<string, string> {
  const document = new DOMParser().parseFromString(xform, 'text/xml');
  const binds = [...document.getElementsByTagName('*')].filter((one) => one.localName === 'bind' && one.hasAttributeNS(namespace, 'field'));
  return new Map(binds.map((one) => [one.getAttribute('nodeset') ?? '', one.getAttributeNS(namespace, 'field') ?? '']));
}

/** The form on this device for a record type: of several the one of the base pack, else the first by name. Null where the device sends nowhere. */
export async function form_for(record: string): Promise<KeptForm | null> {
  if ((await kept_enrolment()) === null) return null;
  const found = (await kept_forms()).filter((form) => !form.is_old && form.xform.includes(record) && record_of(form.xform) === record);
  return found.toSorted((a, b) => Number(b.form.startsWith('base')) - Number(a.form.startsWith('base')) || a.form.localeCompare(b.form))[0] ?? null;
}

/** A value, or several ways to say it: the first that the question offers is taken. */
export type Filled = Record<string, string | number | null | readonly string[]>;

function answer(node: Control, value: string | number | readonly string[]): void {
  const ways = (Array.isArray(value) ? value : [value]).map(String);
  if (node.nodeType === 'select') {
    const way = ways.find((one) => node.getValueOption(one) !== null);
    if (way !== undefined) node.selectValue(way);
  } else if (node.nodeType === 'input') (node.setValue as (value: string) => void)(ways[0] ?? '');
}

/** Puts the values into the form's questions by the fields that they are; in the order of the form, because lists hang on what stands before. */
export async function put_into_outbox(form: KeptForm, values: Filled): Promise<{ sent: true } | { sent: false; draft: string }> {
  const made = new_answer(form, Date.now());
  const { public_key } = await device_key();
  const session = await open_session(form, made, `accalmie:${public_key.slice(0, 16)}`);
  const fields = named_fields(form.xform);
  const field_of = (node: Node): string => {
    const reference = node.currentState.reference;
    const name = reference.split('/').at(-1) ?? '';
    const said = fields.get(reference);
    return said === undefined || said === '-' ? name : said;
  };
  for (const node of all_below(session.root)) {
    const value = is_control(node) && !node.currentState.reference.includes('[') ? values[field_of(node)] : undefined;
    if (is_control(node) && value !== undefined && value !== null && value !== '') answer(node, value);
  }
  session.changed();
  const is_kept = await session.settle();
  if (!is_kept || session.faults().length > 0) {
    await outbox_changed();
    return { sent: false, draft: made.id };
  }
  await alter_answer(made.id, (now) => ({ ...now, state: 'waiting', changed_at: Date.now() }));
  await outbox_changed();
  return { sent: true };
}
