// Owns what this tablet remembers of a feed that the server lost: it is told piece by piece, and left only when the server named it.

import { bytesToUtf8, type Bytes } from '../../schemas/bytes.ts';
import type { FeedRow } from '../../schemas/exchange.ts';
import { limits } from '../../schemas/limits.ts';
import {
  epochOfProof,
  readRememberedPages,
  type RememberedPage,
} from '../../schemas/remembered.ts';
import type { JournalDatabase } from './database.ts';
import type { RememberedRecord } from './records.ts';

/** Lent by whoever is unlocked: nobody else can read what others wrote. */
export interface PageReader {
  readonly centreId: number;
  readonly openPage: (feedSeq: number, stored: RememberedRecord) => Promise<Bytes | null>;
}

/** So many requests in a row with rows of the tablet's own keep what others wrote waiting: then a log may be stuck. */
const busyRequestsMax = 4;

export interface MemoryTeller {
  /** The next pieces, in the order they were said, as many as one request takes. `isIdle`: the link belongs to the doses. */
  readonly next: (reader: PageReader, isIdle: boolean) => Promise<readonly RememberedPage[]>;
  /** Nothing but the server's naming all of it lets a page go. True when a piece was named: there may be more. */
  readonly taken: (
    told: readonly RememberedPage[],
    named: readonly string[] | undefined,
  ) => Promise<boolean>;
}

export function createMemoryTeller(database: JournalDatabase): MemoryTeller {
  /** Looked at and not taken: it waits until the app starts anew. */
  const notTaken = new Set<string>();
  let busyRequests = 0;
  return {
    next: async (reader, isIdle) => {
      busyRequests = isIdle ? 0 : busyRequests + 1;
      const waits = busyRequests > 0 && busyRequests < busyRequestsMax;
      return waits ? [] : readNext(database, reader, notTaken);
    },
    taken: async (told, named) => {
      // A pull that was not granted, or an older server, says nothing of it.
      if (named === undefined) return false;
      for (const { proof } of told) if (!named.includes(proof)) notTaken.add(proof);
      return forget(database, told, named);
    },
  };
}

async function readNext(
  database: JournalDatabase,
  { centreId, openPage }: PageReader,
  without: ReadonlySet<string>,
): Promise<readonly RememberedPage[]> {
  const records = await database.remembered.where('centreId').equals(centreId).toArray();
  const told: RememberedPage[] = [];
  for (const record of records.sort(asSaid)) {
    if (told.length >= limits.rememberedPagesPerRequestMax) break;
    if (record.proofs.every(([proof]) => isDone(record, proof, without))) continue;
    const opened = await openPage(record.feedSeq, record);
    if (opened !== null)
      told.push(...piecesOf(record, opened).filter(({ proof }) => !isDone(record, proof, without)));
  }
  return told.slice(0, limits.rememberedPagesPerRequestMax);
}

const isDone = (record: RememberedRecord, proof: string, without: ReadonlySet<string>): boolean =>
  without.has(proof) || record.named.includes(proof);

/** What was said later names whoever was nobody before. */
function asSaid(a: RememberedRecord, b: RememberedRecord): number {
  const epoch = ({ id }: RememberedRecord): number => Number.parseInt(epochOfProof(id) ?? '0', 10);
  return epoch(a) - epoch(b) || a.feedSeq - b.feedSeq;
}

function piecesOf({ proofs }: RememberedRecord, opened: Bytes): RememberedPage[] {
  const rows = JSON.parse(bytesToUtf8(opened)) as FeedRow[];
  let from = 0;
  return proofs.flatMap(([proof, count]) =>
    readRememberedPages([{ proof, rows: rows.slice(from, (from += count)) }]),
  );
}

async function forget(
  database: JournalDatabase,
  told: readonly RememberedPage[],
  taken: readonly string[],
): Promise<boolean> {
  const named = told.map(({ proof }) => proof).filter((proof) => taken.includes(proof));
  if (named.length === 0) return false;
  const { remembered } = database;
  await database.transaction('rw', remembered, async () => {
    for (const record of await remembered.toArray()) {
      const now = [
        ...record.named,
        ...record.proofs.flatMap(([of]) => (named.includes(of) ? [of] : [])),
      ];
      if (now.length === record.named.length) continue;
      if (record.proofs.every(([proof]) => now.includes(proof))) await remembered.delete(record.id);
      else await remembered.put({ ...record, named: now });
    }
  });
  return true;
}
