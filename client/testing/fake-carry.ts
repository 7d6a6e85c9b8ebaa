// Owns a carrying of copies in memory, for the gallery and for tests of screens: made-up codes, outcomes one can set.

import { signal, type Signal } from '@preact/signals';
import type {
  Carry,
  DoseReceipt,
  MadeCopy,
  MakeOutcome,
  ScanStep,
  TakeOutcome,
} from '../carry/port.ts';

export interface FakeCarry extends Carry {
  readonly carriedCount: Signal<number>;
  readonly copiedUpTo: Signal<ReadonlyMap<string, number>>;
  readonly uncopied: Signal<number>;
  /** What the next calls answer; `make` null lets it make a copy of `frameCount` codes. */
  readonly answers: {
    make: MakeOutcome | null;
    take: TakeOutcome;
    receipt: DoseReceipt;
    frameCount: number;
  };
  /** Steps the camera gives, in order. */
  readonly scanned: ScanStep[];
  readonly calls: string[];
}

const digitsOf = (count: number, seed: number): string =>
  Array.from({ length: count }, (_, i) => (i * 7 + seed) % 10).join('');

export function createFakeCarry(): FakeCarry {
  const calls: string[] = [];
  const scanned: ScanStep[] = [];
  const answers: FakeCarry['answers'] = {
    make: null,
    take: 'taken',
    receipt: { frame: digitsOf(1_450, 3), number: '4F7K-57' },
    frameCount: 3,
  };
  const carriedCount = signal(0);
  return {
    carriedCount,
    copiedUpTo: signal<ReadonlyMap<string, number>>(new Map()),
    uncopied: signal(0),
    answers,
    scanned,
    calls,
    makeCopy: (reach) => {
      calls.push(`makeCopy ${reach}`);
      if (answers.make !== null) return Promise.resolve(answers.make);
      const frames = Array.from({ length: answers.frameCount }, (_, i) => digitsOf(2_500, i));
      const copy: MadeCopy = {
        bytes: new Uint8Array([0x53, 0x75, 1]),
        frames,
        rows: 137,
        fileName: 'suchi-4F7K-2021-05-21-137.copy',
        upTo: new Map(),
      };
      return Promise.resolve({ outcome: 'made', copy });
    },
    handedOver: () => {
      calls.push('handedOver');
      return Promise.resolve(true);
    },
    takeCopy: () => {
      calls.push('takeCopy');
      if (answers.take === 'taken') carriedCount.value += 1;
      return Promise.resolve(answers.take);
    },
    beginScan: () => ({ read: () => scanned.shift() ?? { step: 'foreign' } }),
    receiptOf: () => Promise.resolve(answers.receipt),
  };
}
