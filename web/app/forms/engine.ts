// SPDX-License-Identifier: Apache-2.0
// One import of the forms' engine, loaded with the first form that is opened; its files come from this device alone.
import type { FormInstanceConfig, FormAttachmentURL, LoadFormResult, RestoreFormInstanceInput, RootNode } from '@getodk/xforms-engine';
import { shallowReactive } from 'vue';
import { kept_file, kept_media, type KeptAnswer, type KeptForm } from '../capture/store';
import { deprecated_of, without_lost_files, without_sealed } from '../capture/xml';
import { position_text } from './position';

const kinds: Record<string, string> = { csv: 'text/csv', geojson: 'application/geo+json', json: 'application/geo+json', xml: 'text/xml' };

/** "jr://file/villages%20é.csv" -> "villages é.csv" */
export function media_name(url: string): string {
  const last = url.slice(url.lastIndexOf('/') + 1);
  try {
    return decodeURIComponent(last);
  } catch {
    return last;
  }
}

async function from_device(key: string, url: FormAttachmentURL): Promise<Response> {
  const name = media_name(String(url));
  const content = await kept_media(key, name);
  const kind = kinds[name.slice(name.lastIndexOf('.') + 1).toLowerCase()] ?? 'application/octet-stream';
  return content === null ? new Response(null, { status: 404 }) : new Response(content, { status: 200, headers: { 'content-type': kind } });
}

/** A form that cannot be opened, in the engine's words. */
export class BadForm extends Error {}

async function load(form: KeptForm): Promise<Exclude<LoadFormResult, { status: 'failure' }>> {
  const { loadForm } = await import('@getodk/xforms-engine');
  const result = await loadForm(form.xform, { fetchFormAttachment: (url) => from_device(form.key, url), missingResourceBehavior: 'BLANK' });
  if (result.status === 'failure') throw new BadForm(result.error.message);
  return result;
}

/** Photos and files are named by the moment, so that no two of an answer have one name. */
let named = 0;
function file_name({ extension }: { extension: string | null }): string {
  named += 1;
  return `${Date.now()}-${named}${extension ?? ''}`;
}

export interface Opened {
  root: RootNode;
  /** Sealed answers by reference: what the engine must not see. */
  sealed: Map<string, string>;
  /** Names of files that were to be there and are not. */
  lost: boolean;
}

async function given_to_engine(answer: KeptAnswer, form: KeptForm): Promise<{ input: RestoreFormInstanceInput; sealed: Map<string, string>; lost: boolean }> {
  const { xml, sealed } = without_sealed(answer.xml);
  const there = new Map<string, Blob>();
  for (const file of answer.files) {
    const content = await kept_file(answer.id, file.name);
    if (content !== null) there.set(file.name, new File([content], file.name, { type: file.type }));
  }
  const whole = without_lost_files(xml, new Set(there.keys()), upload_questions(form.xform));
  const data = new FormData();
  data.set('xml_submission_file', new File([whole], 'xml_submission_file', { type: 'text/xml' }));
  for (const [name, content] of there) data.set(name, content, name);
  return { input: { data: [data] } as unknown as RestoreFormInstanceInput, sealed, lost: whole !== xml };
}

/** Is a reference ("/data/photo") a question that takes a file? */
export function upload_questions(xform: string): (reference: string) => boolean {
  const document = new DOMParser().parseFromString(xform, 'text/xml');
  const references = new Set([...document.getElementsByTagName('*')].filter((one) => one.localName === 'upload').map((one) => one.getAttribute('ref') ?? ''));
  const plain = new Set([...references].map((one) => `/${one.split('/').filter((step) => step !== '').map((step) => step.slice(step.indexOf(':') + 1)).join('/')}`));
  return (reference) => plain.has(reference);
}

/** Opens a form with an answer of it: a new one, a draft, or a correction of one that was sent.
 *  errors  throws BadForm */
export async function open_form(form: KeptForm, answer: KeptAnswer, device: string): Promise<Opened> {
  const loaded = await load(form);
  const config: FormInstanceConfig = {
    stateFactory: shallowReactive,
    instanceAttachments: { fileNameFactory: file_name },
    preloadProperties: { deviceID: device },
    geolocationProvider: { getLocation: position_text },
  };
  if (answer.xml === '') return { root: loaded.createInstance(config).root, sealed: new Map(), lost: false };
  const { input, sealed, lost } = await given_to_engine(answer, form);
  const is_begun = answer.corrects === null || deprecated_of(answer.xml) === answer.corrects;
  const instance = is_begun ? await loaded.restoreInstance(input, config) : await loaded.editInstance({ inputType: 'FORM_INSTANCE_INPUT_RESOLVED', ...input }, config);
  return { root: instance.root, sealed, lost };
}
