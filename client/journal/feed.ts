// Owns what came from the server: feed pages with their cursor, and the day list. Page and cursor are one transaction.

import type { JournalDatabase } from './database.ts';
import { leaveCursor } from './leave-cursor.ts';
import type { FeedRecord, PackRecord, PageRecord, RememberedRecord } from './records.ts';

/** Where the answer stands in the feed: what was asked with, and whether the server said to start anew. */
export interface FeedStep {
  readonly centreId: number;
  /** The stored cursor must still be this one: another tab may have been faster. */
  readonly expectedCursor: string | null;
  readonly isReset: boolean;
  /** The server's epoch as the answer names it: pages of another one are remembered, for it was put back meanwhile. */
  readonly epoch: string;
}

/** True when stored; false when another tab has moved the cursor meanwhile: then the rest of this answer is not for us. */
export async function storePage(
  database: JournalDatabase,
  step: FeedStep,
  page: {
    readonly feedSeq: number;
    readonly cursor: string;
    readonly rolling: string;
    readonly record: PageRecord | null;
  },
): Promise<boolean> {
  const { feeds, pages, remembered } = database;
  return database.transaction('rw', feeds, pages, remembered, async () => {
    const feed = await feeds.get(step.centreId);
    if ((feed?.cursor ?? null) !== step.expectedCursor) return false;
    const { cursor, feedSeq, rolling } = page;
    const isSame = page.record === null && feed?.cursor === cursor && feed.rolling === rolling;
    if (isSame && !step.isReset) return true;
    if (step.isReset) await leavePages(database, step);
    const generation = (feed?.generation ?? 0) + (step.isReset ? 1 : 0);
    // An empty page only moves the cursor: put under its number it would replace the rows stored there.
    if (page.record !== null) await pages.put(page.record);
    await feeds.put({ centreId: step.centreId, cursor, feedSeq, generation, rolling });
    return true;
  });
}

/** The whole day list. With a reset the cursor goes in the same transaction; the pages stay until the new feed begins. */
export async function storePack(
  database: JournalDatabase,
  step: FeedStep,
  pack: PackRecord,
): Promise<boolean> {
  const { feeds, packs } = database;
  return database.transaction('rw', feeds, packs, async () => {
    const feed = await feeds.get(step.centreId);
    if ((feed?.cursor ?? null) !== step.expectedCursor) return false;
    if (step.isReset && feed !== undefined) await feeds.put(leaveCursor(feed));
    await packs.put(pack);
    return true;
  });
}

/** What came does not follow from what is stored: the next request asks for a reset. Nothing stored is dropped for it. */
export async function forgetCursor(database: JournalDatabase, step: FeedStep): Promise<void> {
  const { feeds } = database;
  await database.transaction('rw', feeds, async () => {
    const feed = await feeds.get(step.centreId);
    if (feed?.cursor === step.expectedCursor) await feeds.put(leaveCursor(feed));
  });
}

/** What a server that was put back once said stays, until it has it again: the tablet that wrote it may be gone. */
async function leavePages(database: JournalDatabase, { centreId, epoch }: FeedStep): Promise<void> {
  const left = await pagesAfter(database, centreId, -1).toArray();
  const ofBefore = left.flatMap((page): RememberedRecord[] => {
    const { proofs = [] } = page;
    const id = proofs[0]?.[0];
    return id === undefined || id.startsWith(`${epoch}.`)
      ? []
      : [{ ...page, id, proofs, named: [] }];
  });
  if (ofBefore.length > 0) await database.remembered.bulkPut(ofBefore);
  await pagesAfter(database, centreId, -1).delete();
}

function pagesAfter(database: JournalDatabase, centreId: number, feedSeq: number) {
  return database.pages
    .where('[centreId+feedSeq]')
    .between([centreId, feedSeq], [centreId, Number.MAX_SAFE_INTEGER], false, true);
}

export interface StoredFeed {
  readonly feed: FeedRecord | null;
  readonly pages: readonly PageRecord[];
}

/** Feed head and the pages after `feedSeq`, seen at one moment. */
export async function readFeed(
  database: JournalDatabase,
  centreId: number,
  known: { readonly generation: number; readonly feedSeq: number } | null,
): Promise<StoredFeed> {
  return database.transaction('r', database.feeds, database.pages, async () => {
    const feed = (await database.feeds.get(centreId)) ?? null;
    const isSame = known !== null && known.generation === (feed?.generation ?? 0);
    if (isSame && known.feedSeq === (feed?.feedSeq ?? -1)) return { feed, pages: [] };
    const pages = await pagesAfter(database, centreId, isSame ? known.feedSeq : -1).toArray();
    return { feed, pages };
  });
}

/** New data keys cannot read the old copies: they are dropped, and the server is asked for all of it again. */
export async function dropForeignCopies(database: JournalDatabase): Promise<void> {
  const { feeds, pages, packs, remembered } = database;
  await database.transaction('rw', feeds, pages, packs, remembered, async () => {
    for (const table of [pages, packs, feeds, remembered]) await table.clear();
  });
}
