// Owns the camera in the step of the code: one code is read and told about, then it rests.

import { signal, type ReadonlySignal } from '@preact/signals';
import type { TextKey } from '../../i18n/index.ts';
import type { CodeScanner } from '../../ports.ts';

export interface SlipScan {
  readonly isScanning: ReadonlySignal<boolean>;
  /** Why there is no picture; null while there is nothing to say. */
  readonly remark: ReadonlySignal<TextKey | null>;
  readonly start: () => void;
  readonly stop: () => void;
  readonly readFrom: (video: HTMLVideoElement) => Promise<void>;
}

export function createSlipScan(
  scanner: CodeScanner,
  onText: (text: string) => Promise<void>,
): SlipScan {
  const isScanning = signal(false);
  const remark = signal<TextKey | null>(null);
  let stopper: AbortController | null = null;
  const stop = (): void => {
    stopper?.abort();
    stopper = null;
    isScanning.value = false;
  };
  return {
    isScanning,
    remark,
    start: () => {
      remark.value = null;
      isScanning.value = true;
    },
    stop,
    readFrom: async (video) => {
      const own = new AbortController();
      stopper = own;
      const outcome = await scanner.scan(video, own.signal);
      if (stopper !== own) return;
      stop();
      if (outcome.outcome === 'read') await onText(outcome.text);
      else if (outcome.outcome !== 'stopped') remark.value = `scan.${outcome.outcome}`;
    },
  };
}
