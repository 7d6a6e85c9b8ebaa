// Owns writing verified rows of one log: rows, feed numbers, vials; and saying which cases were touched.

import { bytesToUtf8, equalBytes } from '../../schemas/bytes.ts';
import { caseKeyOf, type Author, type SuchiEvent } from '../../schemas/events/event.ts';
import { readEvent } from '../../schemas/events/index.ts';
import type { SignedInBody } from '../../schemas/events/signed-in.ts';
import { bytesToBase64url } from '../../schemas/bytes.ts';
import { nodeDigest } from '../keys/digest.ts';
import { insertMany } from '../store/bulk-insert.ts';
import type { DatabaseTransaction, RowTable } from '../store/schema.ts';
import { appendToFeed } from './feed.ts';
import { readFresh } from './fresh-events.ts';
import { selectSamePlaces } from './log-queries.ts';
import { nameEarlierArrivals, type NamingSignIn } from './name-earlier.ts';
import { emptyRemembered, isMemory } from './log-remembered.ts';
import { isLogApart } from './rows-apart.ts';
import { authorBefore, authorOfSignIn } from './sign-ins.ts';
import type { ChainedRow } from './verify-log.ts';
import { noteVialsAndSessions } from './vials-and-sessions.ts';
import { takeVouch, type VouchPlace } from './vouches.ts';

export interface StoreContext {
  readonly transaction: DatabaseTransaction;
  readonly centreId: number;
  readonly device: string;
  /** The log the rows are kept in. */
  readonly log: string;
  /** The log they were written in: the same, but for rows after a gap. */
  readonly writtenIn: string;
  readonly now: number;
  /** Chain hash before the first row. */
  readonly previousHash: Uint8Array;
}

/** Writes all rows in one go; the caller's transaction makes it all or nothing. Returns the touched case keys. */
export async function storeRows(
  context: StoreContext,
  rows: readonly ChainedRow[],
): Promise<Set<string>> {
  const touched = new Set<string>();
  const values: RowTable[] = [];
  const signIns: NamingSignIn[] = [];
  const authors = new Map<string, Author | null>();
  let previousHash = context.previousHash;
  const held = await readSamePlaces(context, rows);
  const given: HeldEvent[] = [];
  for (const row of rows) {
    const same = held.get(placeOf(row.origin))?.filter((other) => isSameRow(other, row)) ?? [];
    const twin = same.find((other) => !isMemory(other));
    const value = await toStoredRow(context, row, twin !== undefined, previousHash, authors);
    // What was held after a gap is judged again: its gap may just have closed.
    if (twin !== undefined && isLogApart(twin.log) && twin.case_key !== null)
      touched.add(twin.case_key);
    const isReadAgain = twin !== undefined && (isLogApart(twin.log) || isOwnPlace(context, row));
    if (isReadAgain) signIns.push(...(await readSignInAgain(context, row, previousHash, authors)));
    if (value.kind === 'signed-in') signIns.push(value);
    const previousBefore = previousHash;
    previousHash = row.chainHash;
    values.push(value);
    if (value.case_key !== null) touched.add(value.case_key);
    if (row.event === null && row.sealed !== null && twin === undefined)
      await quarantine(context, row);
    if (value.kind === 'staff-vouched' || isReadAgain)
      await takeVouch(vouchPlaceOf(context, row, previousBefore), row.event);
    // What another tablet only remembered gives way; of vials and sessions it has said already what it says.
    const memories = value.event === null ? [] : same.filter(isMemory);
    given.push(...memories);
    if (memories.length === 0)
      for (const key of await noteVialsAndSessions(context.transaction, value)) touched.add(key);
  }
  for (const key of casesOfOtherBranches(held, rows)) touched.add(key);
  const own = new Set(rows.map((row) => row.seq));
  const nameOthers = () => nameEarlierArrivals(context, signIns, own);
  // Rows where they were written bear the name of their span's one sign-in: asked before they are there, hardly any row is read.
  const isPlain =
    held.size === 0 &&
    new Set(signIns.map(({ span }) => span)).size === signIns.length &&
    rows.every((row) => isOwnPlace(context, row));
  const namedBefore = isPlain ? await nameOthers() : null;
  await insertMany(context.transaction, 'log_row', values);
  for (const memory of given) await emptyRemembered(context.transaction, context.centreId, memory);
  const named = namedBefore ?? (await nameOthers());
  for (const { caseKey } of named) if (caseKey !== null) touched.add(caseKey);
  await appendToFeed(context.transaction, context.centreId, [
    ...rows.map((row) => ({ log: context.log, seq: row.seq, rowHash: row.rowHash })),
    ...named,
  ]);
  return touched;
}

/** True where a row stands in the log and at the number it was written with. */
const isOwnPlace = (context: StoreContext, { origin, seq }: ChainedRow): boolean =>
  origin.log === context.writtenIn && origin.seq === seq;

/**
 * A sign-in may have come after a gap, before the one that brought its key; or as a pointer, without the row before it that its
 * signature covers. Now it can be judged, and the key it brings is known to the sign-ins that follow in its log.
 */
async function readSignInAgain(
  context: StoreContext,
  row: ChainedRow,
  previousHash: Uint8Array,
  authors: Map<string, Author | null>,
): Promise<NamingSignIn[]> {
  if (row.event === null) return [];
  const event = JSON.parse(bytesToUtf8(row.event)) as SuchiEvent;
  if (event.kind !== 'signed-in' || readEvent(event).outcome !== 'known') return [];
  const author = await authorOf(context, row, previousHash, event, authors);
  return [
    {
      origin_log: row.origin.log,
      origin_seq: row.origin.seq,
      span: row.span,
      by_staff: author?.staffId ?? null,
      by_proved: author?.proved ? 1 : 0,
    },
  ];
}

async function toStoredRow(
  context: StoreContext,
  row: ChainedRow,
  isHeld: boolean,
  previousHash: Uint8Array,
  authors: Map<string, Author | null>,
): Promise<RowTable> {
  const { centreId, log, now } = context;
  const base: RowTable = {
    centre_id: centreId,
    log,
    seq: row.seq,
    row_hash: row.rowHash,
    chain_hash: row.chainHash,
    origin_log: row.origin.log,
    origin_seq: row.origin.seq,
    span: row.span,
    // A pointer has no content to prove: what is erased with the event would else stay here.
    salt: isHeld ? null : row.salt,
    event: null,
    kind: '',
    case_key: null,
    by_staff: null,
    by_proved: 0,
    received_at: now,
  };
  // A row that was carried into a new log may come twice, in either order: the second one only points to the event.
  if (row.event === null || isHeld) return base;
  const value = (row.value ?? JSON.parse(bytesToUtf8(row.event))) as SuchiEvent;
  const hash = bytesToBase64url(row.rowHash);
  const reading = readFresh(context.transaction, hash, value);
  const author = await authorOf(
    context,
    row,
    previousHash,
    reading.outcome === 'malformed' ? null : value,
    authors,
  );
  return {
    ...base,
    event: row.event,
    kind: reading.outcome === 'malformed' ? '?' : value.kind.slice(0, 40),
    case_key:
      reading.outcome === 'malformed'
        ? null
        : caseKeyOf({
            identity: { log: row.origin.log, seq: row.origin.seq, hash },
            event: value,
          }),
    by_staff: author?.staffId ?? null,
    by_proved: author?.proved ? 1 : 0,
  };
}

function vouchPlaceOf(
  context: StoreContext,
  row: ChainedRow,
  previousHash: Uint8Array,
): VouchPlace {
  return {
    transaction: context.transaction,
    centreId: context.centreId,
    device: context.device,
    log: row.origin.log,
    seq: row.origin.seq,
    previousHash: isOwnPlace(context, row) ? previousHash : null,
  };
}

interface HeldEvent {
  readonly log: string;
  readonly origin_log: string;
  readonly origin_seq: number;
  readonly row_hash: Uint8Array;
  readonly case_key: string | null;
  readonly kind: string;
}

type HeldEvents = ReadonlyMap<string, readonly HeldEvent[]>;

/** Events held from the same places of the same logs, whatever log brought them. */
async function readSamePlaces(
  context: StoreContext,
  rows: readonly ChainedRow[],
): Promise<HeldEvents> {
  const held: HeldEvent[] = [];
  for (const [log, ofLog] of Map.groupBy(rows, (row) => row.origin.log)) {
    const seqs = ofLog.map((row) => row.origin.seq);
    const others = await selectSamePlaces(context.transaction, {
      centreId: context.centreId,
      log,
      from: Math.min(...seqs),
      to: Math.max(...seqs),
    });
    held.push(...others);
  }
  return Map.groupBy(held, ({ origin_log, origin_seq }) =>
    placeOf({ log: origin_log, seq: origin_seq }),
  );
}

const placeOf = ({ log, seq }: { readonly log: string; readonly seq: number }): string =>
  `${log}/${seq}`;
const isSameRow = (held: HeldEvent, row: ChainedRow): boolean =>
  equalBytes(held.row_hash, row.rowHash);

/** Where another row holds the same place of the same log, the tablet was copied: that row's case is judged again too. */
function casesOfOtherBranches(held: HeldEvents, rows: readonly ChainedRow[]): string[] {
  return rows.flatMap((row) =>
    (held.get(placeOf(row.origin)) ?? [])
      .filter((other) => !isSameRow(other, row))
      .flatMap((other) => (other.case_key === null ? [] : [other.case_key])),
  );
}

/** `by` is derived: the last sign-in of the row's span. */
async function authorOf(
  context: StoreContext,
  row: ChainedRow,
  previousHash: Uint8Array,
  event: SuchiEvent | null,
  authors: Map<string, Author | null>,
): Promise<Author | null> {
  const spanKey = `${row.origin.log}/${row.span}`;
  if (event?.kind === 'signed-in') {
    const author = await authorOfSignIn(
      context.transaction,
      {
        centreId: context.centreId,
        device: context.device,
        now: context.now,
        log: row.origin.log,
        seq: row.origin.seq,
        span: row.span,
        previousHash: isOwnPlace(context, row) ? previousHash : null,
        isKeptApart: isLogApart(context.log),
      },
      event as unknown as SuchiEvent<SignedInBody>,
    );
    authors.set(spanKey, author);
    return author;
  }
  if (!authors.has(spanKey))
    authors.set(
      spanKey,
      await authorBefore(
        context.transaction,
        context.centreId,
        row.origin.log,
        row.span,
        row.origin.seq,
      ),
    );
  return authors.get(spanKey) ?? null;
}

async function quarantine(context: StoreContext, row: ChainedRow): Promise<void> {
  await context.transaction
    .insertInto('quarantine')
    .values({
      centre_id: context.centreId,
      log: context.log,
      seq: row.seq,
      sealed_hash: bytesToBase64url(nodeDigest.sha256(row.sealed ?? new Uint8Array())),
      sealed: row.sealed ?? new Uint8Array(),
      why: 'unreadable',
      received_at: context.now,
    })
    .onConflict((conflict) =>
      conflict.columns(['centre_id', 'log', 'seq', 'sealed_hash']).doNothing(),
    )
    .execute();
}
