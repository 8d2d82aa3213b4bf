// SPDX-License-Identifier: Apache-2.0
// The form's nodes as the page shows them: which are there, what is wrong with them, and on which page they stand.
import type { AnyInputNode, AnyNoteNode, AnyRangeNode, GroupNode, ModelValueNode, RankNode, RepeatInstanceNode, RepeatRangeControlledNode, RepeatRangeUncontrolledNode, RootNode, SelectNode, TriggerNode, UploadNode } from '@getodk/xforms-engine';

export type Control = AnyInputNode | AnyNoteNode | AnyRangeNode | RankNode | SelectNode | TriggerNode | UploadNode;
export type RepeatRange = RepeatRangeControlledNode | RepeatRangeUncontrolledNode;
export type Node = Control | GroupNode | RepeatInstanceNode | RepeatRange | ModelValueNode;

/** The node's name as an id of the document. */
export const dom_id = (node: { nodeId: string }): string => `q-${node.nodeId.replaceAll(/[^A-Za-z0-9_-]/g, '-')}`;

const controls = new Set<string>(['input', 'note', 'select', 'rank', 'range', 'trigger', 'upload']);
export const is_control = (node: Node): node is Control => controls.has(node.nodeType);

/** Is there something to see of it now? */
export function is_shown(node: Node): boolean {
  if (!node.currentState.relevant || node.nodeType === 'model-value') return false;
  if (is_control(node)) return true;
  if (node.nodeType === 'repeat-range:uncontrolled') return true;
  return 'hasRelevantBodyNodes' in node.currentState && node.currentState.hasRelevantBodyNodes;
}

function children_of(node: Node | RootNode): readonly Node[] {
  return (node.currentState.children ?? []) as readonly unknown[] as readonly Node[];
}

/** The node and all below it that are asked now. */
export function all_below(node: Node | RootNode): Node[] {
  return children_of(node).filter((child) => child.currentState.relevant).flatMap((child) => [child, ...all_below(child)]);
}
export const controls_below = (node: Node | RootNode): Control[] => all_below(node).filter(is_control);

export interface FormPage {
  id: string;
  /** Groups around what stands on it, the outermost first. */
  titles: string[];
  nodes: Node[];
}

const questions_a_page = 8;
const label_of = (node: Node): string => node.currentState.label?.asString.trim() ?? '';
const is_structure = (node: Node): boolean => !is_control(node);
const keeps_together = (node: Node): boolean => node.nodeType === 'group' && (node.appearances?.['field-list'] === true || node.appearances?.['table-list'] === true);

function is_small(node: Node): boolean {
  const below = all_below(node);
  return keeps_together(node) || (below.filter(is_control).length <= questions_a_page && !below.some((one) => one.nodeType.startsWith('repeat-range')));
}

function pages_in(children: readonly Node[], titles: string[]): FormPage[] {
  const pages: FormPage[] = [];
  let open: FormPage | null = null;
  for (const node of children.filter(is_shown)) {
    if (node.nodeType === 'group' && !is_small(node)) {
      open = null;
      pages.push(...pages_in(children_of(node), label_of(node) === '' ? titles : [...titles, label_of(node)]));
    } else if (is_structure(node)) {
      open = null;
      const is_group = node.nodeType === 'group';
      pages.push({ id: node.nodeId, titles: is_group && label_of(node) !== '' ? [...titles, label_of(node)] : titles, nodes: is_group ? children_of(node).filter(is_shown) : [node] });
    } else {
      if (open === null || open.nodes.length >= questions_a_page) {
        open = { id: node.nodeId, titles, nodes: [] };
        pages.push(open);
      }
      open.nodes.push(node);
    }
  }
  return pages;
}

/** A screen a group, or to eight questions that stand in none; what is longer is cut. */
export const pages_of = (root: RootNode): FormPage[] => pages_in(children_of(root), []);

export const page_holds = (page: FormPage, id: string): boolean => page.nodes.some((node) => node.nodeId === id || all_below(node).some((below) => below.nodeId === id));

export function label_of_instance(node: RepeatInstanceNode): string {
  return label_of(node);
}
