// SPDX-License-Identifier: Apache-2.0
// Fails when a text is missing in a language, missing for a component, not used, or written into a template.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse } from 'vue/compiler-sfc';

const element = 1, text = 2, attribute = 6;
const spoken_attributes = new Set(['aria-label', 'title', 'placeholder', 'alt', 'aria-description', 'aria-valuetext', 'label']);
const has_words = /\p{L}{2,}/u;
/** Names that are the same in every language. */
const names = new Set(['Accalmie', 'noscript']);

const placeholders_of = (value) => [...value.matchAll(/\{(\w+)\}/g)].map((match) => match[1]).sort().filter((one, at, all) => one !== all[at - 1]).join(' ');

/** Problems of one set of texts by itself: languages, keys, values, placeholders, number of plural forms. */
export function faults_of_texts(texts) {
  const faults = [];
  for (const language of ['fr', 'en']) if (!texts[language]) faults.push(`no texts in "${language}"`);
  if (faults.length > 0) return faults;
  for (const [language, other] of [['fr', 'en'], ['en', 'fr']]) {
    for (const [key, value] of Object.entries(texts[language])) {
      if (typeof value !== 'string' || value.trim() === '') faults.push(`${language}.${key} is empty`);
      else if (!(key in texts[other])) faults.push(`${other}.${key} is missing`);
    }
  }
  // French wants a space that does not break before ; : ? ! » and after «.
  for (const [key, value] of Object.entries(texts.fr)) if (/ [;:?!»]|« /.test(value)) faults.push(`fr.${key} has a plain space at « » ; : ? or !: use U+00A0 or U+202F`);
  for (const [key, value] of Object.entries(texts.fr)) {
    const twin = texts.en[key];
    if (twin && placeholders_of(value) !== placeholders_of(twin)) faults.push(`${key}: fr has {${placeholders_of(value)}}, en has {${placeholders_of(twin)}}`);
    if (twin && value.split(' | ').length !== twin.split(' | ').length) faults.push(`${key}: fr and en have different numbers of plural forms`);
  }
  return faults;
}

/** Problems between a component's texts and its source: a key used and not there, a key there and not used. */
export function faults_of_use(texts, source) {
  const known = Object.keys(texts.fr ?? {});
  const called = new Set([...source.matchAll(/\bt\(\s*'([\w]+)'/g)].map((match) => match[1]));
  // Keys may also be chosen: t(condition ? 'a' : 'b'), t(status as 'kept' | 'broken').
  const chosen = new Set([...source.matchAll(/\bt\(([^()]*?'[^)]*?)\)/g)].flatMap((match) => [...match[1].matchAll(/'(\w+)'/g)].map((one) => one[1])));
  const missing = [...called].filter((key) => !known.includes(key)).map((key) => `${key} is used and has no text`);
  const unused = known.filter((key) => !called.has(key) && !chosen.has(key)).map((key) => `${key} is not used`);
  return [...missing, ...unused];
}

/** Words written into a template instead of an X.i18n.json. */
export function faults_of_template(source) {
  const faults = [];
  const visit = (node) => {
    if (node.type === text && has_words.test(node.content) && !names.has(node.content.trim())) faults.push(`"${node.content.trim()}" is written into the template`);
    if (node.type !== element && node.type !== 0) return;
    for (const one of node.props ?? []) {
      if (one.type === attribute && spoken_attributes.has(one.name) && has_words.test(one.value?.content ?? '')) faults.push(`${one.name}="${one.value.content}" is written into the template`);
    }
    for (const child of node.children ?? []) visit(child);
  };
  const ast = parse(source).descriptor.template?.ast;
  if (ast) visit(ast);
  return faults;
}

/** Codes have words by list: each list that the words name must be asked for somewhere. */
function faults_of_words(texts, sources) {
  const lists = new Set([...sources.matchAll(/\bword\(\s*'(\w+)'/g)].map((match) => match[1]));
  const by_length = [...lists].sort((a, b) => b.length - a.length);
  const keys = [...Object.keys(texts.fr), ...Object.keys(JSON.parse(readFileSync('app/codes.json', 'utf8')).fr)];
  const missing = [...lists].filter((list) => !keys.some((key) => key.startsWith(`${list}_`))).map((list) => `word('${list}', ...) has no words`);
  const unused = Object.keys(texts.fr).filter((key) => !by_length.some((list) => key.startsWith(`${list}_`))).map((key) => `${key} is in no list that is used`);
  return [...missing, ...unused];
}

function check(folder) {
  const files = readdirSync(folder, { recursive: true }).map((name) => join(folder, name));
  const sources = files.filter((name) => name.endsWith('.vue') || name.endsWith('.ts'));
  const everything = sources.map((name) => readFileSync(name, 'utf8')).join('\n');
  const faults = [];
  const add = (file, found) => faults.push(...found.map((fault) => `${file}: ${fault}`));
  for (const file of files.filter((name) => name.endsWith('.i18n.json'))) {
    const texts = JSON.parse(readFileSync(file, 'utf8'));
    add(file, faults_of_texts(texts));
    const owner = file.replace('.i18n.json', '.vue');
    if (basename(file) === 'words.i18n.json') add(file, faults_of_words(texts, everything));
    else if (!existsSync(owner)) add(file, [`there is no ${basename(owner)} beside it`]);
    else add(file, faults_of_use(texts, readFileSync(owner, 'utf8')));
  }
  for (const file of sources.filter((name) => name.endsWith('.vue'))) add(file, faults_of_template(readFileSync(file, 'utf8')));
  return faults;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const faults = check('app');
  for (const fault of faults) console.error(fault);
  if (faults.length > 0) {
    console.error(`${faults.length} text(s) to mend: add or remove the key in the X.i18n.json beside the component, in fr and en`);
    process.exit(1);
  }
  console.log('texts: French and English complete');
}
