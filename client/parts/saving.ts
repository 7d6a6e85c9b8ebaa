// Owns one save at a time: a second tap while one is under way is taken for the same tap, and every outcome has words.

import { signal, type ReadonlySignal } from '@preact/signals';
import type { SaveOutcome } from '../tablet.ts';

export type SaveProblem = Exclude<SaveOutcome, { readonly outcome: 'saved' }>;

export interface Saving {
  readonly isBusy: ReadonlySignal<boolean>;
  readonly problem: ReadonlySignal<SaveProblem | null>;
  readonly clear: () => void;
  /** Null when a save was under way already, or when nothing was saved: `problem` then says why. */
  readonly run: <Outcome extends SaveOutcome>(
    act: () => Promise<Outcome>,
  ) => Promise<Extract<Outcome, { readonly outcome: 'saved' }> | null>;
}

export function createSaving(): Saving {
  const isBusy = signal(false);
  const problem = signal<SaveProblem | null>(null);
  return {
    isBusy,
    problem,
    clear: () => void (problem.value = null),
    run: async <Outcome extends SaveOutcome>(act: () => Promise<Outcome>) => {
      if (isBusy.value) return null;
      isBusy.value = true;
      try {
        const outcome = await act();
        if (outcome.outcome === 'saved') {
          problem.value = null;
          return outcome as Extract<Outcome, { readonly outcome: 'saved' }>;
        }
        problem.value = outcome;
      } catch {
        problem.value = { outcome: 'not-saved', why: 'storage-failed' };
      } finally {
        isBusy.value = false;
      }
      return null;
    },
  };
}
