// Owns the observation board: everyone in their thirty minutes, who is over, and letting a person go, early or in time.

import { computed, signal, type ReadonlySignal } from '@preact/signals';
import { createSaving, type Saving } from '../../parts/saving.ts';
import { findObserved, type Observed } from '../../room/board.ts';
import type { BoardEntry } from '../../room/port.ts';
import type { Tablet } from '../../tablet.ts';

export const earlyReasons = ['own-wish', 'unwell', 'other'] as const;
export type EarlyReason = (typeof earlyReasons)[number];

export interface BoardLine {
  readonly entry: BoardEntry;
  readonly isOver: boolean;
  readonly minutesLeft: number;
  /** Null while locked: then there is nobody to open. */
  readonly observed: Observed | null;
}

export interface BoardModel {
  readonly saving: Saving;
  readonly lines: ReadonlySignal<readonly BoardLine[]>;
  readonly isLocked: ReadonlySignal<boolean>;
  /** The person who wants to go before the time is over. */
  readonly leaving: ReadonlySignal<BoardLine | null>;
  readonly lastGone: ReadonlySignal<string | null>;
  readonly letGo: (line: BoardLine) => Promise<void>;
  readonly letGoEarly: (reason: EarlyReason) => Promise<void>;
  readonly letAllOverGo: () => Promise<void>;
  readonly cancel: () => void;
}

export function createBoardModel(tablet: Tablet): BoardModel {
  const saving = createSaving();
  const leavingToken = signal<string | null>(null);
  const lastGone = signal<string | null>(null);
  const isLocked = computed(() => tablet.stage.value.stage !== 'unlocked');
  const observed = computed(
    () =>
      new Map(
        (isLocked.value ? [] : findObserved(tablet.people.value, tablet.now.value)).map((each) => [
          each.entry.token,
          each,
        ]),
      ),
  );
  const lines = computed(() =>
    tablet.room.board.value.map((entry): BoardLine => {
      const secondsLeft = entry.until - tablet.now.value;
      return {
        entry,
        isOver: secondsLeft <= 0,
        minutesLeft: Math.max(0, Math.ceil(secondsLeft / 60)),
        observed: observed.value.get(entry.token) ?? null,
      };
    }),
  );
  const leaving = computed(
    () => lines.value.find((line) => line.entry.token === leavingToken.value) ?? null,
  );
  const end = async (line: BoardLine, reason?: EarlyReason): Promise<boolean> => {
    const { observed: known } = line;
    if (known === null) return false;
    const saved = await saving.run(() =>
      tablet.room.endObservation(known.person, known.dose.ref, reason),
    );
    if (saved === null) return false;
    leavingToken.value = null;
    lastGone.value = line.entry.token;
    return true;
  };
  return {
    saving,
    lines,
    isLocked,
    leaving,
    lastGone,
    letGo: async (line) => {
      if (line.isOver) await end(line);
      else leavingToken.value = line.entry.token;
    },
    letGoEarly: async (reason) => {
      if (leaving.value !== null) await end(leaving.value, reason);
    },
    letAllOverGo: async () => {
      for (const line of lines.value.filter((each) => each.isOver)) if (!(await end(line))) return;
    },
    cancel: () => {
      leavingToken.value = null;
      saving.clear();
    },
  };
}
