// Owns the reading for the self-check: log after log, some hundred rows at a time, with a pause in between, so that no screen waits for it.

import { isLogOfSameTablet } from '../../schemas/log/log-id.ts';
import type { Digest } from '../../schemas/ports.ts';
import type { JournalDatabase } from './database.ts';
import { genesisOf, makeLog, type LogMaker } from './logs.ts';
import type { LogRecord } from './records.ts';
import { checkLog, type JournalFault, type LogFacts } from './self-check.ts';
import { readSetting } from './settings.ts';

/** What has to go on in a new log, and from where. */
export interface LogToLeave {
  readonly log: string;
  readonly leaveAfter: number;
}

export interface JournalCheck {
  readonly logs: number;
  readonly rows: number;
  readonly faults: readonly JournalFault[];
  readonly toLeave: readonly LogToLeave[];
}

export interface SelfCheckParts {
  readonly database: JournalDatabase;
  readonly digest: Digest;
  /** Null when this tablet's own key is gone: chains are checked from their first row on. */
  readonly maker: LogMaker | null;
  /** Lets the page live between two chunks. */
  readonly pause: () => Promise<void>;
}

/** Of 3,500 rows none holds a page longer than 40 ms at a sixth of a desk computer's speed; all of them take half a second there. */
export const rowsPerChunk = 100;

export async function readSelfCheck(parts: SelfCheckParts): Promise<JournalCheck> {
  const { database } = parts;
  const { logs, currentLog } = await database.transaction(
    'r',
    database.settings,
    database.logs,
    async () => ({
      logs: await database.logs.toArray(),
      currentLog: await readSetting(database, 'current-log'),
    }),
  );
  const faults: JournalFault[] = [];
  const toLeave: LogToLeave[] = [];
  let rows = 0;
  for (const record of logs) {
    const { facts, spans } = await readFacts(parts, record, currentLog);
    const check = checkLog(parts.digest, facts, spans);
    rows += await takeRows(parts, facts, check.take);
    const verdict = check.end();
    faults.push(...verdict.faults);
    if (verdict.leaveAfter !== null)
      toLeave.push({ log: record.log, leaveAfter: verdict.leaveAfter });
  }
  const known = new Set(logs.map(({ log }) => log));
  if (currentLog !== null && !known.has(currentLog))
    faults.push({
      log: currentLog,
      fault: 'current-log-missing',
      from: 0,
      to: 0,
      isWithDistrict: false,
    });
  const orphans = await findOrphans(database, known);
  faults.push(...orphans);
  return { logs: logs.length, rows, faults, toLeave };
}

/** Record, acknowledgement, bodies and spans as they are at one moment: a span is stored no later than its first row. */
async function readFacts(
  { database, digest, maker }: SelfCheckParts,
  { log }: LogRecord,
  currentLog: string | null,
): Promise<{ readonly facts: LogFacts; readonly spans: ReadonlySet<string> }> {
  const { logs, acks, bodies, spans } = database;
  return database.transaction('r', logs, acks, bodies, spans, async () => {
    const record = (await logs.get(log))!;
    const ack = await acks.get(log);
    const ranges: { from: number; to: number; span: string }[] = [];
    await bodies
      .where('[log+from]')
      .between([log, 0], [log, Number.MAX_SAFE_INTEGER])
      .each(({ from, to, span }) => ranges.push({ from, to, span }));
    const isOwn = maker !== null && isLogOfSameTablet(log, makeLog(maker, record).log);
    const facts: LogFacts = {
      record,
      isCurrent: log === currentLog,
      genesis: isOwn ? genesisOf({ ...maker, digest }, record) : null,
      have: ack?.have ?? 0,
      bodies: ranges,
    };
    return { facts, spans: new Set(await spans.toCollection().primaryKeys()) };
  });
}

async function takeRows(
  { database, pause }: SelfCheckParts,
  { record, isCurrent }: LogFacts,
  take: ReturnType<typeof checkLog>['take'],
): Promise<number> {
  let count = 0;
  // Of the current log one row beyond its head is looked for too; what is appended meanwhile is not of this look.
  const end = record.headSeq;
  for (let next = (record.prunedTo?.seq ?? 0) + 1; next <= end; next += rowsPerChunk) {
    await pause();
    const rows = await database.rows
      .where('[log+seq]')
      .between([record.log, next], [record.log, Math.min(end, next + rowsPerChunk - 1)], true, true)
      .toArray();
    take(rows);
    count += rows.length;
  }
  if (isCurrent) take(await rowsBeyond(database, record));
  return count;
}

/** Rows above a head that has not moved: an append writes both in one transaction. */
async function rowsBeyond(database: JournalDatabase, { log, headSeq }: LogRecord) {
  return database.transaction('r', database.logs, database.rows, async () => {
    if ((await database.logs.get(log))?.headSeq !== headSeq) return [];
    return database.rows
      .where('[log+seq]')
      .between([log, headSeq], [log, Number.MAX_SAFE_INTEGER], false, true)
      .toArray();
  });
}

/** Rows whose log has no record: found by leaping from log to log. */
async function findOrphans(
  database: JournalDatabase,
  known: ReadonlySet<string>,
): Promise<JournalFault[]> {
  const found: JournalFault[] = [];
  const beyond = (log: string): [string, number] => [log, Number.MAX_SAFE_INTEGER];
  for (let at: [string, number] = ['', 0]; ;) {
    const first = await database.rows.where('[log+seq]').above(at).first();
    if (first === undefined) return found;
    at = beyond(first.log);
    // A log that was begun since the check did is no orphan.
    if (known.has(first.log) || (await database.logs.get(first.log)) !== undefined) continue;
    const last = await database.rows.where('[log+seq]').below(at).last();
    const have = (await database.acks.get(first.log))?.have ?? 0;
    const to = last?.seq ?? first.seq;
    found.push({
      log: first.log,
      fault: 'log-record-missing',
      from: first.seq,
      to,
      isWithDistrict: to <= have,
    });
  }
}
