// Owns timers that tests step by hand, in seconds.

import type { Timers } from '../device/timers.ts';

export interface HandTimers extends Timers {
  readonly now: () => number;
  /** Lets time pass, running what falls due in order, with everything it awaits. */
  readonly step: (seconds: number) => Promise<void>;
}

export function createHandTimers(): HandTimers {
  let now = 0;
  let waiting: { at: number; run: () => void; every: number | null }[] = [];
  const add = (seconds: number, run: () => void, every: number | null) => {
    const timer = { at: now + seconds, run, every };
    waiting.push(timer);
    return () => {
      waiting = waiting.filter((other) => other !== timer);
    };
  };
  const settle = async (): Promise<void> => {
    for (let i = 0; i < 20; i++) await Promise.resolve();
  };
  return {
    now: () => now,
    after: (milliseconds, run) => add(milliseconds / 1000, run, null),
    every: (milliseconds, run) => add(milliseconds / 1000, run, milliseconds / 1000),
    step: async (seconds) => {
      const end = now + seconds;
      await settle();
      for (;;) {
        const next = waiting.filter((timer) => timer.at <= end).sort((a, b) => a.at - b.at)[0];
        if (next === undefined) break;
        now = next.at;
        if (next.every === null) waiting = waiting.filter((timer) => timer !== next);
        else next.at += next.every;
        next.run();
        await settle();
      }
      now = end;
    },
  };
}
