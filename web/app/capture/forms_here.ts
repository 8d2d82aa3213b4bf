// SPDX-License-Identifier: Apache-2.0
// Is there a form on this device that makes a record of a type? Asked by pages that are not about capture: what they need is loaded when they ask.
import type { KeptForm } from './store';

export async function form_on_device(record: string): Promise<KeptForm | null> {
  if (typeof indexedDB === 'undefined') return null;
  try {
    return await (await import('../forms/from_page')).form_for(record);
  } catch {
    return null; // a private window, or a broken profile: the page does without
  }
}
