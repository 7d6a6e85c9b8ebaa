// Owns the building of a practice session from the browser's own parts: real clock, real disk, no network.

import { createBrowserClock } from '../device/clock.ts';
import { digest } from '../device/digest.ts';
import { createBrowserPageEvents } from '../device/page-events.ts';
import { createBrowserRandomness } from '../device/random.ts';
import { createBrowserTabLock } from '../device/tab-lock.ts';
import { findMissingSupport } from '../device/support.ts';
import { createBrowserTimers } from '../device/timers.ts';
import { ordinaryTimes } from '../exchange/scheduler.ts';
import { tunePinCost } from '../vault/pin-derivation.ts';
import { createPractice, type Practice } from './create-practice.ts';

export function createBrowserPractice(centreName: string): Promise<Practice> {
  const clock = createBrowserClock();
  return createPractice({
    centreName,
    tabLock: createBrowserTabLock('suchi-practice-append'),
    clock,
    timers: createBrowserTimers(),
    random: createBrowserRandomness(),
    digest,
    page: createBrowserPageEvents(),
    times: ordinaryTimes,
    tuneCost: () => tunePinCost(clock.running),
    findMissingSupport,
    appVersion: __APP_VERSION__,
  });
}
