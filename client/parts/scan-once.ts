// Owns the camera for one code that somebody holds up: on, off, what came of it. Another way always stands beside it.

import { signal, type ReadonlySignal } from '@preact/signals';
import type { TextKey } from '../i18n/index.ts';
import type { CodeScanner } from '../ports.ts';

export interface ScanOnce {
  readonly isScanning: ReadonlySignal<boolean>;
  /** Why there is no picture. */
  readonly problem: ReadonlySignal<TextKey | null>;
  readonly start: () => void;
  readonly stop: () => void;
  readonly readFrom: (video: HTMLVideoElement) => Promise<void>;
}

export function createScanOnce(
  scanner: CodeScanner,
  onText: (text: string) => Promise<void> | void,
): ScanOnce {
  const isScanning = signal(false);
  const problem = signal<TextKey | null>(null);
  let stopper: AbortController | null = null;
  const stop = (): void => {
    stopper?.abort();
    stopper = null;
    isScanning.value = false;
  };
  return {
    isScanning,
    problem,
    start: () => {
      problem.value = null;
      isScanning.value = true;
    },
    stop,
    readFrom: async (video) => {
      const own = new AbortController();
      stopper = own;
      const end = await scanner.scan(video, own.signal);
      if (stopper !== own) return;
      stop();
      if (end.outcome === 'read') await onText(end.text);
      else if (end.outcome !== 'stopped') problem.value = `scan.${end.outcome}`;
    },
  };
}
