// Owns a clock for tests that stands still until it is told to move, and then rings what was due.

import type { DeskTime } from '../desk-time.ts';
import { fakeNow } from './fake-now.ts';

export interface SteppedTime extends DeskTime {
  /** Moves on by seconds and runs every timer as often as it came due. */
  readonly step: (seconds: number) => void;
}

export function createSteppedTime(startAt = fakeNow): SteppedTime {
  let now = startAt;
  const timers = new Set<{ readonly seconds: number; readonly run: () => void; next: number }>();
  return {
    now: () => now,
    every: (milliseconds, run) => {
      const seconds = milliseconds / 1000;
      const timer = { seconds, run, next: now + seconds };
      timers.add(timer);
      return () => timers.delete(timer);
    },
    step: (seconds) => {
      const end = now + seconds;
      while (now < end) {
        now += 1;
        for (const timer of timers) {
          if (now < timer.next) continue;
          timer.next += timer.seconds;
          timer.run();
        }
      }
    },
  };
}

/** Lets every promise that is already answered take effect. */
export async function settle(): Promise<void> {
  for (let i = 0; i < 12; i += 1) await Promise.resolve();
}
