// Owns what the tablet believes the time to be: max(wall clock, last server time + running time), and when to ask a person.

import { daysBetween, istDayOf } from '../../schemas/rules/day.ts';
import type { Clock } from './clock.ts';

/** What outlives a restart. All in epoch seconds except the drift. */
export interface StoredTime {
  readonly lastServerTime: number | null;
  /** The wall clock when this was stored. */
  readonly lastWall: number | null;
  /** Seconds the wall clock was ahead of the server at the last contact. */
  readonly driftSeconds: number;
  /** Days added by a person's answer to "Which day is this list for?"; 0 again after contact. */
  readonly answeredDays: number;
}

export const unknownTime: StoredTime = {
  lastServerTime: null,
  lastWall: null,
  driftSeconds: 0,
  answeredDays: 0,
};

export type ClockFault = 'went-back' | 'jumped-ahead' | null;

const backToleranceSeconds = 300;
const aheadSecondsMax = 7 * 86_400;

/** A clock that went back, or jumped more than 7 days ahead, since it was last seen. */
export function judgeClock(stored: StoredTime, wall: number): ClockFault {
  if (stored.lastWall === null) return null;
  if (wall < stored.lastWall - backToleranceSeconds) return 'went-back';
  return wall > stored.lastWall + aheadSecondsMax ? 'jumped-ahead' : null;
}

export interface TrustedTime {
  readonly now: () => number;
  /** Estimated seconds that `now` is ahead of the server's clock; 0 when nothing is known. */
  readonly skew: () => number;
  readonly drift: () => number;
  readonly fault: () => ClockFault;
  /** Looks at the wall clock again: it may be set by hand while the page lives. */
  readonly check: () => void;
  readonly serverTimeSeen: (serverTime: number) => void;
  /** A person said which day it is: the time of day of the wall clock stays. */
  readonly answerDay: (day: string) => void;
  /** What to store now. Null while a question is open: a wrong clock is not taken for the last seen one. */
  readonly toStore: () => StoredTime | null;
}

export function createTrustedTime(clock: Clock, loaded: StoredTime): TrustedTime {
  let stored = loaded;
  let fault = judgeClock(loaded, clock.wall());
  let contactRunning: number | null = null;
  const startedRunning = clock.running();
  const serverEstimate = (): number | null =>
    stored.lastServerTime === null
      ? null
      : stored.lastServerTime + (clock.running() - (contactRunning ?? startedRunning));
  const now = (): number => {
    const wall = clock.wall() + stored.answeredDays * 86_400;
    const estimate = serverEstimate() ?? 0;
    // A wall clock in 2099 must not close the day list while the server has just said the time.
    if (contactRunning !== null && wall - estimate > aheadSecondsMax) return Math.floor(estimate);
    return Math.floor(Math.max(wall, stored.answeredDays < 0 ? 0 : estimate));
  };
  return {
    now,
    skew: () => {
      if (contactRunning !== null) return Math.round(now() - (serverEstimate() ?? now()));
      const isWallInForce = now() === clock.wall();
      return fault === null && stored.answeredDays === 0 && isWallInForce ? stored.driftSeconds : 0;
    },
    drift: () => stored.driftSeconds,
    fault: () => fault,
    check: () => {
      if (contactRunning === null) fault ??= judgeClock(stored, clock.wall());
    },
    serverTimeSeen: (serverTime) => {
      const wall = clock.wall();
      contactRunning = clock.running();
      const driftSeconds = wall - serverTime;
      stored = { lastServerTime: serverTime, lastWall: wall, driftSeconds, answeredDays: 0 };
      fault = null;
    },
    answerDay: (day) => {
      const wall = clock.wall();
      const answeredDays = daysBetween(istDayOf(wall), day) ?? 0;
      stored = { ...stored, lastWall: wall, answeredDays };
      fault = null;
    },
    toStore: () => {
      if (fault !== null) return null;
      stored = { ...stored, lastWall: clock.wall() };
      return stored;
    },
  };
}
