// Owns the tablet's look at itself: at every start, before anybody unlocks, and whenever somebody asks. What it finds is told, not mended.

import { signal, type ReadonlySignal } from '@preact/signals';
import type { DeviceStorage } from '../device/storage.ts';
import type { Timers } from '../device/timers.ts';
import type { JournalDatabase } from '../journal/database.ts';
import { adoptOrphans, isSameFault, keepFaults, leaveLog } from '../journal/leave-log.ts';
import type { LogMaker } from '../journal/logs.ts';
import { readSelfCheck, type JournalCheck } from '../journal/read-self-check.ts';
import { needsPerson, type JournalFault } from '../journal/self-check.ts';
import { readSetting } from '../journal/settings.ts';
import type { FaultView, SelfCheck } from '../tablet.ts';
import type { Digest } from '../../schemas/ports.ts';
import type { Randomness } from '../device/random.ts';
import { notebookName } from './notebook-name.ts';

export interface SelfCheckRunner {
  /** Null until the first look has ended. */
  readonly result: ReadonlySignal<SelfCheck | null>;
  readonly isRunning: ReadonlySignal<boolean>;
  /** One at a time: who asks meanwhile gets the end of the one under way. */
  readonly run: () => Promise<void>;
  /** For the heartbeat. */
  readonly faultsToTell: () => number;
}

export interface SelfCheckDeps {
  readonly database: JournalDatabase;
  readonly digest: Digest;
  readonly random: Randomness;
  readonly timers: Timers;
  readonly storage: DeviceStorage;
  readonly now: () => number;
}

export function createSelfCheck(deps: SelfCheckDeps): SelfCheckRunner {
  const result = signal<SelfCheck | null>(null);
  const isRunning = signal(false);
  let underway: Promise<void> | null = null;
  /** Known from earlier looks: told in the heartbeat also while a large log is still being read. */
  let toldBefore = 0;
  const run = async (): Promise<void> => {
    isRunning.value = true;
    try {
      toldBefore = ((await readSetting(deps.database, 'kept-faults')) ?? []).length;
      result.value = await lookAndKeep(deps);
    } catch {
      // A storage that cannot be read is no proof of a fault in it: told as what it is, and tried again at the next start.
      result.value = { outcome: 'not-checked', at: deps.now(), faults: result.value?.faults ?? [] };
    } finally {
      isRunning.value = false;
      underway = null;
    }
  };
  return {
    result,
    isRunning,
    run: () => (underway ??= run()),
    faultsToTell: () =>
      result.value?.faults.filter((fault) => fault.needsPerson).length ?? toldBefore,
  };
}

async function lookAndKeep(deps: SelfCheckDeps): Promise<SelfCheck> {
  const { database, digest, random, timers } = deps;
  const keys = await readSetting(database, 'device-keys');
  const maker: LogMaker | null =
    keys === null ? null : { digest, random, thumbprint: keys.thumbprint };
  const pause = (): Promise<void> => new Promise((resolve) => void timers.after(0, resolve));
  const check = await readSelfCheck({ database, digest, maker, pause });
  const isTold = (fault: JournalFault): boolean => needsPerson(fault, check.toLeave);
  // First written down, then left: a tablet that dies in between finds the fault again, and one that was left is not forgotten.
  const before = check.faults.filter((each) => each.fault !== 'log-record-missing');
  await keepFaults(database, before.filter(isTold));
  if (maker !== null) await goOn(database, maker, check);
  const kept = await keepFaults(database, check.faults.filter(isTold));
  const { isPersisted, freeBytes } = await deps.storage.facts();
  const passing = check.faults.filter((fault) => !kept.some((each) => isSameFault(each, fault)));
  return {
    outcome: 'checked',
    at: deps.now(),
    records: check.rows,
    isPersisted,
    freeBytes,
    faults: [
      ...kept.map((fault) => toView(fault, true)),
      ...passing.map((fault) => toView(fault, false)),
    ],
  };
}

/** Whatever follows a fault goes on in a new log, so that nobody at the table is stopped and nothing good is stranded. */
async function goOn(
  database: JournalDatabase,
  maker: LogMaker,
  check: JournalCheck,
): Promise<void> {
  for (const toLeave of check.toLeave) await leaveLog(database, maker, toLeave);
  const enrolment = await readSetting(database, 'enrolment');
  if (enrolment === null) return;
  for (const fault of check.faults)
    if (fault.fault === 'log-record-missing') await adoptOrphans(database, maker, enrolment, fault);
}

function toView(
  { log, fault, from, to, isWithDistrict }: JournalFault,
  needsHelp: boolean,
): FaultView {
  return { notebook: notebookName(log), fault, from, to, isWithDistrict, needsPerson: needsHelp };
}
