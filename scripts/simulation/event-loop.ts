// Owns simulated time and the order in which things happen: tasks first in, first out; time passes only when nobody has work.

import type { Timers } from '../../client/device/timers.ts';

type Run = () => void;

export interface SimulatedLoop {
  /** Seconds since the run began. */
  readonly now: () => number;
  /** Which task is running: what belongs to one turn of a real event loop has one number. */
  readonly turn: () => number;
  readonly task: (run: Run) => void;
  readonly after: (seconds: number, run: Run) => () => void;
  readonly sleep: (seconds: number) => Promise<void>;
  /** After so many tasks of anybody: how a tab is killed at whatever await it stands. */
  readonly afterTasks: (count: number, run: Run) => void;
  readonly timers: Timers;
  /** Runs until `isDone`, or until nothing is left to happen before `untilSeconds`. True when done. */
  readonly run: (isDone: () => boolean, untilSeconds: number) => Promise<boolean>;
}

interface Timer {
  readonly at: number;
  readonly order: number;
  readonly run: Run;
  isCancelled: boolean;
}

/** Kept before anything is patched. */
const realSetImmediate = globalThis.setImmediate;
const realNextTick = process.nextTick.bind(process);

export function createLoop(): SimulatedLoop {
  let now = 0;
  let turn = 0;
  let order = 0;
  let tasks: Run[] = [];
  let head = 0;
  let timers: Timer[] = [];
  const waiting: { due: number; run: Run }[] = [];
  const task = (run: Run): void => void tasks.push(run);

  const after = (seconds: number, run: Run): (() => void) => {
    const timer: Timer = {
      at: now + Math.max(0, seconds),
      order: order++,
      run,
      isCancelled: false,
    };
    let place = timers.length;
    while (place > 0 && timers[place - 1]!.at > timer.at) place--;
    timers.splice(place, 0, timer);
    return () => {
      timer.isCancelled = true;
    };
  };
  const every = (seconds: number, run: Run): (() => void) => {
    let cancel = (): void => undefined;
    const again = (): void => {
      cancel = after(seconds, () => {
        again();
        run();
      });
    };
    again();
    return () => cancel();
  };
  /** Node runs this when no promise is left that could settle: every promise of a task has. */
  const settle = (): Promise<void> => new Promise((resolve) => realNextTick(resolve));
  /** What the platform answers in a turn of the real loop: the ends of its streams. */
  const realTurn = (): Promise<void> => new Promise((resolve) => realSetImmediate(resolve));
  const nextTask = (): Run | null => {
    if (head < tasks.length) {
      const run = tasks[head++]!;
      if (head > 4096) {
        tasks = tasks.slice(head);
        head = 0;
      }
      return run;
    }
    return null;
  };
  const releaseDue = (): void => {
    for (let i = waiting.length - 1; i >= 0; i--)
      if (waiting[i]!.due <= turn) task(waiting.splice(i, 1)[0]!.run);
  };
  return {
    now: () => now,
    turn: () => turn,
    task,
    after,
    sleep: (seconds) => new Promise((resolve) => after(seconds, resolve)),
    afterTasks: (count, run) => void waiting.push({ due: turn + count, run }),
    timers: {
      after: (milliseconds, run) => after(milliseconds / 1000, run),
      every: (milliseconds, run) => every(milliseconds / 1000, run),
    },
    run: async (isDone, untilSeconds) => {
      let idle = 0;
      while (!isDone()) {
        const run = nextTask();
        if (run !== null) {
          idle = 0;
          turn++;
          run();
          if (waiting.length > 0) releaseDue();
          await settle();
          continue;
        }
        // Streams of the platform may need a second real turn: time passes only after two idle ones.
        if (idle++ < 2) {
          await realTurn();
          continue;
        }
        idle = 0;
        if (waiting.length > 0) {
          turn++;
          releaseDue();
          continue;
        }
        timers = timers.filter((timer) => !timer.isCancelled);
        const due = timers[0];
        if (due === undefined || due.at > untilSeconds) return isDone();
        timers.shift();
        now = due.at;
        task(due.run);
      }
      return true;
    },
  };
}
