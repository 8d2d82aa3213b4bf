// SPDX-License-Identifier: Apache-2.0
// Sound from the microphone, where the person allows it.

export interface Recording {
  stop: () => Promise<File>;
  cancel: () => void;
}
const bits_per_second = 32_000; // speech; an hour is 14 MB

/** Null where there is no microphone, or it was refused. */
export async function start_recording(): Promise<Recording | null> {
  if (typeof MediaRecorder === 'undefined') return null;
  const stream = await navigator.mediaDevices?.getUserMedia({ audio: true }).catch(() => null);
  if (!stream) return null;
  const recorder = new MediaRecorder(stream, { audioBitsPerSecond: bits_per_second });
  const pieces: Blob[] = [];
  recorder.addEventListener('dataavailable', (event) => pieces.push(event.data));
  const close = (): void => stream.getTracks().forEach((track) => track.stop());
  recorder.start(1_000);
  return {
    stop: () =>
      new Promise((resolve) => {
        recorder.addEventListener('stop', () => {
          close();
          const type = recorder.mimeType.split(';')[0] || 'audio/webm';
          resolve(new File(pieces, `son.${type.split('/')[1] ?? 'webm'}`, { type }));
        });
        recorder.stop();
      }),
    cancel: () => {
      if (recorder.state !== 'inactive') recorder.stop();
      close();
    },
  };
}
