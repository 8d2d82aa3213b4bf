// SPDX-License-Identifier: Apache-2.0
// A form being filled in: each answer is kept on the device before anything else; sealed answers leave the memory when the person leaves the question.
import type { RootNode, UploadNode } from '@getodk/xforms-engine';
import { reactive, ref, shallowRef, type InjectionKey, type Ref, type ShallowRef } from 'vue';
import { sealed_value, sealing_of } from '../capture/sealed';
import { FullDisk, keep_draft, type KeptAnswer, type KeptForm, type SealedQuestion } from '../capture/store';
import { correcting, files_mentioned, instance_of, name_of, plain_reference, with_sealed } from '../capture/xml';
import { open_form } from './engine';
import { all_below, controls_below, is_control, type Control, type Node } from './tree';

export type Saving = 'kept' | 'saving' | 'full' | 'failed';

export interface Session {
  readonly form: KeptForm;
  readonly root: RootNode;
  /** Nodes that the person has been at: their faults are told. */
  readonly touched: Set<string>;
  /** Nodes where something was typed that is no number. */
  readonly unreadable: Set<string>;
  /** Sealed answers by node. */
  readonly boxes: Map<string, string>;
  readonly saving: Ref<Saving>;
  readonly answer: ShallowRef<KeptAnswer>;
  /** A photo or file of this draft was not on the device any more. */
  readonly lost: boolean;
  /** To be called after each answer. */
  changed: () => void;
  rule_of: (node: Node) => SealedQuestion | null;
  /** The person goes to a question, or leaves it. */
  enter: (node: Control) => void;
  leave: (node: Control) => Promise<void>;
  unseal: (node: Control) => void;
  /** Nodes with a fault, in the order of the form. */
  faults: () => Control[];
  /** Resolves when all that was answered is on the disk; false where it is not. */
  settle: () => Promise<boolean>;
  /** Remembers the page, so that the draft opens there. */
  keep_page: (page: number) => void;
}
export const session_key: InjectionKey<Session> = Symbol('session');

export function clear(node: Node): void {
  if (node.nodeType === 'select') node.selectValues([]);
  else if (node.nodeType === 'rank') node.setValues([]);
  else if (node.nodeType === 'trigger') node.setValue(false);
  else if (node.nodeType === 'input') (node.setValue as (value: string) => void)('');
  else if (node.nodeType === 'range') (node.setValue as (value: null) => void)(null);
}

const value_in = (node: Node): string => ('instanceValue' in node.currentState ? node.currentState.instanceValue : '');

class Filling implements Session {
  readonly touched = reactive(new Set<string>());
  readonly unreadable = reactive(new Set<string>());
  readonly boxes = reactive(new Map<string, string>());
  readonly saving = ref<Saving>('kept');
  readonly answer: ShallowRef<KeptAnswer>;
  private entered: string | null = null;
  private running: Promise<void> | null = null;
  private wanted = false;
  /** Something was answered: a form that was only looked at leaves no draft. */
  private is_begun = false;
  private readonly has_files: boolean;

  constructor(readonly form: KeptForm, answer: KeptAnswer, readonly root: RootNode, sealed: ReadonlyMap<string, string>, readonly lost: boolean) {
    this.answer = shallowRef(answer);
    this.has_files = /<(?:\w+:)?upload[\s>]/.test(form.xform);
    if (sealed.size > 0) for (const node of all_below(root)) {
      const box = sealed.get(plain_reference(node.currentState.reference));
      if (box !== undefined) this.boxes.set(node.nodeId, box);
    }
  }

  rule_of = (node: Node): SealedQuestion | null => (this.form.sealed.length === 0 ? null : sealing_of(this.form.sealed, node.currentState.reference));

  changed = (): void => {
    this.is_begun = true;
    this.wanted = true;
    this.saving.value = 'saving';
    this.running ??= this.run().finally(() => (this.running = null));
  };

  enter = (node: Control): void => {
    this.entered = node.nodeId;
  };

  leave = async (node: Control): Promise<void> => {
    this.touched.add(node.nodeId);
    if (this.entered === node.nodeId) this.entered = null;
    if (this.rule_of(node) !== null) this.changed();
    await this.running;
  };

  unseal = (node: Control): void => {
    this.boxes.delete(node.nodeId);
    this.changed();
  };

  faults = (): Control[] => controls_below(this.root).filter((node) => (node.validationState.violation !== null || this.unreadable.has(node.nodeId)) && !this.boxes.has(node.nodeId));

  settle = async (): Promise<boolean> => {
    this.entered = null;
    if (this.is_begun) this.changed();
    while (this.running !== null) await this.running;
    return this.saving.value === 'kept';
  };

  keep_page = (page: number): void => {
    if (this.answer.value.page === page) return;
    this.answer.value = { ...this.answer.value, page };
    if (this.answer.value.xml !== '') this.changed();
  };

  private async run(): Promise<void> {
    await Promise.resolve(); // what else changes in this step is one save
    while (this.wanted) {
      this.wanted = false;
      await this.save();
    }
  }

  /** Seals what the person has left. False while she is still at a sealed question: nothing is written then, also not what follows from it. */
  private async seal(): Promise<boolean> {
    if (this.form.sealed.length === 0) return true;
    for (const node of all_below(this.root)) {
      const rule = is_control(node) ? this.rule_of(node) : null;
      const value = rule === null ? '' : value_in(node);
      if (rule === null || value === '' || node.nodeType === 'upload' || node.nodeType === 'note') continue;
      if (node.nodeId === this.entered) return false;
      this.boxes.set(node.nodeId, await sealed_value(rule, value));
      clear(node);
    }
    return true;
  }

  /** Answers of calculates that are to be sealed: sealed as they are written, and never written otherwise. */
  private async written(): Promise<string> {
    const sealed = new Map<string, string>();
    if (this.form.sealed.length > 0) for (const node of all_below(this.root)) {
      const box = this.boxes.get(node.nodeId);
      const rule = box === undefined ? this.rule_of(node) : null;
      const value = rule === null || node.nodeType === 'upload' ? '' : value_in(node);
      if (box !== undefined) sealed.set(node.currentState.reference, box);
      else if (rule !== null && value !== '') sealed.set(node.currentState.reference, await sealed_value(rule, value));
    }
    const xml = with_sealed(this.root.instanceState.instanceXML, sealed);
    return this.answer.value.corrects === null ? xml : correcting(xml, this.answer.value.corrects);
  }

  private files(): Map<string, File> {
    if (!this.has_files) return new Map();
    const uploads = all_below(this.root).filter((node): node is UploadNode => node.nodeType === 'upload');
    return new Map(uploads.flatMap((node) => (node.currentState.value === null ? [] : [[node.currentState.value.name, node.currentState.value] as const])));
  }

  /** On a full device the answers are kept without the new files, which are tried again with the next answer. */
  private async put(next: KeptAnswer, fresh: ReadonlyMap<string, Blob>, gone: readonly string[]): Promise<void> {
    const keep = async (answer: KeptAnswer, files: ReadonlyMap<string, Blob>): Promise<void> => {
      await keep_draft(answer, files, gone);
      this.answer.value = { ...answer, page: this.answer.value.page };
    };
    try {
      await keep(next, fresh);
    } catch (failure) {
      if (failure instanceof FullDisk && fresh.size > 0) await keep({ ...next, files: next.files.filter((file) => !fresh.has(file.name)) }, new Map());
      throw failure;
    }
  }

  private async save(): Promise<void> {
    this.saving.value = 'saving';
    try {
      if (!(await this.seal())) return;
      const xml = await this.written();
      const before = this.answer.value;
      const files = this.files();
      const known = new Set(before.files.map((file) => file.name));
      const kept = [...before.files, ...[...files.values()].filter((file) => !known.has(file.name)).map((file) => ({ name: file.name, type: file.type, bytes: file.size }))];
      const mentioned = new Set(files_mentioned(xml, kept.map((file) => file.name)));
      const next: KeptAnswer = { ...before, xml, instance: instance_of(xml), name: name_of(xml), files: kept.filter((file) => mentioned.has(file.name)), changed_at: Date.now() };
      const fresh = new Map([...files].filter(([name]) => !known.has(name) && mentioned.has(name)));
      await this.put(next, fresh, [...known].filter((name) => !mentioned.has(name)));
      this.saving.value = 'kept';
    } catch (failure) {
      this.saving.value = failure instanceof FullDisk ? 'full' : 'failed';
    }
  }
}

/** errors  throws BadForm */
export async function open_session(form: KeptForm, answer: KeptAnswer, device: string): Promise<Session> {
  const { root, sealed, lost } = await open_form(form, answer, device);
  return new Filling(form, answer, root, sealed, lost);
}
