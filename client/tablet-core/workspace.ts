// Owns what exists only while unlocked: the keys in memory, the day's view, and its refresh from the journal by numbers.

import { bytesToUtf8 } from '../../schemas/bytes.ts';
import { identityKey } from '../../schemas/log/hash-chain.ts';
import {
  unpackDayPack,
  type DayPack,
  type PackedDayPack,
  type RosterStaff,
} from '../../schemas/records/roster.ts';
import { decompress } from '../device/compression.ts';
import type { JournalDatabase } from '../journal/database.ts';
import { readFeed } from '../journal/feed.ts';
import type { PackRecord, RowRecord } from '../journal/records.ts';
import { packInflatedBytesMax } from '../exchange/pack-collector.ts';
import type { KnownEvent } from '../read-model/case-index.ts';
import { createDayModel, type DayModel } from '../read-model/day-model.ts';
import type { OwnRecord } from '../read-model/person-row.ts';
import { importAesKey, open } from '../vault/aes.ts';
import { packContext } from '../vault/sealing.ts';
import type { DataKeys } from '../vault/staff-wrap.ts';
import {
  createOwnReader,
  createSpanKeyring,
  inWritingOrder,
  readPages,
  type SpanKeyring,
} from './known-events.ts';

export interface WorkspaceParts {
  readonly database: JournalDatabase;
  readonly centreId: number;
  readonly staff: RosterStaff;
  readonly staffKey: CryptoKey;
  readonly dataKeys: DataKeys;
  readonly now: () => number;
  /** Called when another model, or another pack, is in force. */
  readonly onChange: (changed: { readonly model: DayModel; readonly pack: DayPack | null }) => void;
}

export interface Workspace {
  readonly staff: RosterStaff;
  readonly staffKey: CryptoKey;
  readonly dataKeys: DataKeys;
  readonly workKey: CryptoKey;
  readonly packKey: CryptoKey;
  readonly keyring: SpanKeyring;
  readonly model: () => DayModel;
  readonly pack: () => DayPack | null;
  /** True when the list in force has expired and is no longer shown. */
  readonly isExpired: () => boolean;
  /** Takes in whatever the journal holds beyond what is shown; calls are served one after the other. */
  readonly refresh: () => Promise<void>;
  /** A row this tab has just written: shown before "saved" is said. */
  readonly addSaved: (entry: KnownEvent, row: RowRecord) => Promise<void>;
  readonly close: () => Promise<void>;
}

/** Rows of one log read at unlock: about a week of a busy centre. Older own events come back with the feed. */
const ownRowsMax = 6_000;
let modelCount = 0;

export async function openWorkspace(parts: WorkspaceParts): Promise<Workspace> {
  const { database, centreId, dataKeys } = parts;
  const workKey = await importAesKey(dataKeys.workKey);
  const packKey = await importAesKey(dataKeys.packKey);
  const keyring = createSpanKeyring(database, workKey);
  let state = await build();
  let queue: Promise<void> = Promise.resolve();

  async function build() {
    const own = createOwnRows(database, centreId, keyring);
    // All that rests in one look at the disk, for the person at the table waits; it is opened afterwards.
    const { packRecord, rows, stored } = await database.transaction(
      'r',
      tablesOf(database),
      async () => {
        await own.readWords();
        return {
          packRecord: await database.packs.get(centreId),
          rows: await own.fetchNew(),
          stored: await readFeed(database, centreId, null),
        };
      },
    );
    const [pack, ownEvents, foreign] = await Promise.all([
      openPack(packRecord, centreId, packKey),
      own.openNew(rows),
      readPages(stored.pages, workKey),
    ]);
    const isExpired = pack !== null && parts.now() > pack.validUntil;
    const model = await createDayModel({
      name: `day-${++modelCount}`,
      pack: isExpired ? null : pack,
      ownRecordOf: own.recordOf,
      firstEvents: [...ownEvents, ...foreign],
    });
    const packHash = packRecord?.packHash ?? null;
    return { pack, packHash, isExpired, own, model, feed: positionOf(stored.feed) };
  }
  const rebuild = async (): Promise<void> => {
    const before = state.model;
    state = await build();
    parts.onChange({ model: state.model, pack: state.pack });
    await before.close();
  };
  const refreshNow = async (): Promise<void> => {
    const packHash = (await database.packs.get(centreId))?.packHash ?? null;
    const isExpired = state.pack !== null && parts.now() > state.pack.validUntil;
    const stored = await readFeed(database, centreId, state.feed);
    const position = positionOf(stored.feed);
    const isAnew = position.generation !== state.feed.generation;
    if (isAnew || packHash !== state.packHash || isExpired !== state.isExpired) return rebuild();
    const own = await state.own.openNew(await state.own.fetchNew());
    const foreign = await readPages(stored.pages, workKey);
    state.feed = position;
    if (own.length + foreign.length > 0) await state.model.add([...own, ...foreign]);
    if (await state.own.readWords()) await state.model.ownRecordsChanged();
  };
  const enqueue = (work: () => Promise<void>): Promise<void> => {
    queue = queue.then(work, work);
    return queue;
  };
  return {
    staff: parts.staff,
    staffKey: parts.staffKey,
    dataKeys,
    workKey,
    packKey,
    keyring,
    model: () => state.model,
    pack: () => state.pack,
    isExpired: () => state.isExpired,
    refresh: () => enqueue(refreshNow),
    addSaved: async (entry, row) => {
      state.own.carried(entry, row);
      await state.model.add([entry]);
    },
    close: () => enqueue(() => state.model.close()),
  };
}

function positionOf(feed: { generation: number; feedSeq: number } | null) {
  return { generation: feed?.generation ?? 0, feedSeq: feed?.feedSeq ?? -1 };
}

function tablesOf(database: JournalDatabase) {
  const { acks, feeds, logs, packs, pages, rows, verdicts } = database;
  return [acks, feeds, logs, packs, pages, rows, verdicts];
}

async function openPack(
  record: PackRecord | undefined,
  centreId: number,
  packKey: CryptoKey,
): Promise<DayPack | null> {
  if (record === undefined) return null;
  const gzipped = await open(packKey, packContext(centreId, record.packHash), record);
  const json = gzipped === null ? null : await decompress('gzip', gzipped, packInflatedBytesMax);
  return json === null ? null : unpackDayPack(JSON.parse(bytesToUtf8(json)) as PackedDayPack);
}

/** Own rows read so far, where each event is carried, and what the server has said of them. */
function createOwnRows(database: JournalDatabase, centreId: number, keyring: SpanKeyring) {
  const reader = createOwnReader(keyring);
  const readUpTo = new Map<string, number>();
  const carriers = new Map<string, { readonly log: string; readonly seq: number }[]>();
  let haves = new Map<string, number>();
  let words = new Map<string, string>();
  let mark = '';
  const carried = (entry: KnownEvent, row: RowRecord): void => {
    const key = identityKey(entry.identity);
    carriers.set(key, [...(carriers.get(key) ?? []), { log: row.log, seq: row.seq }]);
  };
  return {
    carried,
    fetchNew: async (): Promise<RowRecord[]> => {
      const fresh: RowRecord[] = [];
      for (const { log, centreId: owner, headSeq } of await database.logs.toArray()) {
        if (owner !== centreId) continue;
        const after = readUpTo.get(log) ?? Math.max(0, headSeq - ownRowsMax);
        const rows = await database.rows
          .where('[log+seq]')
          .between([log, after], [log, Number.MAX_SAFE_INTEGER], false, true)
          .toArray();
        fresh.push(...rows);
      }
      return fresh;
    },
    openNew: async (fresh: readonly RowRecord[]): Promise<KnownEvent[]> => {
      const known: KnownEvent[] = [];
      for (const row of inWritingOrder(fresh)) {
        const [entry] = await reader.read([row]);
        if (entry === undefined) continue;
        carried(entry, row);
        known.push(entry);
      }
      // Only now: after a fault in between, all of them are read again.
      for (const { log, seq } of fresh) readUpTo.set(log, seq);
      return known;
    },
    /** True when something the server said is new. */
    readWords: async (): Promise<boolean> => {
      const acks = await database.acks.toArray();
      const said = await database.verdicts.toArray();
      haves = new Map(acks.map((ack) => [ack.log, ack.have]));
      words = new Map(said.map((word) => [`${word.log}/${word.seq}`, word.state]));
      const before = mark;
      mark = JSON.stringify([[...haves], [...words]]);
      return mark !== before;
    },
    recordOf: (eventKey: string): OwnRecord | null => {
      const places = carriers.get(eventKey);
      if (places === undefined) return null;
      return {
        isOnServer: places.some((place) => (haves.get(place.log) ?? 0) >= place.seq),
        word: words.get(eventKey.slice(0, eventKey.lastIndexOf('/'))) ?? null,
      };
    },
  };
}
