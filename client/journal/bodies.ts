// Owns the writing of sealed bodies: rows are opened, laid out in columns, deflated and sealed again as one.

import type { Bytes } from '../../schemas/bytes.ts';
import { limits } from '../../schemas/limits.ts';
import { encodeSegment, type SegmentForm } from '../../schemas/log/segment-codec.ts';
import { compress } from '../device/compression.ts';
import type { Randomness } from '../device/random.ts';
import { openRow, sealBody } from '../vault/sealing.ts';
import type { SpanKey } from '../vault/span.ts';
import { planBodies, type BodyRange } from './body-plan.ts';
import type { JournalDatabase } from './database.ts';
import type { BodyRecord, LogRecord, RowRecord } from './records.ts';

export interface BodyWriter {
  readonly random: Randomness;
  /** The key of a span that this unlocked tablet can read, or null. */
  readonly keyOf: (span: string) => Promise<SpanKey | null>;
}

/** Rewrites what is unsent of every log. Nothing is lost when it fails: rows also travel one by one. */
export async function rewriteBodies(database: JournalDatabase, writer: BodyWriter): Promise<void> {
  for (const log of await database.logs.toArray()) {
    const have = (await database.acks.get(log.log))?.have ?? 0;
    if (have < log.headSeq) await rewriteBodiesOfLog(database, writer, log, have);
  }
}

async function rewriteBodiesOfLog(
  database: JournalDatabase,
  writer: BodyWriter,
  log: LogRecord,
  have: number,
): Promise<void> {
  const rows = await rowsBetween(database, log.log, have + 1, log.headSeq);
  const existing = await database.bodies
    .where('[log+from]')
    .between([log.log, 0], [log.log, Number.MAX_SAFE_INTEGER])
    .toArray();
  const keys = new Map<string, SpanKey>();
  for (const span of new Set(rows.map((row) => row.span))) {
    const key = await writer.keyOf(span);
    if (key !== null) keys.set(span, key);
  }
  const outlines = rows.map(({ seq, span, origin }) => ({
    seq,
    span,
    isPointer: origin !== undefined,
  }));
  const numbers = { from: have + 1, to: log.headSeq };
  const plan = planBodies(outlines, existing, (span) => keys.has(span), numbers);
  const written: BodyRecord[] = [];
  for (const range of plan.write) {
    const own = rows.filter((row) => row.seq >= range.from && row.seq <= range.to);
    written.push(...(await makeBodies(writer.random, keys.get(range.span)!, range, own)));
  }
  await database.transaction('rw', database.bodies, async () => {
    await database.bodies.bulkDelete(plan.drop.map((from): [string, number] => [log.log, from]));
    await database.bodies.bulkPut(written);
  });
}

export async function rowsBetween(
  database: JournalDatabase,
  log: string,
  from: number,
  to: number,
): Promise<RowRecord[]> {
  return database.rows.where('[log+seq]').between([log, from], [log, to], true, true).toArray();
}

/** One body, or two halves when long texts make it larger than a body may be on the wire. */
export async function makeBodies(
  random: Randomness,
  key: SpanKey,
  range: BodyRange,
  rows: readonly RowRecord[],
  form: SegmentForm = 2,
): Promise<BodyRecord[]> {
  const opened: Bytes[] = [];
  for (const row of rows) {
    const bytes = await openRow(key, row, row);
    // A row that no longer opens is damaged on this disk: it travels alone, the server keeps it apart.
    if (bytes === null) return [];
    opened.push(bytes);
  }
  const log = rows[0]!.log;
  const hashes = new Map(rows.map((row) => [row.seq, row.rowHash]));
  const context = { log, fromSeq: range.from, rowHashOf: (seq: number) => hashes.get(seq)! };
  const deflated = await compress('deflate-raw', encodeSegment(context, opened, form));
  const { iv, sealed } = await sealBody(random, key, { log, ...range }, deflated);
  if (sealed.length <= limits.bodyBytesMax) return [{ log, ...range, iv, sealed }];
  if (rows.length < 4) return [];
  const middle = range.from + Math.floor(rows.length / 2) - 1;
  const lower = { ...range, to: middle };
  const upper = { ...range, from: middle + 1 };
  return [
    ...(await makeBodies(random, key, lower, rows.slice(0, lower.to - lower.from + 1), form)),
    ...(await makeBodies(random, key, upper, rows.slice(lower.to - lower.from + 1), form)),
  ];
}
