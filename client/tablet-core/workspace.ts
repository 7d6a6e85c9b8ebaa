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
    own.wordsShown();
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
    if (!state.own.hasNewWords()) return;
    await state.model.ownRecordsChanged();
    state.own.wordsShown();
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

/** Own rows read so far, where each event is carried, and what the server has said of them. */
function createOwnRows(database: JournalDatabase, centreId: number, keyring: SpanKeyring) {
  const reader = createOwnReader(keyring);
  const readUpTo = new Map<string, number>();
  const carriers = new Map<string, { readonly log: string; readonly seq: number }[]>();
  let haves = new Map<string, number>();
  let words = new Map<string, string>();
  let mark = '';
  let markShown = '';
  const carried = (entry: KnownEvent, row: RowRecord): void => {
    const key = identityKey(entry.identity);
    carriers.set(key, [...(carriers.get(key) ?? []), { log: row.log, seq: row.seq }]);
  };
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
    readWords: async (): Promise<void> => {
      const [acks, said] = await Promise.all([
        database.acks.toArray(),
        database.verdicts.toArray(),
      ]);
      haves = new Map(acks.map((ack) => [ack.log, ack.have]));
      words = new Map(said.map((word) => [`${word.log}/${word.seq}`, word.state]));
      mark = JSON.stringify([[...haves], [...words]]);
    },
    /** True when something the server said is not shown yet, also after a look that failed on the way. */
    hasNewWords: () => mark !== markShown,
    wordsShown: () => void (markShown = mark),
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
