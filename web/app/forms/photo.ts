// SPDX-License-Identifier: Apache-2.0
// Photos are made smaller before they are kept: the longer side is bounded, so that a phone holds weeks of them and a thin network carries them.

/** Where the form does not say max-pixels. */
export const side_pixels_max = 1600;
const quality = 0.82;

export function fitted(width: number, height: number, side_max: number): { width: number; height: number } {
  const scale = Math.min(1, side_max / Math.max(width, height, 1));
  return { width: Math.max(1, Math.round(width * scale)), height: Math.max(1, Math.round(height * scale)) };
}

/** The photo as JPEG within the bound, its place and camera data left behind; the file as it is where this browser cannot draw it. */
export async function smaller(file: File, side_max: number): Promise<File> {
  const bitmap = await createImageBitmap(file).catch(() => null);
  if (bitmap === null) return file;
  const { width, height } = fitted(bitmap.width, bitmap.height, side_max);
  const canvas = document.createElement('canvas');
  Object.assign(canvas, { width, height });
  canvas.getContext('2d')?.drawImage(bitmap, 0, 0, width, height);
  bitmap.close();
  const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, 'image/jpeg', quality));
  return blob === null ? file : new File([blob], `${file.name.replace(/\.[^.]*$/, '') || 'photo'}.jpg`, { type: 'image/jpeg' });
}
