// Owns what one request carries of one log: bodies where they fit, single rows between them, in order and within limits.

import type { SealedSpan } from '../../schemas/exchange.ts';
import { rowsBetween } from './bodies.ts';
import type { JournalDatabase } from './database.ts';
import { askNumbers, type Point } from './have.ts';
import { limits } from '../../schemas/limits.ts';
import { bytesToBase64url, type Bytes } from '../../schemas/bytes.ts';
import type { BodyRecord, LogRecord, RowRecord } from './records.ts';

/** What may still be put into the request; each log takes from it. */
export interface DeliveryRoom {
  bodies: number;
  rows: number;
  bytes: number;
  /** Spans that are in the request so far: it holds `requestSpansMax` of them, and most rows share one. */
  readonly spans: Set<string>;
}

/** The server asks for rows one by one (a body did not open), for a span, or for a new log (adoption makes that one). */
export interface ServerNeed {
  readonly log: string;
  readonly what: 'rows' | 'span' | 'new-log';
  readonly from: number;
  readonly to: number;
  readonly span?: string | undefined;
}

export interface LogDelivery {
  readonly log: LogRecord;
  /** Acknowledged when the request was made. */
  readonly have: number;
  /** Up to there every own dose is known to be confirmed. */
  readonly settled: number;
  readonly asked: readonly Point[];
  readonly bodies: readonly BodyRecord[];
  readonly rows: readonly RowRecord[];
  /** Number and hash after the rows of this request; null when there is nothing to sign yet. */
  readonly head: { readonly seq: number; readonly hash: Bytes } | null;
  readonly spans: readonly SealedSpan[];
  /** True when rows of this log are left for the next request. */
  readonly hasMore: boolean;
}

/** Every own log that is not stable up to its head: those with unsent rows first, each kind beginning with another one at each turn. */
export async function readUnstableLogs(
  database: JournalDatabase,
  turn: number,
): Promise<LogRecord[]> {
  const acks = new Map((await database.acks.toArray()).map((ack) => [ack.log, ack]));
  const logs = await database.logs.toArray();
  const unstable = logs.filter((log) => log.headSeq > (acks.get(log.log)?.stable ?? 0));
  const isSent = (log: LogRecord): boolean => (acks.get(log.log)?.have ?? 0) >= log.headSeq;
  return [
    ...inTurn(
      unstable.filter((log) => !isSent(log)),
      turn,
    ),
    ...inTurn(unstable.filter(isSent), turn),
  ];
}

/** So that neither a limit on logs nor one log that the server cannot take keeps the others waiting for ever. */
function inTurn(logs: readonly LogRecord[], turn: number): LogRecord[] {
  const first = logs.length === 0 ? 0 : turn % logs.length;
  return [...logs.slice(first), ...logs.slice(0, first)];
}

export async function readDelivery(
  database: JournalDatabase,
  log: LogRecord,
  needs: readonly ServerNeed[],
  room: DeliveryRoom,
): Promise<LogDelivery> {
  const ack = await database.acks.get(log.log);
  const have = Math.min(ack?.have ?? 0, log.headSeq);
  const needed = needs.filter((need) => need.log === log.log && need.what === 'rows');
  // Rows that are asked for again go with all that follows them: one run, which the signed head closes.
  const start = Math.min(have, ...needed.map((need) => need.from - 1));
  const taken = await takeUnsent(database, log, Math.max(0, start), needed, room);
  const head = await readHead(database, log, taken.to);
  return {
    log,
    have,
    settled: ack?.settled ?? 0,
    asked: await readPoints(database, log, askNumbers(log.headSeq, have)),
    bodies: taken.bodies,
    rows: taken.rows,
    head,
    spans: await spansFor(database, log.log, start, [...taken.bodies, ...taken.rows], needs),
    hasMore: taken.to < log.headSeq,
  };
}

/** The log's own record knows its last hash too: a body may hold a last row that a damaged disk has lost. */
async function readHead(
  database: JournalDatabase,
  log: LogRecord,
  seq: number,
): Promise<LogDelivery['head']> {
  const row = seq < 1 ? undefined : await database.rows.get([log.log, seq]);
  if (row !== undefined) return { seq, hash: row.hash };
  return seq >= 1 && seq === log.headSeq ? { seq, hash: log.headHash } : null;
}

export interface Taken {
  readonly bodies: BodyRecord[];
  readonly rows: RowRecord[];
  to: number;
}

async function takeUnsent(
  database: JournalDatabase,
  log: LogRecord,
  start: number,
  needed: readonly ServerNeed[],
  room: DeliveryRoom,
): Promise<Taken> {
  const stored = await bodiesBetween(database, log.log, start + 1, log.headSeq);
  const isAskedSingly = (body: BodyRecord): boolean =>
    needed.some((need) => need.from <= body.to && need.to >= body.from);
  const usable = stored.filter((body) => body.to <= log.headSeq && !isAskedSingly(body));
  return takeRun(database, log, start, usable, room);
}

export async function bodiesBetween(
  database: JournalDatabase,
  log: string,
  from: number,
  to: number,
): Promise<BodyRecord[]> {
  return database.bodies.where('[log+from]').between([log, from], [log, to], true, true).toArray();
}

/** Everything after `start` in order, up to the head or as far as there is room: bodies where one begins, single rows between. */
export async function takeRun(
  database: JournalDatabase,
  log: Pick<LogRecord, 'log' | 'headSeq'>,
  start: number,
  usable: readonly BodyRecord[],
  room: DeliveryRoom,
): Promise<Taken> {
  const taken: Taken = { bodies: [], rows: [], to: start };
  while (taken.to < log.headSeq) {
    const next = taken.to + 1;
    const body = usable.find((candidate) => candidate.from === next);
    if (body !== undefined) {
      if (room.bodies < 1 || room.bytes < body.sealed.length || !takeSpan(body, room)) break;
      room.bodies -= 1;
      room.bytes -= body.sealed.length;
      taken.bodies.push(body);
      taken.to = body.to;
      continue;
    }
    const upTo = usable.find((candidate) => candidate.from > next)?.from ?? log.headSeq + 1;
    const last = Math.min(upTo - 1, next + room.rows - 1);
    const before = taken.to;
    for (const row of await rowsBetween(database, log.log, next, last)) {
      // A hole: the server takes nothing above it, and a head beyond it would make it refuse what is good below.
      if (row.seq !== taken.to + 1 || !takeRow(row, room)) break;
      taken.rows.push(row);
      taken.to = row.seq;
    }
    if (taken.to === before || taken.to < last) break;
  }
  return taken;
}

/** As base64url in JSON a row takes a third more, and about 150 bytes of names. */
function takeRow(row: RowRecord, room: DeliveryRoom): boolean {
  const bytes = Math.ceil(row.sealed.length * 1.4) + 150;
  if (room.rows < 1 || room.bytes < bytes || !takeSpan(row, room)) return false;
  room.rows -= 1;
  room.bytes -= bytes;
  return true;
}

function takeSpan({ span }: { readonly span: string }, { spans }: DeliveryRoom): boolean {
  // Some are kept for what the server asks for by name.
  const spansMax = limits.requestSpansMax - limits.requestBodiesMax;
  if (!spans.has(span) && spans.size >= spansMax) return false;
  spans.add(span);
  return true;
}

async function readPoints(
  database: JournalDatabase,
  log: LogRecord,
  numbers: readonly number[],
): Promise<Point[]> {
  const rows = await database.rows.bulkGet(numbers.map((seq): [string, number] => [log.log, seq]));
  const points = rows.flatMap((row): Point[] =>
    row === undefined ? [] : [[row.seq, bytesToBase64url(row.hash)]],
  );
  // In place of rows that have left: the last of them.
  const { prunedTo } = log;
  const isCutAsked = prunedTo !== undefined && points.length < numbers.length;
  return isCutAsked ? [...points, [prunedTo.seq, bytesToBase64url(prunedTo.hash)]] : points;
}

/** A span goes with its first rows: the server knows it when it has an earlier row of it. With `have` 0 each goes along. */
export async function spansFor(
  database: JournalDatabase,
  log: string,
  have: number,
  carried: readonly { readonly span: string }[],
  needs: readonly ServerNeed[],
): Promise<SealedSpan[]> {
  const names = new Set(carried.map((item) => item.span));
  for (const name of names) {
    const first = await database.rows
      .where('[log+span+seq]')
      .between([log, name, 0], [log, name, Number.MAX_SAFE_INTEGER])
      .first();
    if (first !== undefined && first.seq <= have) names.delete(name);
  }
  for (const need of needs)
    if (need.log === log && need.what === 'span' && need.span !== undefined) names.add(need.span);
  const stored = await database.spans.bulkGet([...names]);
  return stored.flatMap((span): SealedSpan[] =>
    span === undefined
      ? []
      : [{ span: span.span, log: span.log, kid: span.kid, sealed: span.sealed }],
  );
}
