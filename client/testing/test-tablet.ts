// Owns the building of tablets for tests: hand-driven clock, calm page, cheap PINs.

import { digest } from '../device/digest.ts';
import type { PageEvents } from '../device/page-events.ts';
import { createBrowserRandomness } from '../device/random.ts';
import { createBrowserTabLock } from '../device/tab-lock.ts';
import { createBrowserTimers } from '../device/timers.ts';
import type { Transport } from '../exchange/transport.ts';
import { openJournalDatabase } from '../journal/database.ts';
import { createTablet } from '../tablet-core/create-tablet.ts';
import type { TabletDeps } from '../tablet-core/deps.ts';
import { testNow } from './test-pack.ts';

/** A page that is visible and online for ever, and untouched. */
const calmPage: PageEvents = {
  isVisible: () => true,
  isOnline: () => true,
  linkHints: () => ({ effectiveType: '4g', isSavingData: false }),
  onVisibility: () => () => undefined,
  onOnline: () => () => undefined,
  onActivity: () => () => undefined,
};

export function createTestDeps(
  name: string,
  transport: Transport,
  wall = () => testNow,
): TabletDeps {
  return {
    database: openJournalDatabase(name),
    tabLock: createBrowserTabLock(name),
    clock: { wall, running: () => performance.now() / 1000 },
    timers: createBrowserTimers(),
    random: createBrowserRandomness(),
    digest,
    page: calmPage,
    storage: {
      askToPersist: async () => true,
      facts: async () => ({ isPersisted: true, freeBytes: 1_000_000 }),
    },
    transport,
    times: {
      retrySecondsMin: 0.2,
      retrySecondsMax: 0.4,
      coalesceSeconds: 0.02,
      coalesceSecondsSlow: 0.02,
      pollSeconds: 0.3,
    },
    tuneCost: async () => ({ memoryKiB: 64, iterations: 1 }),
    findMissingSupport: () => null,
    appVersion: '0.0.0',
  };
}

export function createTestTablet(name: string, transport: Transport, wall?: () => number) {
  return createTablet(createTestDeps(name, transport, wall));
}
