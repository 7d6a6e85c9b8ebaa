// Owns the list of what a tablet is built from: every clock, coin, wire and disk comes in here.

import type { Digest } from '../../schemas/ports.ts';
import type { Clock } from '../device/clock.ts';
import type { PageEvents } from '../device/page-events.ts';
import type { Randomness } from '../device/random.ts';
import type { DeviceStorage } from '../device/storage.ts';
import type { MissingSupport } from '../device/support.ts';
import type { TabLock } from '../device/tab-lock.ts';
import type { Timers } from '../device/timers.ts';
import type { ScheduleTimes } from '../exchange/scheduler.ts';
import type { Transport } from '../exchange/transport.ts';
import type { JournalDatabase } from '../journal/database.ts';
import type { Desk } from './commands.ts';
import type { PinCost } from '../vault/pin-derivation.ts';

export interface TabletDeps {
  readonly database: JournalDatabase;
  readonly tabLock: TabLock;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly random: Randomness;
  readonly digest: Digest;
  readonly page: PageEvents;
  readonly storage: DeviceStorage;
  readonly transport: Transport;
  readonly times: ScheduleTimes;
  readonly tuneCost: () => Promise<PinCost>;
  readonly findMissingSupport: () => MissingSupport | null;
  /** A practice session brings its own made-up list, once somebody has unlocked. */
  readonly fillDay?: (desk: Desk) => Promise<void>;
  /** As in package.json; events carry it with an `s` in front. */
  readonly appVersion: string;
}
