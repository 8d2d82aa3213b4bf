// SPDX-License-Identifier: Apache-2.0
// Writes app/codes.json: the French and English labels of the base pack's code lists that the page shows.
// The lists are the one source; the file is made anew by each build and test and is not kept in the repository.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** List in the page's words: list files of the pack. */
const lists = {
  commitment: ['commitment_kind'],
  role: ['community_role'],
  beneficiary: ['beneficiary_role'],
  incident: ['incident_kind'],
  access: ['role'],
  topic: ['topic'],
  group: ['participant_group'],
  question: ['trust_question'],
  service: ['service'],
  species: ['species'],
  sex: ['sex'],
  age: ['age_band'],
  closure: ['closure_reason', 'access_kind'],
  attack: ['attack_kind'],
  certainty: ['attack_certainty'],
  disease: ['disease'],
  alert_step: ['alert_step_kind'],
  about: ['alert_about'],
  item: ['stock_item'],
  reason: ['referral_reason'],
  referral_step: ['referral_step_kind'],
};

/** Rows of a CSV text with a header, as objects; fields may be quoted, quotes doubled, lines broken inside quotes. */
export function rows_of(text) {
  const rows = [[]];
  let field = '', quoted = false;
  const end_field = () => (rows.at(-1).push(field), (field = ''));
  for (let at = 0; at < text.length; ++at) {
    const letter = text[at];
    if (quoted && letter === '"' && text[at + 1] === '"') (field += '"', ++at);
    else if (letter === '"') quoted = !quoted;
    else if (!quoted && letter === ',') end_field();
    else if (!quoted && letter === '\n') (end_field(), rows.push([]));
    else if (letter !== '\r' || quoted) field += letter;
  }
  if (field !== '' || rows.at(-1).length > 0) end_field();
  const [header, ...body] = rows.filter((row) => row.length > 0);
  return body.map((row) => Object.fromEntries(header.map((name, index) => [name.replace(/^\uFEFF/, ''), row[index] ?? ''])));
}

function labels_of(pack) {
  const labels = { fr: {}, en: {} };
  for (const [list, files] of Object.entries(lists)) {
    for (const file of files) {
      for (const row of rows_of(readFileSync(`${pack}/lists/${file}.csv`, 'utf8'))) {
        if (!row.code || !row.label_fr || !row.label_en) throw new Error(`${pack}/lists/${file}.csv: ${row.code || 'a row'} has no code or lacks a label`);
        labels.fr[`${list}_${row.code}`] = row.label_fr;
        labels.en[`${list}_${row.code}`] = row.label_en;
      }
    }
  }
  return labels;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const labels = labels_of('../packs/base');
  const text = `${JSON.stringify(labels, null, 1)}\n`;
  // Written only if it changes, so that nothing that depends on it is built again for nothing.
  if (!existsSync('app/codes.json') || readFileSync('app/codes.json', 'utf8') !== text) writeFileSync('app/codes.json', text);
  console.log(`codes: ${Object.keys(labels.fr).length} labels from the base pack`);
}
