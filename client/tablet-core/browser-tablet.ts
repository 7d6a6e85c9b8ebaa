// Owns the building of the tablet from the platform's own parts: real clock, real network, real disk.

import { createBackgroundDelivery } from '../device/background-delivery.ts';
import { createBrowserClock } from '../device/clock.ts';
import { digest } from '../device/digest.ts';
import { createBrowserPageEvents } from '../device/page-events.ts';
import { createBrowserRandomness } from '../device/random.ts';
import { createBrowserStorage } from '../device/storage.ts';
import { createBrowserTabLock } from '../device/tab-lock.ts';
import { findMissingSupport } from '../device/support.ts';
import { createBrowserTimers } from '../device/timers.ts';
import { ordinaryTimes } from '../exchange/scheduler.ts';
import { createFetchTransport } from '../exchange/transport.ts';
import { openJournalDatabase } from '../journal/database.ts';
import type { Tablet } from '../tablet.ts';
import { tunePinCost } from '../vault/pin-derivation.ts';
import { askWhileUnsent } from './background.ts';
import { createTablet } from './create-tablet.ts';

export function createBrowserTablet(): Tablet {
  const clock = createBrowserClock();
  const timers = createBrowserTimers();
  const tablet = createTablet({
    database: openJournalDatabase(),
    tabLock: createBrowserTabLock('suchi-append'),
    clock,
    timers,
    random: createBrowserRandomness(),
    digest,
    page: createBrowserPageEvents(),
    storage: createBrowserStorage(),
    transport: createFetchTransport(timers),
    times: ordinaryTimes,
    tuneCost: () => tunePinCost(clock.running),
    findMissingSupport,
    appVersion: __APP_VERSION__,
  });
  askWhileUnsent(tablet.connection, createBackgroundDelivery());
  return tablet;
}
