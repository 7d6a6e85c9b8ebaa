// Owns what exists only while unlocked: the keys in memory, the day's view, and its refresh from the journal by numbers.

import { bytesToUtf8 } from '../../schemas/bytes.ts';
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
import { importAesKey, open } from '../vault/aes.ts';
import { packContext } from '../vault/sealing.ts';
import type { DataKeys } from '../vault/staff-wrap.ts';
import { createOwnRecords, placeKey, type ServerWords } from './own-records.ts';
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

  /** All that rests, or all that is new of it, in one look: its questions are asked in one breath, for somebody waits. */
  function look(own: OwnRows, known: FeedPosition | null) {
    return database.transaction('r', tablesOf(database), async () => {
      const [packRecord, rows, stored] = await Promise.all([
        database.packs.get(centreId),
        own.fetchNew(),
        readFeed(database, centreId, known),
        own.readWords(),
      ]);
      return { packRecord, rows, stored };
    });
  }
  async function build() {
    const own = createOwnRows(database, centreId, keyring);
    const { packRecord, rows, stored } = await look(own, null);
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
    own.shown(own.unshown());
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
    const { packRecord, rows, stored } = await look(state.own, state.feed);
    const packHash = packRecord?.packHash ?? null;
    const isExpired = state.pack !== null && parts.now() > state.pack.validUntil;
    const position = positionOf(stored.feed);
    const isAnew = position.generation !== state.feed.generation;
    if (isAnew || packHash !== state.packHash || isExpired !== state.isExpired) return rebuild();
    const fresh = await state.own.openNew(rows);
    const foreign = await readPages(stored.pages, workKey);
    state.feed = position;
    if (fresh.length + foreign.length > 0) await state.model.add([...fresh, ...foreign]);
    const unshown = state.own.unshown();
    if (unshown.length === 0) return;
    await state.model.ownRecordsChanged(unshown);
    state.own.shown(unshown);
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
      const { own, model } = state;
      own.carried(entry, row);
      await model.add([entry]);
      own.taken(entry, row);
    },
    close: () => enqueue(() => state.model.close()),
  };
}

type OwnRows = ReturnType<typeof createOwnRows>;
type FeedPosition = ReturnType<typeof positionOf>;

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

/** Own rows read so far, and what the server has said of them. */
function createOwnRows(database: JournalDatabase, centreId: number, keyring: SpanKeyring) {
  const reader = createOwnReader(keyring);
  const readUpTo = new Map<string, number>();
  const records = createOwnRecords();
  const { carried } = records;
  let words: ServerWords['words'] = new Map();
  let wordsRead = '';
  /** Never backwards: a look at the disk may end after rows that were written meanwhile. */
  const readTo = (log: string, seq: number): void =>
    void readUpTo.set(log, Math.max(seq, readUpTo.get(log) ?? 0));
  return {
    carried,
    /** Shown without a look at the disk: where it follows what was read, it is not read and opened once more. */
    taken: (entry: KnownEvent, { log, seq, span }: RowRecord): void => {
      reader.noteAuthor(span, entry);
      if (seq === (readUpTo.get(log) ?? 0) + 1) readTo(log, seq);
    },
    fetchNew: async (): Promise<RowRecord[]> => {
      const logs = (await database.logs.toArray()).filter((log) => log.centreId === centreId);
      const fresh = logs.flatMap(({ log, headSeq }) => {
        const last = readUpTo.get(log);
        if (last === headSeq) return [];
        const after = last ?? Math.max(0, headSeq - ownRowsMax);
        return database.rows
          .where('[log+seq]')
          .between([log, after], [log, Number.MAX_SAFE_INTEGER], false, true)
          .toArray();
      });
      return (await Promise.all(fresh)).flat();
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
      for (const { log, seq } of fresh) readTo(log, seq);
      return known;
    },
    /** The words themselves only where one is another than before: at the end of a day there are many. */
    readWords: async (): Promise<void> => {
      const acks = await database.acks.toArray();
      const turn = JSON.stringify(acks.map((ack) => [ack.log, ack.words]));
      if (turn !== wordsRead) {
        const said = await database.verdicts.toArray();
        words = new Map(said.map((word) => [placeKey(word), word.state]));
        wordsRead = turn;
      }
      records.hear({ haves: new Map(acks.map((ack) => [ack.log, ack.have])), words });
    },
    recordOf: records.recordOf,
    unshown: records.unshown,
    shown: records.shown,
  };
}
