// Owns the leaving of a log that a fault stops: what follows goes on in a new log by pointers, and the fault is written down for good.
// One transaction, as after a mismatch with the server. No row is changed or deleted, and none is made up for one that is gone.

import { isLogOfSameTablet } from '../../schemas/log/log-id.ts';
import { reEmit } from './adopt.ts';
import type { JournalDatabase } from './database.ts';
import { genesisOf, makeLog, type LogMaker } from './logs.ts';
import type { LogRecord, RowRecord } from './records.ts';
import type { LogToLeave } from './read-self-check.ts';
import { hasHashes, type JournalFault } from './self-check.ts';
import { readSetting, writeSetting } from './settings.ts';

export type LeaveOutcome =
  | { readonly outcome: 'left'; readonly to: string | null; readonly rows: number }
  /** Somebody was faster, or there is nothing to go on with. */
  | { readonly outcome: 'moved-on' };

export async function leaveLog(
  database: JournalDatabase,
  maker: LogMaker,
  toLeave: LogToLeave,
): Promise<LeaveOutcome> {
  const { settings, logs, rows } = database;
  return database.transaction('rw', settings, logs, rows, async () => {
    const left = await logs.get(toLeave.log);
    if (left === undefined) return { outcome: 'moved-on' };
    const isCurrent = (await readSetting(database, 'current-log')) === left.log;
    const { leaveAfter } = toLeave;
    // What stands now counts: after another tab has left it, or an answer has set its head back, nothing follows twice.
    // A head that was recorded too low hides rows above it; in a retired log such rows already travel elsewhere.
    const to = isCurrent ? Number.MAX_SAFE_INTEGER : left.headSeq;
    const following = await rowsFrom(database, left.log, leaveAfter + 1, to);
    // Only the log that is written needs one to go on in when nothing follows.
    const begun =
      isCurrent || following.length > 0 ? await begin(database, maker, left, following) : null;
    if (isCurrent && begun !== null) await writeSetting(database, 'current-log', begun.log);
    if (leaveAfter < left.headSeq) {
      const last = await rows.get([left.log, leaveAfter]);
      const cutHash = left.prunedTo?.seq === leaveAfter ? left.prunedTo.hash : left.headHash;
      const before = leaveAfter === 0 ? genesisOf(maker, left) : cutHash;
      await logs.put({ ...left, headSeq: leaveAfter, headHash: last?.hash ?? before });
    }
    return { outcome: 'left', to: begun?.log ?? null, rows: following.length };
  });
}

/** Rows without their log's record: they go on in a new log of this centre, once. */
export async function adoptOrphans(
  database: JournalDatabase,
  maker: LogMaker,
  place: Pick<LogRecord, 'centreId' | 'deployment'>,
  fault: JournalFault,
): Promise<LeaveOutcome> {
  const { settings, logs, rows, acks } = database;
  return database.transaction('rw', settings, logs, rows, acks, async () => {
    const isOwn = isLogOfSameTablet(fault.log, makeLog(maker, place).log);
    if (!isOwn || (await logs.get(fault.log)) !== undefined) return { outcome: 'moved-on' };
    const kept = (await readSetting(database, 'kept-faults')) ?? [];
    const isTaken = kept.some(
      ({ log, fault: name, to }) =>
        log === fault.log && name === 'log-record-missing' && to >= fault.to,
    );
    const have = (await acks.get(fault.log))?.have ?? 0;
    if (isTaken || fault.to <= have) return { outcome: 'moved-on' };
    const following = await rowsFrom(
      database,
      fault.log,
      Math.max(have + 1, fault.from),
      Number.MAX_SAFE_INTEGER,
    );
    const begun = await begin(database, maker, place, following);
    await writeSetting(database, 'kept-faults', withFault(kept, fault));
    return { outcome: 'left', to: begun.log, rows: following.length };
  });
}

const keptFaultsMax = 200;

/** What needs a person is remembered: once a log was left, nothing in the tables shows the fault any more. Written before that. */
export async function keepFaults(
  database: JournalDatabase,
  found: readonly JournalFault[],
): Promise<readonly JournalFault[]> {
  return database.transaction('rw', database.settings, async () => {
    const kept = (await readSetting(database, 'kept-faults')) ?? [];
    const all = found.reduce(withFault, kept);
    if (all.length > kept.length) await writeSetting(database, 'kept-faults', all);
    return all;
  });
}

function withFault(kept: readonly JournalFault[], fault: JournalFault): readonly JournalFault[] {
  const isKnown = kept.some((each) => isSameFault(each, fault));
  return isKnown || kept.length >= keptFaultsMax ? kept : [...kept, fault];
}

export function isSameFault(a: JournalFault, b: JournalFault): boolean {
  return a.log === b.log && a.fault === b.fault && a.from === b.from && a.to === b.to;
}

async function begin(
  database: JournalDatabase,
  maker: LogMaker,
  place: Pick<LogRecord, 'centreId' | 'deployment'>,
  following: readonly RowRecord[],
): Promise<LogRecord> {
  const begun = makeLog(maker, place);
  const pointers = reEmit(maker.digest, begun, following);
  const last = pointers.at(-1);
  await database.rows.bulkAdd(pointers);
  await database.logs.add(
    last === undefined ? begun : { ...begun, headSeq: last.seq, headHash: last.hash },
  );
  return begun;
}

async function rowsFrom(
  database: JournalDatabase,
  log: string,
  from: number,
  to: number,
): Promise<RowRecord[]> {
  const found = await database.rows
    .where('[log+seq]')
    .between([log, from], [log, to], true, true)
    .toArray();
  // A row without its hashes has no identity left that could travel; it stays where it is.
  return found.filter(hasHashes);
}
