// Owns the packing of own rows into parcels: bodies where they are, fresh ones where the rows can be read, a signed head each.

import { base64urlToBytes, type Bytes } from '../../schemas/bytes.ts';
import type { CarriedItem, CarriedParcel, CarriedSpan } from '../../schemas/carry/copy.ts';
import { limits } from '../../schemas/limits.ts';
import { headMessage } from '../../schemas/log/hash-chain.ts';
import { makeBodies, rowsBetween } from '../journal/bodies.ts';
import { runsOf } from '../journal/body-plan.ts';
import type { JournalDatabase } from '../journal/database.ts';
import { bodiesBetween, spansFor, takeRun, type Taken } from '../journal/delivery.ts';
import type { BodyRecord, LogRecord, RowRecord } from '../journal/records.ts';
import type { Randomness } from '../device/random.ts';
import { signBytes } from '../vault/device-keys.ts';
import type { SpanKey } from '../vault/span.ts';

export interface PackingParts {
  readonly database: JournalDatabase;
  readonly random: Randomness;
  readonly signingKey: CryptoKey;
  /** The key of a span that can be read now; null for every span while the tablet is locked. */
  readonly keyOf: (span: string) => Promise<SpanKey | null>;
}

/** Rows after `start` up to `end` of one own log. A stored body that begins before `start` goes along whole. */
export async function packRows(
  parts: PackingParts,
  log: LogRecord,
  start: number,
  end: number,
): Promise<CarriedParcel[]> {
  const { database } = parts;
  const { bodies, from } = await chooseBodies(parts, log.log, start, end);
  const parcels: CarriedParcel[] = [];
  for (let at = from; at < end;) {
    const room = {
      bodies: limits.requestBodiesMax,
      rows: limits.requestSpansMax - limits.requestBodiesMax,
      bytes: limits.copyParcelBytes,
      spans: new Set<string>(),
    };
    const taken = await takeRun(database, { log: log.log, headSeq: end }, at, bodies, room);
    const head = await database.rows.get([log.log, taken.to]);
    if (taken.to === at || head === undefined) throw new Error('packRows: a row is missing');
    const message = headMessage(log.log, taken.to, head.hash);
    const signature = await signBytes(parts.signingKey, message);
    parcels.push(await toParcel(database, log, at, taken, { hash: head.hash, signature }));
    at = taken.to;
  }
  return parcels;
}

export async function toParcel(
  database: JournalDatabase,
  log: Pick<LogRecord, 'log' | 'centreId'>,
  start: number,
  taken: Taken,
  head: { readonly hash: Bytes; readonly signature: Bytes },
): Promise<CarriedParcel> {
  const before = start === 0 ? undefined : await database.rows.get([log.log, start]);
  const spans = await spansFor(database, log.log, 0, [...taken.bodies, ...taken.rows], []);
  return {
    log: log.log,
    centreId: log.centreId,
    after: { seq: start, hash: before?.hash ?? null },
    head: { seq: taken.to, hash: head.hash },
    signature: head.signature,
    spans: spans.map((span): CarriedSpan => ({ ...span, sealed: base64urlToBytes(span.sealed)! })),
    items: [
      ...taken.bodies.map((body) => ({ at: body.from, item: toBodyItem(body) })),
      ...taken.rows.map((row) => ({ at: row.seq, item: toRowItem(row) })),
    ]
      .sort((a, b) => a.at - b.at)
      .map(({ item }) => item),
  };
}

async function chooseBodies(parts: PackingParts, log: string, start: number, end: number) {
  const { database, keyOf } = parts;
  const rows = await rowsBetween(database, log, start + 1, end);
  const keys = new Map<string, SpanKey>();
  for (const span of new Set(rows.map((row) => row.span))) {
    const key = await keyOf(span);
    if (key !== null) keys.set(span, key);
  }
  const readable = rows.filter((row) => row.origin === undefined && keys.has(row.span));
  const fresh: BodyRecord[] = [];
  for (const run of runsOf(readable)) {
    const own = readable.filter((row) => row.seq >= run.from && row.seq <= run.to);
    fresh.push(...(await makeBodies(parts.random, keys.get(run.span)!, run, own, 2)));
  }
  const stored = (await bodiesBetween(database, log, 0, end)).filter(
    (body) => body.to > start && body.to <= end && !keys.has(body.span),
  );
  const from = Math.min(start, ...stored.map((body) => body.from - 1));
  return { bodies: [...fresh, ...stored], from };
}

function toBodyItem({ from, to, span, iv, sealed }: BodyRecord): CarriedItem {
  return { item: 'body', rows: to - from + 1, span, iv, sealed };
}

function toRowItem({ span, iv, sealed, rowHash, origin }: RowRecord): CarriedItem {
  const moved = origin && { ...origin, hash: base64urlToBytes(origin.hash)! };
  return { item: 'row', span, iv, sealed, rowHash, origin: moved ?? null };
}
