// Owns what this tablet remembers of a feed that the server lost: it is told page by page, and left only when the server named the page.

import { bytesToUtf8, type Bytes } from '../../schemas/bytes.ts';
import { limits } from '../../schemas/limits.ts';
import { readRememberedPages, type RememberedPage } from '../../schemas/remembered.ts';
import type { JournalDatabase } from './database.ts';
import type { RememberedRecord } from './records.ts';

/** Lent by whoever is unlocked: nobody else can read what others wrote. */
export interface PageReader {
  readonly centreId: number;
  readonly openPage: (feedSeq: number, stored: RememberedRecord) => Promise<Bytes | null>;
}

/** The next pages, as many as one request takes; `without`: proofs that the server did not take. */
export async function rememberedToTell(
  database: JournalDatabase,
  { centreId, openPage }: PageReader,
  without: ReadonlySet<string>,
): Promise<readonly RememberedPage[]> {
  const records = await database.remembered.where('centreId').equals(centreId).toArray();
  const told: RememberedPage[] = [];
  for (const record of records) {
    if (told.length === limits.rememberedPagesPerRequestMax) break;
    if (without.has(record.proof)) continue;
    const opened = await openPage(record.feedSeq, record);
    if (opened === null) continue;
    told.push(
      ...readRememberedPages([{ proof: record.proof, rows: JSON.parse(bytesToUtf8(opened)) }]),
    );
  }
  return told;
}

/** True when a page was named. Nothing but the server's naming it lets it go. */
export async function forgetRemembered(
  database: JournalDatabase,
  told: readonly RememberedPage[],
  taken: readonly string[],
): Promise<boolean> {
  const named = told.map(({ proof }) => proof).filter((proof) => taken.includes(proof));
  if (named.length > 0) await database.remembered.bulkDelete(named);
  return named.length > 0;
}
