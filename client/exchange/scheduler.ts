// Owns when the tablet talks to the server: at once when there is a reason, again later after a failure, never two at a time.

import type { Randomness } from '../device/random.ts';
import type { Cancel, Timers } from '../device/timers.ts';
import type { ExchangeOutcome } from './exchange-once.ts';

export interface ScheduleTimes {
  readonly retrySecondsMin: number;
  readonly retrySecondsMax: number;
  /** Appends within this time go together. */
  readonly coalesceSeconds: number;
  /** And on a slow link within this one: a request costs more there than all records of a quarter of a minute. */
  readonly coalesceSecondsSlow: number;
  /** While unlocked, so that a second tablet sees doses soon. */
  readonly pollSeconds: number;
}

export const ordinaryTimes: ScheduleTimes = {
  retrySecondsMin: 5,
  retrySecondsMax: 300,
  coalesceSeconds: 1,
  coalesceSecondsSlow: 15,
  pollSeconds: 20,
};

export interface SchedulerParts {
  readonly times: ScheduleTimes;
  readonly timers: Timers;
  readonly random: Pick<Randomness, 'fraction'>;
  /** `sizeHalvings`: how often the request has been cut down after a cut link. */
  readonly run: (sizeHalvings: number) => Promise<ExchangeOutcome>;
  /** True while something would come or go: unlocked, or rows unsent. */
  readonly hasReason: () => boolean;
  readonly isLinkSlow: () => boolean;
  readonly onState: (state: 'reaching' | 'online' | 'offline') => void;
}

export interface Scheduler {
  /** Now; when one is under way, once more after it. */
  readonly now: () => void;
  readonly soon: () => void;
  readonly stop: () => void;
}

/** `in-turn`: the time after the last failure is over. `asked`: a record, a tap or a network that came back. */
type Why = 'in-turn' | 'asked';

const halvingsMax = 6;

export function createScheduler(parts: SchedulerParts): Scheduler {
  const { times, timers } = parts;
  let isRunning = false;
  let isAskedAgain = false;
  let isStopped = false;
  let failures = 0;
  let halvings = 0;
  let cancelNext: Cancel | null = null;
  let cancelSoon: Cancel | null = null;

  const planNext = (seconds: number): void => {
    cancelNext?.();
    cancelNext = timers.after(seconds * 1000, () => start('in-turn'));
  };
  const settle = (outcome: ExchangeOutcome, why: Why): void => {
    const isAnswered = outcome.outcome === 'answered';
    const isWhole = isAnswered && outcome.isWhole;
    // A try that a new record asked for says nothing of how long the network has been gone: only those in turn wait ever longer.
    if (isWhole) failures = 0;
    else if (why === 'in-turn' || failures === 0) failures += 1;
    if (isWhole) halvings = Math.max(0, halvings - 1);
    else if (outcome.outcome !== 'refused' || outcome.isRequestAtFault)
      halvings = Math.min(halvingsMax, halvings + 1);
    parts.onState(isAnswered ? 'online' : 'offline');
    const asked = askedSeconds(outcome, times);
    if (isWhole && outcome.hasMore && asked === null) isAskedAgain = true;
    else if (isWhole) planNext(Math.max(times.pollSeconds, jittered(asked ?? 0, parts)));
    else planNext(Math.max(retrySeconds(failures, parts), jittered(asked ?? 0, parts)));
  };
  const runAll = async (why: Why): Promise<void> => {
    isRunning = true;
    do {
      isAskedAgain = false;
      if (failures > 0) parts.onState('reaching');
      const unreachable = (): ExchangeOutcome => ({ outcome: 'unreachable' });
      settle(await parts.run(halvings).catch(unreachable), why);
    } while (isAskedAgain && !isStopped);
    isRunning = false;
  };
  const start = (why: Why): void => {
    cancelNext?.();
    cancelSoon?.();
    cancelNext = cancelSoon = null;
    if (isStopped) return;
    if (isRunning) isAskedAgain = true;
    else if (parts.hasReason()) void runAll(why);
    else planNext(times.pollSeconds);
  };
  const now = (): void => start('asked');
  return {
    now,
    soon: () => {
      const seconds = parts.isLinkSlow() ? times.coalesceSecondsSlow : times.coalesceSeconds;
      cancelSoon ??= timers.after(seconds * 1000, now);
    },
    stop: () => {
      isStopped = true;
      cancelNext?.();
      cancelSoon?.();
    },
  };
}

/** 5 s, 10 s, 20 s … 5 min, each somewhere in its upper half, so that a district does not knock at one moment. */
export function retrySeconds(
  failures: number,
  parts: Pick<SchedulerParts, 'times' | 'random'>,
): number {
  const { retrySecondsMin, retrySecondsMax } = parts.times;
  const full = Math.min(retrySecondsMax, retrySecondsMin * 2 ** Math.max(0, failures - 1));
  return full * (0.5 + parts.random.fraction() / 2);
}

/** A proxy or a captive portal may ask for a day: whoever is not our server is asked again within our own time. */
function askedSeconds(outcome: ExchangeOutcome, times: ScheduleTimes): number | null {
  if (outcome.outcome === 'unreachable' || outcome.retryAfterSeconds === null) return null;
  if (outcome.outcome === 'answered') return outcome.retryAfterSeconds;
  return Math.min(outcome.retryAfterSeconds, times.retrySecondsMax);
}

function jittered(seconds: number, parts: Pick<SchedulerParts, 'random'>): number {
  return seconds * (1 + parts.random.fraction() * 0.3);
}
