// Owns the camera beside the search field: it fills the field, says what a wrong code is, and never stands in the way of typing.

import { signal, type ReadonlySignal } from '@preact/signals';
import type { Text } from '../../i18n/index.ts';
import { wordsOfSlip } from '../../parts/slip-words.ts';
import type { CodeScanner } from '../../ports.ts';
import type { SlipReading } from '../../tablet.ts';
import { readScan } from './read-scan.ts';

export interface ScanModel {
  readonly isScanning: ReadonlySignal<boolean>;
  /** What was held up, when it was no slip; or why there is no picture. */
  readonly remark: ReadonlySignal<Text | null>;
  readonly start: () => void;
  readonly stop: () => void;
  readonly readFrom: (video: HTMLVideoElement) => Promise<void>;
}

export interface ScanTaker {
  readonly onReference: (referenceId: string) => void;
  readonly readSlip: (text: string) => Promise<SlipReading>;
  /** Whose slip it is, good or used: the list shows the person, or opens the page. */
  readonly onPerson: (reading: SlipReading & { readonly key: string }) => void;
}

export function createScanModel(scanner: CodeScanner, taker: ScanTaker): ScanModel {
  const isScanning = signal(false);
  const remark = signal<Text | null>(null);
  let stopper: AbortController | null = null;
  const stop = (): void => {
    stopper?.abort();
    stopper = null;
    isScanning.value = false;
  };
  const takeSlip = async (text: string): Promise<void> => {
    const reading = await taker.readSlip(text);
    remark.value = wordsOfSlip(reading);
    if ('key' in reading) taker.onPerson(reading);
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
      let slip: string | null = null;
      const outcome = await scanner.scanEach(video, own.signal, (text) => {
        const scanned = readScan(text);
        if (scanned.what === 'reference-id') {
          taker.onReference(scanned.referenceId);
          return 'enough';
        }
        if (scanned.what === 'slip') {
          slip = scanned.text;
          return 'enough';
        }
        // The camera goes on: the right slip may be held up next.
        remark.value = { key: `listScan.${scanned.what}` };
        return 'more';
      });
      if (stopper !== own) return;
      stop();
      if (outcome.outcome === 'read') remark.value = null;
      if (slip !== null) return takeSlip(slip);
      if (outcome.outcome !== 'read' && outcome.outcome !== 'stopped')
        remark.value = { key: `scan.${outcome.outcome}` };
    },
  };
}
