// Owns the desk's notion of time: a port given from outside, and what has been learnt of the server's clock.

import { signal, type ReadonlySignal } from '@preact/signals';

/** What the desk needs of the platform. `now` in epoch seconds; `every` answers with its own stop. */
export interface DeskTime {
  readonly now: () => number;
  readonly every: (milliseconds: number, run: () => void) => () => void;
}

export interface ServerNow {
  /** Epoch seconds by the server's clock, stepped every few seconds. */
  readonly now: ReadonlySignal<number>;
  readonly learn: (servedAt: number | null) => void;
  readonly dispose: () => void;
}

const stepMilliseconds = 5_000;

/** A desk's own clock may be wrong; "4 minutes ago" and "minutes left" compare with the server's. */
export function createServerNow(time: DeskTime): ServerNow {
  let serverAheadSeconds = 0;
  const now = signal(time.now());
  const step = (): void => {
    now.value = time.now() + serverAheadSeconds;
  };
  return {
    now,
    learn: (servedAt) => {
      if (servedAt === null) return;
      serverAheadSeconds = servedAt - time.now();
      step();
    },
    dispose: time.every(stepMilliseconds, step),
  };
}
