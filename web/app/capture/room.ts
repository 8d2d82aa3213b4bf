// SPDX-License-Identifier: Apache-2.0
// How much room the device has left for answers, and whether the browser may throw them away.

export interface Room {
  used_bytes: number;
  quota_bytes: number;
  /** The browser promised not to clear it by itself. */
  is_lasting: boolean;
}
/** Below this a few photos fill the device. */
export const scarce_bytes = 50_000_000;

export async function room(): Promise<Room | null> {
  if (navigator.storage?.estimate === undefined) return null;
  const { usage = 0, quota = 0 } = await navigator.storage.estimate();
  const is_lasting = (await navigator.storage.persisted?.()) ?? false;
  return { used_bytes: usage, quota_bytes: quota, is_lasting };
}

export async function ask_to_last(): Promise<boolean> {
  return (await navigator.storage?.persist?.()) ?? false;
}
