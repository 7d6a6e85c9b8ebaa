// Owns the sound and the buzz of an alarm: three tones, again every few seconds for a minute, until somebody stops it.

import type { Alarm } from '../ports.ts';

const toneHertz = [880, 1175, 880] as const;
const toneSeconds = 0.28;
const repeatMilliseconds = 6_000;
/** Nobody near the tablet after a minute: the large words on the screen go on alone. */
const repeatsMax = 10;

export interface AlarmPlatform {
  readonly AudioContext?: new () => AudioContext;
  readonly navigator: Partial<Pick<Navigator, 'vibrate'>>;
  readonly setInterval: (run: () => void, milliseconds: number) => unknown;
  readonly clearInterval: (timer: never) => void;
  readonly addEventListener: (
    name: 'pointerdown' | 'keydown',
    run: () => void,
    options: { readonly once: boolean },
  ) => void;
}

export function createBrowserAlarm(
  platform: AlarmPlatform = globalThis as unknown as AlarmPlatform,
): Alarm {
  let audio: AudioContext | null = null;
  let timer: unknown = null;
  let repeats = 0;
  // Browsers keep a page silent until somebody has touched it once.
  const wake = (): void => {
    try {
      audio ??= platform.AudioContext === undefined ? null : new platform.AudioContext();
      void audio?.resume().catch(() => undefined);
    } catch {
      audio = null;
    }
  };
  platform.addEventListener('pointerdown', wake, { once: true });
  platform.addEventListener('keydown', wake, { once: true });
  const sound = (): void => {
    platform.navigator.vibrate?.([400, 150, 400]);
    if (audio === null || audio.state !== 'running') return;
    toneHertz.forEach((hertz, i) => playTone(audio!, hertz, i * (toneSeconds + 0.06)));
  };
  const stop = (): void => {
    if (timer !== null) platform.clearInterval(timer as never);
    timer = null;
    platform.navigator.vibrate?.(0);
  };
  return {
    stop,
    ring: () => {
      repeats = 0;
      // One alarm at a time: a second one that falls into it only makes it last.
      if (timer !== null) return;
      sound();
      timer = platform.setInterval(() => {
        repeats += 1;
        if (repeats >= repeatsMax) stop();
        else sound();
      }, repeatMilliseconds);
    },
  };
}

function playTone(audio: AudioContext, hertz: number, afterSeconds: number): void {
  const start = audio.currentTime + afterSeconds;
  const tone = audio.createOscillator();
  const volume = audio.createGain();
  tone.frequency.value = hertz;
  volume.gain.setValueAtTime(0.0001, start);
  volume.gain.exponentialRampToValueAtTime(0.6, start + 0.03);
  volume.gain.exponentialRampToValueAtTime(0.0001, start + toneSeconds);
  tone.connect(volume).connect(audio.destination);
  tone.start(start);
  tone.stop(start + toneSeconds);
}
