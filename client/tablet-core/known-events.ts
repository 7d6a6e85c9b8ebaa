// Owns the way back from what rests sealed to known events: this tablet's own rows, and pages of the centre's feed.

import { bytesToBase64url, bytesToUtf8 } from '../../schemas/bytes.ts';
import type { FeedRow } from '../../schemas/exchange.ts';
import type { Author, SuchiEvent } from '../../schemas/events/event.ts';
import type { SignedInBody } from '../../schemas/events/signed-in.ts';
import type { JournalDatabase } from '../journal/database.ts';
import type { PageRecord, RowRecord } from '../journal/records.ts';
import type { KnownEvent } from '../read-model/case-index.ts';
import { open } from '../vault/aes.ts';
import { openRow, pageContext } from '../vault/sealing.ts';
import { reopenSpan, type SpanKey } from '../vault/span.ts';

export interface SpanKeyring {
  /** Null for a span this tablet cannot read: sealed to the server alone, or by a work key that is gone. */
  readonly keyOf: (span: string) => Promise<SpanKey | null>;
  readonly add: (key: SpanKey) => void;
}

export function createSpanKeyring(database: JournalDatabase, workKey: CryptoKey): SpanKeyring {
  const keys = new Map<string, SpanKey | null>();
  return {
    keyOf: async (span) => {
      const known = keys.get(span);
      if (known !== undefined) return known;
      const stored = await database.spans.get(span);
      const key = stored === undefined ? null : await reopenSpan(stored, workKey);
      keys.set(span, key);
      return key;
    },
    add: (key) => {
      keys.set(key.span, key);
    },
  };
}

/** As they were first written: a row carried into a new log may be stored before the sign-in of its span, which stayed. */
export function inWritingOrder(rows: readonly RowRecord[]): RowRecord[] {
  const placeOf = (row: RowRecord) => row.origin ?? row;
  return [...rows].sort((a, b) => {
    const [first, second] = [placeOf(a), placeOf(b)];
    if (first.log !== second.log) return first.log < second.log ? -1 : 1;
    return first.seq - second.seq;
  });
}

export interface OwnReader {
  /** Rows in the order of their writing; the last sign-in of each span is remembered between calls. */
  readonly read: (rows: readonly RowRecord[]) => Promise<KnownEvent[]>;
  /** Of a row that is known without reading it: rows of its span that are read later have their author. */
  readonly noteAuthor: (span: string, entry: KnownEvent) => void;
}

export function createOwnReader(keyring: SpanKeyring): OwnReader {
  const authors = new Map<string, Author | null>();
  return {
    noteAuthor: (span, { event, by }) => {
      if (event.kind === 'signed-in') authors.set(span, by);
    },
    read: async (rows) => {
      const known: KnownEvent[] = [];
      for (const row of rows) {
        const identity = row.origin ?? {
          log: row.log,
          seq: row.seq,
          hash: bytesToBase64url(row.rowHash),
        };
        const key = await keyring.keyOf(row.span);
        const bytes = key === null ? null : await openRow(key, identity, row);
        const event = bytes === null ? null : parseEvent(bytesToUtf8(bytes));
        if (event === null) continue;
        if (event.kind === 'signed-in') authors.set(row.span, authorOf(event));
        known.push({ identity, event, by: authors.get(row.span) ?? null, isOwn: true });
      }
      return known;
    },
  };
}

/** Claimed here: only the server knows whether the person's key was bound with their own one-time code. */
function authorOf(event: SuchiEvent): Author | null {
  const { staffId } = event.body as Partial<SignedInBody>;
  return typeof staffId === 'string' ? { staffId, proved: false } : null;
}

/** Placeholders (own, hidden or erased rows) carry no event and are left out. */
export async function readPages(
  pages: readonly PageRecord[],
  workKey: CryptoKey,
): Promise<KnownEvent[]> {
  const known: KnownEvent[] = [];
  for (const page of pages) {
    const bytes = await open(workKey, pageContext(page.centreId, page.feedSeq), page);
    if (bytes === null) continue;
    for (const row of JSON.parse(bytesToUtf8(bytes)) as FeedRow[]) {
      const event = row.event === null ? null : parseEvent(row.event);
      if (event === null) continue;
      const place = row.origin ?? { log: row.log, seq: row.seq };
      known.push({ identity: { ...place, hash: row.hash }, event, by: row.by, isOwn: false });
    }
  }
  return known;
}

function parseEvent(text: string): SuchiEvent | null {
  try {
    const value = JSON.parse(text) as unknown;
    return typeof value === 'object' && value !== null ? (value as SuchiEvent) : null;
  } catch {
    return null;
  }
}
