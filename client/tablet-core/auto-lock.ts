// Owns when an unattended tablet locks by itself: idle too long, or hidden for more than 30 seconds.

import type { Clock } from '../device/clock.ts';
import type { PageEvents } from '../device/page-events.ts';
import type { Cancel, Timers } from '../device/timers.ts';

export interface AutoLockParts {
  readonly clock: Clock;
  readonly timers: Timers;
  readonly page: PageEvents;
  /** True while a vaccination session of today is on the list: people are waiting, and hands are busy. */
  readonly isSessionOpen: () => boolean;
  readonly lock: () => void;
}

export const idleSecondsInSession = 15 * 60;
export const idleSecondsElse = 2 * 60;
/** Camera, share sheet and calls hide a page too. */
export const hiddenSecondsMax = 30;

export function startAutoLock(parts: AutoLockParts): Cancel {
  const { clock, timers, page } = parts;
  // A sleeping tablet stops the running clock, a person may set the wall clock: whichever went further counts.
  const stamp = () => ({ wall: clock.wall(), running: clock.running() });
  const since = (then: { wall: number; running: number }): number =>
    Math.max(clock.wall() - then.wall, clock.running() - then.running);
  let touchedAt = stamp();
  let hiddenAt: ReturnType<typeof stamp> | null = page.isVisible() ? null : stamp();
  let cancelHidden: Cancel = () => undefined;
  const check = (): void => {
    const idleMax = parts.isSessionOpen() ? idleSecondsInSession : idleSecondsElse;
    if (since(touchedAt) >= idleMax) parts.lock();
    else if (hiddenAt !== null && since(hiddenAt) >= hiddenSecondsMax) parts.lock();
  };
  const cancels = [
    page.onActivity(() => {
      touchedAt = stamp();
    }),
    page.onVisibility((isVisible) => {
      cancelHidden();
      // A frozen page ran no timer: the time is looked at before anything is painted again.
      if (isVisible) check();
      hiddenAt = isVisible ? null : stamp();
      if (!isVisible) cancelHidden = timers.after(hiddenSecondsMax * 1000, check);
    }),
    timers.every(5_000, check),
  ];
  return () => {
    cancelHidden();
    for (const cancel of cancels) cancel();
  };
}
