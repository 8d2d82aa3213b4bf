// SPDX-License-Identifier: Apache-2.0
// The clients of others in one page: ODK's engine, ODK's web-forms, Enketo. The runner calls them with a form and its files.
import { loadForm } from '@getodk/xforms-engine';
import { webFormsPlugin, OdkWebForm } from '@getodk/web-forms';
import { createApp, h } from 'vue';
import { transform } from 'enketo-transformer/web';
import { Form } from 'enketo-core';

function attachments(files) {
  return async (url) => {
    const name = decodeURIComponent(String(url).split('/').at(-1));
    const text = files[name];
    if (text === undefined) return new Response('', { status: 404 });
    return new Response(text, { headers: { 'content-type': name.endsWith('.csv') ? 'text/csv' : name.endsWith('.geojson') ? 'application/geo+json' : 'text/xml' } });
  };
}

/** A value that a node may hold. */
function plausible(node) {
  switch (node.valueType) {
    case 'int': return 3n;
    case 'decimal': return 3.5;
    case 'date': return '2026-06-17';
    case 'dateTime': return '2026-06-17T10:00:00.000+00:00';
    case 'time': return '10:00:00.000';
    case 'geopoint': return '14.5 -4.2 270 5';
    default: return 'texte';
  }
}

function leaves(node, found = []) {
  for (const child of node.currentState.children ?? []) {
    found.push(child);
    leaves(child, found);
  }
  return found;
}

function answer(node, turn) {
  const options = node.currentState.valueOptions ?? [];
  if (node.nodeType === 'select') return node.selectValue ? node.selectValue(options[turn % options.length].value) : node.selectValues([options[turn % options.length].value]);
  if (node.nodeType === 'rank') return node.setValues(options.map((one) => one.value));
  if (node.nodeType === 'trigger') return node.setValue(true);
  if (node.nodeType === 'range') return node.setValue(node.definition?.bounds?.max ?? 1);
  if (node.nodeType === 'upload') return node.setValue(new File(['x'], 'photo.jpg', { type: 'image/jpeg' }));
  return node.setValue(plausible(node));
}

const answerable = new Set(['input', 'select', 'rank', 'trigger', 'range', 'upload']);

/** Loads a form with ODK's engine, answers what it asks for until nothing is wrong, and gives the submission. */
globalThis.run_engine = async (xml, files, wants_all) => {
  const form = await loadForm(xml, { fetchFormAttachment: attachments(files), missingResourceBehavior: 'ERROR' });
  if (form.status === 'failure') return { problem: String(form.error) };
  const { root } = form.createInstance();
  const tried = new Map();
  for (let turn = 0; turn < 12; ++turn) {
    const all = leaves(root).filter((node) => answerable.has(node.nodeType) && node.currentState.relevant && !node.currentState.readonly);
    const wanted = all.filter((node) => (wants_all || node.currentState.required) && (turn === 0 || node.validationState?.violation));
    const wrong = all.filter((node) => node.validationState?.violation);
    for (const node of new Set([...(turn === 0 ? wanted : []), ...wrong])) {
      const count = tried.get(node.nodeId) ?? 0;
      tried.set(node.nodeId, count + 1);
      try {
        answer(node, count);
      } catch (failure) {
        return { problem: `${node.currentState.reference}: ${failure}` };
      }
    }
    if (root.validationState.violations.length === 0 && turn > 0) break;
  }
  const violations = root.validationState.violations.map((one) => `${one.reference}: ${one.violation.condition}`);
  const payload = await root.prepareInstancePayload({ payloadType: 'monolithic' });
  const file = payload.data[0].get('xml_submission_file');
  return { title: form.warnings ? '' : '', violations, xml: await file.text(), questions: leaves(root).filter((node) => answerable.has(node.nodeType)).length };
};

/** Draws a form with ODK's web-forms; gives the number of questions on the page. */
globalThis.run_web_forms = async (xml, files) => {
  const place = document.createElement('div');
  document.querySelector('#web-forms').replaceChildren(place);
  const problems = [];
  const app = createApp({ render: () => h(OdkWebForm, { formXml: xml, fetchFormAttachment: attachments(files), missingResourceBehavior: 'ERROR' }) });
  app.config.errorHandler = (failure) => problems.push(String(failure));
  app.use(webFormsPlugin);
  app.mount(place);
  for (let wait = 0; wait < 100 && place.querySelectorAll('.question-container, [class*=question]').length === 0 && problems.length === 0; ++wait) await new Promise((done) => setTimeout(done, 50));
  const shown = place.querySelectorAll('.question-container, [class*=question]').length;
  const said = place.innerText.slice(0, 300);
  app.unmount();
  return { shown, problems, said };
};

/** Loads a form with Enketo, with a submission to be edited if there is one; gives its own submission and what it finds wrong. */
globalThis.run_enketo = async (xml, external, submission) => {
  const survey = await transform({ xform: xml, media: {} });
  const place = document.querySelector('#enketo');
  place.innerHTML = survey.form;
  const form = new Form(place.querySelector('form.or'), {
    modelStr: survey.model,
    ...(submission ? { instanceStr: submission, submitted: false } : {}),
    external: external.map(({ id, src, text }) => ({ id, src, xml: new DOMParser().parseFromString(text, 'text/xml') })),
  }, { language: 'fr' });
  const problems = form.init();
  const valid = await form.validate();
  const wrong = [...place.querySelectorAll('.invalid-constraint, .invalid-required, .invalid-relevant')].map((one) => one.querySelector('[name]')?.getAttribute('name') ?? 'group');
  return { problems, valid, wrong, xml: form.getDataStr({ irrelevant: false }) };
};
globalThis.clients_ready = true;
