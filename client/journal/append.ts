// Owns the append: read the head, hash and seal outside, then one strict transaction that checks the head is unchanged.
// "Saved" is said only after the transaction is complete.

import type { Transaction } from 'dexie';
import type { Digest } from '../../schemas/ports.ts';
import { bytesToBase64url, equalBytes, type Bytes } from '../../schemas/bytes.ts';
import { findEventFault, type SuchiEvent } from '../../schemas/events/event.ts';
import { canonicalBytes } from '../../schemas/log/canonical.ts';
import { chainHash, rowHash, rowSalt, type EventIdentity } from '../../schemas/log/hash-chain.ts';
import type { Randomness } from '../device/random.ts';
import type { TabLock } from '../device/tab-lock.ts';
import { sealRow } from '../vault/sealing.ts';
import type { OpenSpan } from '../vault/span.ts';
import { storageFaultOf, type JournalDatabase, type StorageFault } from './database.ts';
import type { LogRecord, RowRecord } from './records.ts';
import { readSetting } from './settings.ts';

/** Where the next event will stand. What it signs or masks may depend on it, so it is made for one place. */
export interface Position {
  readonly log: string;
  readonly seq: number;
  /** base64url of the chain hash before it. */
  readonly previousHash: string;
}

export type MakeEvent = (position: Position) => SuchiEvent | Promise<SuchiEvent>;

export type AppendOutcome =
  | {
      readonly outcome: 'saved';
      readonly identity: EventIdentity;
      readonly event: SuchiEvent;
      readonly row: RowRecord;
    }
  | { readonly outcome: 'not-saved'; readonly why: StorageFault | 'text-not-storable' | 'too-long' }
  /** The span belongs to a log that is no longer current: begin a new span and append again. */
  | { readonly outcome: 'log-changed' };

export interface AppendParts {
  readonly digest: Digest;
  readonly random: Randomness;
  readonly tabLock: TabLock;
  readonly span: OpenSpan;
  /** What this tab last wrote: looks less. The transaction checks the head, so it may be out of date. */
  readonly headHint: { current: HeadHint | null };
  /** The form that becomes this record: it goes in the same transaction, so that it is never there beside it. */
  readonly endsDraft?: string;
}

export interface HeadHint {
  readonly head: LogRecord;
  /** The span that is stored with it. */
  readonly span: string;
}

/** With the lock a second attempt is rare; without it other tabs may win the place a few times in a row. */
const attemptsMax = 20;

export async function append(
  database: JournalDatabase,
  parts: AppendParts,
  makeEvent: MakeEvent,
): Promise<AppendOutcome> {
  try {
    const alone = await appendAlone(database, parts, makeEvent);
    if (alone !== 'head-moved') return alone;
    return await parts.tabLock.politely(() => appendInTurn(database, parts, makeEvent));
  } catch (error) {
    if (isProgramFault(error)) throw error;
    return { outcome: 'not-saved', why: storageFaultOf(error) };
  }
}

/** A tab that wrote last needs no lock: where another one wrote meanwhile, the transaction says so. */
async function appendAlone(
  database: JournalDatabase,
  parts: AppendParts,
  makeEvent: MakeEvent,
): Promise<AppendOutcome | 'head-moved'> {
  const hint = parts.headHint.current;
  parts.headHint.current = null;
  if (hint?.head.log !== parts.span.log) return 'head-moved';
  return appendAfter(database, parts, makeEvent, hint.head, hint);
}

async function appendInTurn(
  database: JournalDatabase,
  parts: AppendParts,
  makeEvent: MakeEvent,
): Promise<AppendOutcome> {
  for (let attempt = 0; attempt < attemptsMax; attempt++) {
    const head = await readCurrentHead(database);
    const outcome = await appendAfter(database, parts, makeEvent, head, null);
    if (outcome !== 'head-moved') return outcome;
  }
  return { outcome: 'not-saved', why: 'storage-failed' };
}

async function appendAfter(
  database: JournalDatabase,
  parts: AppendParts,
  makeEvent: MakeEvent,
  head: LogRecord | null,
  hint: HeadHint | null,
): Promise<AppendOutcome | 'head-moved'> {
  if (head?.log !== parts.span.log) return { outcome: 'log-changed' };
  const seq = head.headSeq + 1;
  const previousHash = bytesToBase64url(head.headHash);
  const event = await makeEvent({ log: head.log, seq, previousHash });
  const fault = findEventFault(event);
  if (fault === 'wrong-form') throw new Error(`append: ${event.kind} has not the form of an event`);
  if (fault !== null) return { outcome: 'not-saved', why: fault };
  const row = await makeRow(parts, head, seq, canonicalBytes(event));
  const isSpanStored = hint?.span === parts.span.span;
  const written = isSpanStored
    ? await writeRowAtOnce(database, parts, head, row)
    : await writeRow(database, parts, head, row);
  if (written === 'head-moved') return 'head-moved';
  const newHead = { ...head, headSeq: seq, headHash: row.hash };
  parts.headHint.current = { head: newHead, span: row.span };
  const identity = { log: row.log, seq, hash: bytesToBase64url(row.rowHash) };
  return { outcome: 'saved', identity, event, row };
}

async function makeRow(
  parts: AppendParts,
  head: LogRecord,
  seq: number,
  canonicalEvent: Bytes,
): Promise<RowRecord> {
  const { digest, random, span } = parts;
  const salt = rowSalt(digest, span.raw, head.log, seq);
  const hashOfRow = rowHash(digest, salt, canonicalEvent);
  const hash = chainHash(digest, head.headHash, hashOfRow);
  const { iv, sealed } = await sealRow(random, span, { log: head.log, seq }, canonicalEvent);
  return { log: head.log, seq, span: span.span, iv, sealed, rowHash: hashOfRow, hash };
}

type WriteParts = Pick<AppendParts, 'span' | 'endsDraft'>;

/**
 * Reads and writes are asked for in one breath: the disk answers in that order, so the reads say what stood there before.
 * Where that is not the head as it was when the row was made, all of it is taken back: nothing of a transaction that is
 * aborted is ever seen. It saves one way to the disk and back while somebody waits for "Saved".
 */
async function writeRowAtOnce(
  database: JournalDatabase,
  { endsDraft }: WriteParts,
  head: LogRecord,
  row: RowRecord,
): Promise<'written' | 'head-moved'> {
  const { settings, logs, rows, drafts } = database;
  const tables = [settings, logs, rows, ...(endsDraft === undefined ? [] : [drafts])];
  let hasMoved = false;
  try {
    return await database.transaction('rw', tables, async (transaction) => {
      const aborted = endOf(transaction);
      const reads = Promise.all([readSetting(database, 'current-log'), logs.get(head.log)]);
      const writes: readonly PromiseLike<unknown>[] = [
        rows.add(row),
        logs.put({ ...head, headSeq: row.seq, headHash: row.hash }),
        ...(endsDraft === undefined ? [] : [drafts.delete(endsDraft)]),
      ];
      // Taken back together with the transaction: that is no news of each of them.
      for (const write of writes) write.then(undefined, () => undefined);
      const [current, now] = await Promise.race([reads, aborted]);
      hasMoved = current !== head.log || !isSameLog(now, head);
      if (hasMoved) transaction.abort();
      await Promise.race([Promise.all(writes), aborted]);
      return 'written' as const;
    });
  } catch (error) {
    if (hasMoved) return 'head-moved';
    throw error;
  }
}

/** The whole record, for the whole record is put back. */
function isSameLog(now: LogRecord | undefined, known: LogRecord): boolean {
  if (now === undefined || !equalBytes(now.headHash, known.headHash)) return false;
  const pruned = now.prunedTo;
  return (
    now.headSeq === known.headSeq &&
    now.centreId === known.centreId &&
    now.deployment === known.deployment &&
    pruned?.seq === known.prunedTo?.seq &&
    (pruned === undefined || equalBytes(pruned.hash, known.prunedTo!.hash))
  );
}

/** On a full disk a put may never settle: the end by abort counts as well. */
function endOf(transaction: Transaction): Promise<never> {
  const aborted = new Promise<never>((_, reject) => {
    transaction.on('abort', () => reject(new DOMException('aborted', 'AbortError')));
  });
  aborted.catch(() => undefined);
  return aborted;
}

/** The first row of a span: whether the span is stored decides what is written. Resolves when the transaction is complete. */
async function writeRow(
  database: JournalDatabase,
  { span, endsDraft }: WriteParts,
  head: LogRecord,
  row: RowRecord,
): Promise<'written' | 'head-moved'> {
  const { settings, logs, rows, spans, drafts } = database;
  const tables = [settings, logs, rows, spans, ...(endsDraft === undefined ? [] : [drafts])];
  return database.transaction('rw', tables, async (transaction) => {
    const aborted = endOf(transaction);
    const [current, now, stored] = await Promise.all([
      readSetting(database, 'current-log'),
      logs.get(head.log),
      spans.get(span.span),
    ]);
    if (current !== head.log || now?.headSeq !== head.headSeq) return 'head-moved';
    if (!equalBytes(now.headHash, head.headHash)) return 'head-moved';
    const writes = Promise.all([
      stored === undefined ? spans.add(span.stored) : span.span,
      rows.add(row),
      logs.put({ ...now, headSeq: row.seq, headHash: row.hash }),
      ...(endsDraft === undefined ? [] : [drafts.delete(endsDraft)]),
    ]);
    await Promise.race([writes, aborted]);
    return 'written';
  });
}

export async function readCurrentHead(database: JournalDatabase): Promise<LogRecord | null> {
  return database.transaction('r', database.settings, database.logs, async () => {
    const name = await readSetting(database, 'current-log');
    return name === null ? null : ((await database.logs.get(name)) ?? null);
  });
}

/** Ours are plain Errors; the database throws its own named ones. */
function isProgramFault(error: unknown): boolean {
  return error instanceof Error && (error.name === 'Error' || error.name === 'TypeError');
}
