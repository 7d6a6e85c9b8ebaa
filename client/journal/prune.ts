// Owns which sealed rows leave the tablet, and their leaving: stable ones only, whole spans of them, never the last ones of a log.

import type { JournalDatabase } from './database.ts';
import { leaveCursor } from './leave-cursor.ts';
import type { LogRecord } from './records.ts';
import { readSetting, writeSetting } from './settings.ts';

/** So many last rows always stay: the head, and the points that are asked about near it. */
export const rowsKeptMin = 65;
/** Fewer are not worth a new start of the feed. */
const rowsPrunedMin = 100;

export interface PrunableLog {
  readonly headSeq: number;
  /** The log that takes new rows. */
  readonly isCurrent: boolean;
  /** The list in force belongs to a day that has ended. */
  readonly isDayOver: boolean;
  readonly stable: number;
  /** Rows up to here have left already. */
  readonly prunedTo: number;
}

/** Up to which number rows may go, strictly below `stable`; 0 when none may, or too few. */
export function pruneLimit(log: PrunableLog): number {
  if (log.isCurrent && !log.isDayOver) return 0;
  const limit = Math.min(log.stable - 1, log.headSeq - rowsKeptMin);
  return limit - log.prunedTo >= rowsPrunedMin ? limit : 0;
}

/** Answers how many rows left. `serverTime`: epoch seconds; a tablet's own clock decides nothing here. */
export async function pruneStable(database: JournalDatabase, serverTime: number): Promise<number> {
  let gone = 0;
  for (const { log } of await database.logs.toArray())
    gone += await pruneLog(database, log, serverTime);
  return gone;
}

async function pruneLog(
  database: JournalDatabase,
  name: string,
  serverTime: number,
): Promise<number> {
  const { settings, logs, rows, acks, bodies, feeds, packs } = database;
  return database.transaction(
    'rw',
    [settings, logs, rows, acks, bodies, feeds, packs],
    async () => {
      const log = await logs.get(name);
      if (log === undefined) return 0;
      const pack = await packs.get(log.centreId);
      const limit = pruneLimit({
        headSeq: log.headSeq,
        isCurrent: (await readSetting(database, 'current-log')) === name,
        isDayOver: pack === undefined || pack.validUntil < serverTime,
        stable: (await acks.get(name))?.stable ?? 0,
        prunedTo: log.prunedTo?.seq ?? 0,
      });
      const upTo = limit === 0 ? 0 : await lastClosedSpan(database, log, limit);
      const last = upTo === 0 ? undefined : await rows.get([name, upTo]);
      if (last === undefined) return 0;
      await logs.put({ ...log, prunedTo: { seq: last.seq, hash: last.hash } });
      await bodies
        .where('[log+from]')
        .between([name, 0], [name, last.seq], true, true)
        .filter((body) => body.to <= last.seq)
        .delete();
      // The feed has own rows without content: from now on the server's copies are needed, so it begins anew.
      const feed = await feeds.get(log.centreId);
      if (feed !== undefined) await feeds.put(leaveCursor(feed));
      return rows.where('[log+seq]').between([name, 0], [name, last.seq], true, true).delete();
    },
  );
}

/**
 * The highest number at or below `limit` with no span on both sides of it: the sign-in at the beginning of a span says
 * who wrote the rest. Rows of a span may also have been carried into another log.
 */
async function lastClosedSpan(
  database: JournalDatabase,
  log: LogRecord,
  limit: number,
): Promise<number> {
  const begins = new Map<string, number>();
  await database.rows
    .where('[log+seq]')
    .between([log.log, 0], [log.log, limit], true, true)
    .each((row) => {
      if (!begins.has(row.span)) begins.set(row.span, row.seq);
    });
  const others = (await database.logs.toArray()).map((other) => other.log);
  let upTo = limit;
  // From the last to begin to the first: cutting before one may leave an earlier one open.
  for (const [span, first] of [...begins].sort((a, b) => b[1] - a[1])) {
    if (first > upTo) continue;
    if (await isSpanLeft(database, span, log.log, upTo, others)) upTo = first - 1;
  }
  return upTo > (log.prunedTo?.seq ?? 0) ? upTo : 0;
}

async function isSpanLeft(
  database: JournalDatabase,
  span: string,
  log: string,
  upTo: number,
  logs: readonly string[],
): Promise<boolean> {
  for (const other of logs) {
    const after = other === log ? upTo : 0;
    const row = await database.rows
      .where('[log+span+seq]')
      .between([other, span, after], [other, span, Number.MAX_SAFE_INTEGER], false, true)
      .first();
    if (row !== undefined) return true;
  }
  return false;
}

/** A server that was put back may lack what was stable before: every log is asked about again. `epoch` as the answer names it. */
export async function noteServerEpoch(database: JournalDatabase, epoch: string): Promise<void> {
  const number = Number.parseInt(epoch, 10);
  const { settings, acks } = database;
  if (!Number.isSafeInteger(number)) return;
  if ((await readSetting(database, 'server-epoch')) === number) return;
  await database.transaction('rw', settings, acks, async () => {
    await writeSetting(database, 'server-epoch', number);
    const known = (await acks.toArray()).filter((ack) => ack.stable > 0);
    await acks.bulkPut(known.map((ack) => ({ ...ack, stable: 0 })));
  });
}
