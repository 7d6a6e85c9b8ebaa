// Owns the camera beside the search field: it fills the field, says what a wrong code is, and never stands in the way of typing.

import { signal, type ReadonlySignal } from '@preact/signals';
import type { TextKey } from '../../i18n/index.ts';
import type { CodeScanner } from '../../ports.ts';
import { readScan } from './read-scan.ts';

export interface ScanModel {
  readonly isScanning: ReadonlySignal<boolean>;
  /** What was held up, when it was no slip; or why there is no picture. */
  readonly remark: ReadonlySignal<TextKey | null>;
  readonly start: () => void;
  readonly stop: () => void;
  readonly readFrom: (video: HTMLVideoElement) => Promise<void>;
}

export function createScanModel(
  scanner: CodeScanner,
  onReference: (referenceId: string) => void,
): ScanModel {
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
      const outcome = await scanner.scanEach(video, own.signal, (text) => {
        const scanned = readScan(text);
        if (scanned.what === 'reference-id') {
          onReference(scanned.referenceId);
          return 'enough';
        }
        // The camera goes on: the right slip may be held up next.
        remark.value = `listScan.${scanned.what}`;
        return 'more';
      });
      if (stopper !== own) return;
      stop();
      if (outcome.outcome === 'read') remark.value = null;
      else if (outcome.outcome !== 'stopped') remark.value = `scan.${outcome.outcome}`;
    },
  };
}
