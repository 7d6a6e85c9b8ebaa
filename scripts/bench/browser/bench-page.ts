// Runs in a page of its own: the tablet's real core over the browser's own disk, cryptography and network, driven by the bench.

import { createBrowserTabLock } from '../../../client/device/tab-lock.ts';
import { createBrowserTimers } from '../../../client/device/timers.ts';
import { createFetchTransport } from '../../../client/exchange/transport.ts';
import { openJournalDatabase } from '../../../client/journal/database.ts';
import type { EnrolmentRecord } from '../../../client/journal/records.ts';
import { createBenchTablet, type BenchTablet, type Trip } from '../day/bench-tablet.ts';
import { recordDay } from '../day/record-day.ts';
import type { PlannedRecord } from '../day/day-plan.ts';
import type { BookedPerson } from '../server/bench-centre.ts';
import { measureAppends, type AppendTimes } from './append-times.ts';

/** What the bench finds in the page; everything that crosses is plain data. */
export interface BenchPage {
  readonly begin: () => Promise<{ readonly publicKey: number[]; readonly device: string }>;
  /** Enrolled, unlocked, the list taken. */
  readonly morning: (record: EnrolmentRecord, seconds: number) => Promise<readonly Trip[]>;
  readonly recordDay: (
    people: readonly BookedPerson[],
    plan: readonly PlannedRecord[],
  ) => Promise<void>;
  readonly lock: () => Promise<void>;
  readonly crash: () => void;
  readonly dropBodies: () => Promise<void>;
  readonly exchange: () => Promise<readonly Trip[]>;
  readonly measureAppends: (person: BookedPerson, pairs: number) => Promise<AppendTimes>;
}

let tablet: BenchTablet;

const bench: BenchPage = {
  begin: async () => {
    tablet = await createBenchTablet({
      database: openJournalDatabase(),
      transport: createFetchTransport(createBrowserTimers()),
      tabLock: createBrowserTabLock('suchi-append'),
    });
    return { publicKey: [...tablet.publicKey], device: tablet.device };
  },
  morning: async (record, seconds) => {
    await tablet.enrol(record, seconds);
    await tablet.unlock();
    return tablet.exchange();
  },
  recordDay: (people, plan) => recordDay(tablet, people, plan),
  lock: () => tablet.lock(),
  crash: () => tablet.crash(),
  dropBodies: () => tablet.dropBodies(),
  exchange: () => tablet.exchange(),
  measureAppends: (person, pairs) => measureAppends(tablet, person, pairs),
};
Object.assign(globalThis, { bench });
