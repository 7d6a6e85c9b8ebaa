// Owns the few single values of the tablet: its keys, its enrolment, its clock, its current log, its pull counter.

import type { DeviceKeys } from '../vault/device-keys.ts';
import type { StoredTime } from '../device/trusted-time.ts';
import type { PhoneWrap } from '../vault/phone-wrap.ts';
import type { PinCost } from '../vault/pin-derivation.ts';
import type { RememberedPacks } from '../room/pack-changes.ts';
import type { BoardEntry } from '../room/port.ts';
import type { JournalDatabase } from './database.ts';
import type { EnrolmentRecord } from './records.ts';
import type { PersonRead } from '../../schemas/reads.ts';
import type { JournalFault } from './self-check.ts';

export interface SettingValues {
  readonly 'device-keys': DeviceKeys;
  readonly enrolment: EnrolmentRecord;
  readonly time: StoredTime;
  readonly 'current-log': string;
  readonly 'pull-counter': number;
  /** Number of the server's epoch as last heard: another one means that it was put back. */
  readonly 'server-epoch': number;
  readonly 'pin-cost': PinCost;
  /** Pack and work key under the code that a supervisor can read over the phone; gone once it was used. */
  readonly 'phone-wrap': PhoneWrap;
  /** Records that go before all others: a serious reaction. */
  readonly 'urgent-rows': readonly { readonly log: string; readonly seq: number }[];
  /** Of the lists before: versions, staff ids and numbers, for "what changed". */
  readonly 'remembered-packs': RememberedPacks;
  /** The only thing about people that rests in clear: token, initials and end of the thirty minutes, for an hour. */
  readonly 'observation-board': readonly BoardEntry[];
  /** Openings of a person's record that no record tells of, until the server has named them: time, staff id, case. */
  readonly 'reads-to-tell': readonly PersonRead[];
  /** What the self-check found and a person has to know; it stays when the log was left. */
  readonly 'kept-faults': readonly JournalFault[];
}

export async function readSetting<Name extends keyof SettingValues>(
  database: JournalDatabase,
  name: Name,
): Promise<SettingValues[Name] | null> {
  const record = await database.settings.get(name);
  return record === undefined ? null : (record.value as SettingValues[Name]);
}

export async function writeSetting<Name extends keyof SettingValues>(
  database: JournalDatabase,
  name: Name,
  value: SettingValues[Name],
): Promise<void> {
  await database.settings.put({ name, value });
}

/** Persisted before it is used: a number that was sent once is never sent again. */
export async function takePullCounter(database: JournalDatabase): Promise<number> {
  return database.transaction('rw', database.settings, async () => {
    const counter = ((await readSetting(database, 'pull-counter')) ?? 0) + 1;
    await writeSetting(database, 'pull-counter', counter);
    return counter;
  });
}

/** The server saw a higher one (a restored profile, a lost write): count on from there. */
export async function raisePullCounter(database: JournalDatabase, seen: number): Promise<void> {
  await database.transaction('rw', database.settings, async () => {
    const counter = (await readSetting(database, 'pull-counter')) ?? 0;
    if (seen > counter) await writeSetting(database, 'pull-counter', seen);
  });
}
