// Owns making a copy for another device: as a file or as QR codes, and the word of a person that it has arrived.

import { computed, signal, type ReadonlySignal } from '@preact/signals';
import type { Carry, CopyReach, MadeCopy } from '../../carry/port.ts';
import type { Text } from '../../i18n/index.ts';
import type { FileSharer } from '../../ports.ts';

export type MakeStep = 'choose' | 'codes' | 'file' | 'done';

export interface MakeModel {
  readonly step: ReadonlySignal<MakeStep>;
  readonly isBusy: ReadonlySignal<boolean>;
  readonly problem: ReadonlySignal<Text | null>;
  readonly made: ReadonlySignal<MadeCopy | null>;
  /** 1 … number of codes. */
  readonly position: ReadonlySignal<number>;
  readonly frame: ReadonlySignal<string | null>;
  /** The codes turn by themselves until somebody turns one by hand. */
  readonly isTurning: ReadonlySignal<boolean>;
  readonly hasSeenAll: ReadonlySignal<boolean>;
  readonly isDownloaded: ReadonlySignal<boolean>;
  readonly showCodes: (reach: CopyReach) => Promise<void>;
  readonly shareFile: () => Promise<void>;
  readonly turn: () => void;
  readonly next: () => void;
  readonly back: () => void;
  readonly setTurning: (isTurning: boolean) => void;
  /** The other device has it: the next copy begins behind this one. */
  readonly confirm: () => Promise<void>;
  readonly close: () => void;
}

export function createMakeModel(carry: Carry, sharer: FileSharer): MakeModel {
  const step = signal<MakeStep>('choose');
  const isBusy = signal(false);
  const problem = signal<Text | null>(null);
  const made = signal<MadeCopy | null>(null);
  const position = signal(1);
  const seen = signal<ReadonlySet<number>>(new Set());
  const isTurning = signal(true);
  const isDownloaded = signal(false);
  const count = (): number => made.value?.frames?.length ?? 0;

  const goTo = (wanted: number): void => {
    const all = count();
    if (all === 0) return;
    position.value = ((wanted - 1 + all) % all) + 1;
    seen.value = new Set(seen.value).add(position.value);
  };
  const make = async (reach: CopyReach): Promise<MadeCopy | null> => {
    const outcome = await carry.makeCopy(reach);
    if (outcome.outcome === 'made') return outcome.copy;
    problem.value = { key: `carry.make.${outcome.outcome}` };
    return null;
  };
  const busily = async (work: () => Promise<void>): Promise<void> => {
    if (isBusy.value) return;
    isBusy.value = true;
    problem.value = null;
    try {
      await work();
    } finally {
      isBusy.value = false;
    }
  };
  return {
    step,
    isBusy,
    problem,
    made,
    position,
    frame: computed(() => made.value?.frames?.[position.value - 1] ?? null),
    isTurning,
    hasSeenAll: computed(() => seen.value.size >= (made.value?.frames?.length ?? 0)),
    isDownloaded,
    showCodes: (reach) =>
      busily(async () => {
        const copy = await make(reach);
        if (copy === null) return;
        if (copy.frames === null) {
          problem.value = { key: 'carry.make.too-many-codes' };
          return;
        }
        made.value = copy;
        seen.value = new Set();
        isTurning.value = copy.frames.length > 1;
        goTo(1);
        step.value = 'codes';
      }),
    shareFile: () =>
      busily(async () => {
        const copy = await make('everything');
        if (copy === null) return;
        const outcome = await sharer.share(copy.fileName, copy.bytes);
        if (outcome === 'cancelled') return;
        if (outcome === 'failed') {
          problem.value = { key: 'carry.make.no-file' };
          return;
        }
        made.value = copy;
        isDownloaded.value = outcome === 'downloaded';
        step.value = 'file';
      }),
    turn: () => {
      if (isTurning.value) goTo(position.value + 1);
    },
    next: () => {
      isTurning.value = false;
      goTo(position.value + 1);
    },
    back: () => {
      isTurning.value = false;
      goTo(position.value - 1);
    },
    setTurning: (wanted) => void (isTurning.value = wanted),
    confirm: () =>
      busily(async () => {
        const copy = made.value;
        if (copy === null) return;
        // Not written down is no loss: the next copy is only larger.
        await carry.handedOver(copy);
        step.value = 'done';
        made.value = null;
      }),
    close: () => {
      step.value = 'choose';
      made.value = null;
      problem.value = null;
    },
  };
}
