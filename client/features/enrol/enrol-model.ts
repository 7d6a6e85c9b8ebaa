// Owns enrolment: the eight characters typed, pasted or scanned, and what to do about every answer.

import { computed, signal, type ReadonlySignal } from '@preact/signals';
import type { TextKey } from '../../i18n/index.ts';
import type { EnrolOutcome, Tablet } from '../../tablet.ts';
import type { CodeScanner, ScanOutcome } from '../../ports.ts';

export type EnrolFault = Exclude<EnrolOutcome, 'enrolled'>;

export interface EnrolModel {
  readonly typed: ReadonlySignal<string>;
  readonly fault: ReadonlySignal<EnrolFault | null>;
  readonly isBusy: ReadonlySignal<boolean>;
  readonly isScanning: ReadonlySignal<boolean>;
  readonly scanProblem: ReadonlySignal<TextKey | null>;
  readonly type: (text: string) => void;
  readonly press: (character: string) => void;
  readonly erase: () => void;
  readonly submit: () => Promise<void>;
  readonly scan: () => void;
  readonly stopScan: () => void;
  /** Called by the view once its picture is in the page. */
  readonly readFrom: (video: HTMLVideoElement) => Promise<void>;
}

export const codeCharacters = 8;

/** Crockford's alphabet: no I, L, O or U, so that nothing is misread from paper. */
export const codeKeys = [...'0123456789ABCDEFGHJKMNPQRSTVWXYZ'];

const keyOfScan: Partial<Record<ScanOutcome['outcome'], TextKey>> = {
  'camera-denied': 'scan.camera-denied',
  'no-camera': 'scan.no-camera',
  failed: 'scan.failed',
};

/** `ABC-DEFGH` as it is printed; a pasted link keeps only what follows `enrol=`. */
export function tidyCode(typed: string): string {
  const bare = typed
    .replace(/^.*[#?&]enrol=/i, '')
    .toUpperCase()
    .replace(/[^0-9A-Z]/g, '');
  const text = bare.replace(/[IL]/g, '1').replace(/O/g, '0').slice(0, codeCharacters);
  return text.length > 3 ? `${text.slice(0, 3)}-${text.slice(3)}` : text;
}

export function createEnrolModel(
  tablet: Tablet,
  scanner: Pick<CodeScanner, 'scan'>,
  linked: string | null,
): EnrolModel {
  const typed = signal(linked === null ? '' : tidyCode(linked));
  const fault = signal<EnrolFault | null>(null);
  const isBusy = signal(false);
  const scanning = signal<AbortController | null>(null);
  const scanProblem = signal<TextKey | null>(null);

  const type = (text: string): void => {
    typed.value = tidyCode(text);
    fault.value = null;
  };
  const stopScan = (): void => {
    scanning.value?.abort();
    scanning.value = null;
  };
  const submit = async (): Promise<void> => {
    if (isBusy.value) return;
    isBusy.value = true;
    fault.value = null;
    try {
      const outcome = await tablet.enrol(typed.value);
      if (outcome === 'enrolled') typed.value = '';
      else fault.value = outcome;
    } catch {
      fault.value = 'server-unreachable';
    } finally {
      isBusy.value = false;
    }
  };
  return {
    typed,
    fault,
    isBusy,
    isScanning: computed(() => scanning.value !== null),
    scanProblem,
    type,
    press: (character) => type(typed.value + character),
    erase: () => type(typed.value.replace(/-?.$/, '')),
    submit,
    scan: () => {
      scanProblem.value = null;
      scanning.value = new AbortController();
    },
    stopScan,
    readFrom: async (video) => {
      const stop = scanning.value;
      if (stop === null) return;
      const end = await scanner.scan(video, stop.signal);
      if (scanning.value === stop) scanning.value = null;
      if (end.outcome !== 'read') return void (scanProblem.value = keyOfScan[end.outcome] ?? null);
      type(end.text);
      await submit();
    },
  };
}
