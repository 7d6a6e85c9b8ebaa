// Owns asking for one thing again and again: the last good answer stays while a newer one is on its way or fails.

import { signal, type ReadonlySignal } from '@preact/signals';
import type { Asked, DeskAnswer, DeskFault } from './desk-client.ts';

export interface Loaded<Value> {
  readonly value: ReadonlySignal<Value | null>;
  /** Why the last question had no answer; null after a good one. */
  readonly fault: ReadonlySignal<DeskFault | null>;
  readonly isLoading: ReadonlySignal<boolean>;
  readonly load: (asked?: Asked) => Promise<void>;
  /** Drops what is held: an answer still on its way is no longer taken. */
  readonly forget: () => void;
}

/** Where every answer of the server is seen first: a lost sign-in, and the server's clock. */
export type Watch = <Answer extends DeskAnswer<unknown>>(answer: Answer) => Answer;

export function createLoaded<Value>(
  ask: (asked: Asked) => Promise<DeskAnswer<Value>>,
  watch: Watch,
): Loaded<Value> {
  const value = signal<Value | null>(null);
  const fault = signal<DeskFault | null>(null);
  const isLoading = signal(false);
  let questionNo = 0;
  return {
    value,
    fault,
    isLoading,
    load: async (asked) => {
      questionNo += 1;
      const mine = questionNo;
      isLoading.value = true;
      const answer = watch(await ask(asked));
      // A slow answer to an older question must not replace a newer one.
      if (mine !== questionNo) return;
      isLoading.value = false;
      if (answer.outcome === 'answered') {
        value.value = answer.value;
        fault.value = null;
      } else {
        fault.value = answer;
      }
    },
    forget: () => {
      questionNo += 1;
      value.value = null;
      fault.value = null;
      isLoading.value = false;
    },
  };
}
