// Owns taking another tablet's copy: from files, or code by code from its screen.

import { computed, signal, type ReadonlySignal } from '@preact/signals';
import { limits } from '../../../schemas/limits.ts';
import type { Carry, CopyScan, ScanStep, TakeOutcome } from '../../carry/port.ts';
import type { TextKey } from '../../i18n/index.ts';
import type { CodeScanner } from '../../ports.ts';

/** What the model needs of a file; the browser's own `File` is one. */
export interface PickedFile {
  readonly arrayBuffer: () => Promise<ArrayBuffer>;
  readonly size: number;
}

export interface TakeModel {
  readonly result: ReadonlySignal<TakeOutcome | null>;
  readonly isBusy: ReadonlySignal<boolean>;
  readonly isScanning: ReadonlySignal<boolean>;
  readonly scanProblem: ReadonlySignal<TextKey | null>;
  /** Codes of the copy in hand, and how many there are; null before the first. */
  readonly progress: ReadonlySignal<{
    readonly numbers: readonly number[];
    readonly of: number;
  } | null>;
  readonly missing: ReadonlySignal<readonly number[]>;
  /** Why the code in front of the camera is none of the copy. */
  readonly remark: ReadonlySignal<TextKey | null>;
  readonly takeFiles: (files: readonly PickedFile[]) => Promise<void>;
  readonly scan: () => void;
  readonly stopScan: () => void;
  /** Called by the view once its picture is in the page. */
  readonly readFrom: (video: HTMLVideoElement) => Promise<void>;
}

export function createTakeModel(carry: Carry, scanner: CodeScanner): TakeModel {
  const result = signal<TakeOutcome | null>(null);
  const isBusy = signal(false);
  const scanning = signal<AbortController | null>(null);
  const scanProblem = signal<TextKey | null>(null);
  const progress = signal<TakeModel['progress']['value']>(null);
  const remark = signal<TextKey | null>(null);

  const takeFile = async (file: PickedFile): Promise<TakeOutcome> =>
    // A film picked by mistake is not read into memory.
    file.size > limits.copyBytesMax
      ? 'not-a-copy'
      : carry.takeCopy(new Uint8Array(await file.arrayBuffer()));
  const stopScan = (): void => {
    scanning.value?.abort();
    scanning.value = null;
  };
  const show = (step: ScanStep): void => {
    if (step.step === 'more') {
      progress.value = { numbers: step.numbers, of: step.of };
      remark.value = null;
    } else if (step.step !== 'whole') {
      // A code read half while the screen turns is not worth a word once the scanning goes on.
      if (step.step === 'mismatch') progress.value = null;
      remark.value = `carry.scan.${step.step}`;
    }
  };
  return {
    result,
    isBusy,
    isScanning: computed(() => scanning.value !== null),
    scanProblem,
    progress,
    missing: computed(() => {
      const now = progress.value;
      if (now === null) return [];
      return Array.from({ length: now.of }, (_, i) => i + 1).filter(
        (number) => !now.numbers.includes(number),
      );
    }),
    remark,
    takeFiles: async (files) => {
      if (isBusy.value) return;
      isBusy.value = true;
      result.value = null;
      try {
        for (const file of files) {
          const outcome = await takeFile(file);
          result.value = outcome;
          // What went wrong stays on the screen: the files after it can be picked again.
          if (outcome !== 'taken' && outcome !== 'already-carried') return;
        }
      } catch {
        result.value = 'storage-failed';
      } finally {
        isBusy.value = false;
      }
    },
    scan: () => {
      scanProblem.value = null;
      progress.value = null;
      remark.value = null;
      result.value = null;
      scanning.value = new AbortController();
    },
    stopScan,
    readFrom: async (video) => {
      const stop = scanning.value;
      if (stop === null) return;
      const reading: CopyScan = carry.beginScan();
      let whole: Uint8Array<ArrayBuffer> | null = null;
      const end = await scanner.scanEach(video, stop.signal, (text) => {
        const step = reading.read(text);
        show(step);
        if (step.step !== 'whole') return 'more';
        whole = step.copy;
        return 'enough';
      });
      if (scanning.value === stop) scanning.value = null;
      if (whole !== null) {
        result.value = await carry.takeCopy(whole);
        return;
      }
      const { outcome } = end;
      if (outcome !== 'read' && outcome !== 'stopped') scanProblem.value = `scan.${outcome}`;
    },
  };
}
