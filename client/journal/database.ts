// Owns the one Dexie database of the tablet: its tables, versions and strict durability.

import { Dexie, type DexieOptions, type Table } from 'dexie';
import type { StaffWrap } from '../vault/staff-wrap.ts';
import type { StoredSpan } from '../vault/span.ts';
import type {
  AckRecord,
  BodyRecord,
  CarriedRecord,
  CopyRecord,
  DraftRecord,
  FeedRecord,
  LogRecord,
  PackRecord,
  PageRecord,
  RememberedRecord,
  RowRecord,
  SettingRecord,
  SignedHeadRecord,
  VerdictRecord,
} from './records.ts';

type LogAndNumber = [string, number];

export interface JournalTables {
  readonly settings: Table<SettingRecord, string>;
  readonly staff: Table<StaffWrap, string>;
  readonly logs: Table<LogRecord, string>;
  readonly rows: Table<RowRecord, LogAndNumber>;
  readonly spans: Table<StoredSpan, string>;
  readonly bodies: Table<BodyRecord, LogAndNumber>;
  readonly acks: Table<AckRecord, string>;
  readonly verdicts: Table<VerdictRecord, LogAndNumber>;
  readonly pages: Table<PageRecord, [number, number]>;
  readonly feeds: Table<FeedRecord, number>;
  readonly packs: Table<PackRecord, number>;
  readonly copies: Table<CopyRecord, string>;
  readonly carried: Table<CarriedRecord, string>;
  readonly signedHeads: Table<SignedHeadRecord, string>;
  readonly drafts: Table<DraftRecord, string>;
  readonly remembered: Table<RememberedRecord, string>;
}

export type JournalDatabase = Dexie & JournalTables;

export const journalDatabaseName = 'suchi-tablet';

/** The browser's own unless given: the simulation brings disks that lose power. */
export type JournalPlatform = Pick<DexieOptions, 'indexedDB' | 'IDBKeyRange'>;

/** Strict: a transaction is complete only when the platform says the bytes are on the disk. */
export function openJournalDatabase(
  name: string = journalDatabaseName,
  platform: JournalPlatform = {},
): JournalDatabase {
  const database = new Dexie(name, { chromeTransactionDurability: 'strict', ...platform });
  database.version(1).stores({
    settings: '&name',
    staff: '&staffId',
    logs: '&log',
    rows: '&[log+seq], [log+span+seq]',
    spans: '&span',
    bodies: '&[log+from]',
    acks: '&log',
    verdicts: '&[log+seq], state',
    pages: '&[centreId+feedSeq]',
    feeds: '&centreId',
    packs: '&centreId',
  });
  // Only added to: a tab of the older app that is still open goes on working beside it.
  database.version(2).stores({ copies: '&log', carried: '&id', signedHeads: '&log' });
  database.version(3).stores({ drafts: '&name' });
  database.version(4).stores({ remembered: '&id, centreId' });
  return database as JournalDatabase;
}

/** Told when the platform closes the database by itself: site data cleared, a broken disk. Returns the end of it. */
export function onTakenAway(database: JournalDatabase, run: () => void): () => void {
  const closed = database.on('close');
  closed.subscribe(run);
  return () => closed.unsubscribe(run);
}

export type StorageFault = 'storage-full' | 'storage-failed';

/** A full disk has its own words on the screen; everything else of the database has the other ones. */
export function storageFaultOf(error: unknown): StorageFault {
  const names: unknown[] = [];
  let current = error;
  for (let depth = 0; depth < 4 && typeof current === 'object' && current !== null; depth++) {
    names.push((current as { name?: unknown }).name);
    current = (current as { inner?: unknown }).inner;
  }
  return names.includes('QuotaExceededError') ? 'storage-full' : 'storage-failed';
}
