// Tests in a real database that what other tablets recorded is not lost on the way: resets, cuts, pages that do not follow.

import { afterEach, describe, expect, it } from 'vitest';
import {
  base64urlToBytes,
  bytesToBase64url,
  bytesToUtf8,
  utf8ToBytes,
  type Bytes,
} from '../../schemas/bytes.ts';
import type { AnswerHead, AnswerPart, FeedRow } from '../../schemas/exchange.ts';
import { rollingHash } from '../../schemas/log/hash-chain.ts';
import { diffDayPack } from '../../schemas/records/pack-delta.ts';
import { packDayPack, type DayPack } from '../../schemas/records/roster.ts';
import { compress, decompress } from '../device/compression.ts';
import { digest } from '../device/digest.ts';
import { createBrowserRandomness } from '../device/random.ts';
import { openJournalDatabase, type JournalDatabase } from '../journal/database.ts';
import { readFeed } from '../journal/feed.ts';
import { createTestPack } from '../testing/test-pack.ts';
import type { AnswerReader } from './answer.ts';
import { createPackCollector } from './pack-collector.ts';
import { createFeedTaker, type PullSession } from './take-feed.ts';

const random = createBrowserRandomness();
const centreId = 7;
const databases: JournalDatabase[] = [];

afterEach(async () => {
  for (const database of databases.splice(0)) await database.delete();
});

/** Pages rest in clear here, so that a test sees their rows. */
const pull: PullSession = {
  centreId,
  sealPage: async (_feedSeq, page) => ({ iv: new Uint8Array(12), sealed: page }),
  sealPack: async (_hash, gzipped) => ({ iv: new Uint8Array(12), sealed: gzipped }),
  phoneQuestion: async () => null,
  keepPhoneKey: async () => undefined,
  openPack: async (_hash, stored) => stored.sealed,
  openPage: async (_feedSeq, stored) => stored.sealed,
};

const firstEpoch = '1-00000000';
const nextEpoch = '2-00000001';

type FeedPart = Extract<AnswerPart, { part: 'feed' }>;

function createScene() {
  const database = openJournalDatabase(`feed-test-${random.fraction()}`);
  databases.push(database);
  const takeFeed = createFeedTaker({
    database,
    digest,
    collector: createPackCollector(digest),
    running: () => 0,
    onProgress: () => undefined,
    onPack: async () => undefined,
  });
  /** An answer whose link is cut when its parts are through, unless its last page says that it is the last. */
  const take = async (
    feed: AnswerHead['feed'],
    parts: readonly AnswerPart[],
    epoch = firstEpoch,
  ) => {
    const rest = [...parts];
    const isWhole = parts.some((part) => part.part === 'feed' && part.isLast);
    const reader: AnswerReader = {
      head: async () => null,
      next: async () => rest.shift() ?? (isWhole ? 'end' : 'cut'),
      close: async () => undefined,
    };
    const cursor = (await database.feeds.get(centreId))?.cursor ?? null;
    return takeFeed(reader, { feed, packBytes: 1, epoch } as AnswerHead, pull, cursor);
  };
  const numbersHeld = async (): Promise<number[]> => {
    const { pages } = await readFeed(database, centreId, null);
    const rows = pages.flatMap((page) => JSON.parse(bytesToUtf8(page.sealed)) as FeedRow[]);
    return rows.map((row) => row.feedSeq);
  };
  const cursor = async () => (await database.feeds.get(centreId))?.cursor ?? null;
  return { database, take, numbersHeld, cursor };
}

function rowOf(feedSeq: number): FeedRow {
  const hash = bytesToBase64url(digest.sha256(utf8ToBytes(`row ${feedSeq}`)));
  return { feedSeq, log: 'other-log', seq: feedSeq, hash, event: '{}', by: null };
}

/** The feed's true rolling hash after its first `feedSeq` rows. */
function rollingAt(feedSeq: number): Bytes {
  let rolling: Bytes = new Uint8Array(32);
  for (let n = 1; n <= feedSeq; n++) {
    const row = rowOf(n);
    rolling = rollingHash(digest, rolling, n, row.log, row.seq, base64urlToBytes(row.hash)!);
  }
  return rolling;
}

/** Rows `from` … `to` as the server sends them. */
function pageOf(from: number, to: number, isLast = true): FeedPart {
  const rows = Array.from({ length: to - from + 1 }, (_, i) => rowOf(from + i));
  const rolling = bytesToBase64url(rollingAt(to));
  return { part: 'feed', rows, cursor: `cursor-${to}`, feedSeq: to, rolling, isLast };
}

const textOf = (pack: DayPack): Bytes => utf8ToBytes(JSON.stringify(packDayPack(pack)));
const hashOf = (pack: DayPack): string => bytesToBase64url(digest.sha256(textOf(pack)));

async function packPart(): Promise<AnswerPart> {
  const gzipped = await compress('gzip', textOf(createTestPack(2)));
  const packHash = hashOf(createTestPack(2));
  return { part: 'pack', index: 0, of: 1, packHash, data: bytesToBase64url(gzipped) };
}

function deltaPart(before: DayPack, after: DayPack): AnswerPart {
  const delta = JSON.stringify(diffDayPack(before, after));
  return { part: 'pack-delta', from: hashOf(before), packHash: hashOf(after), delta };
}

describe('a change of the list', () => {
  const before = createTestPack(2);
  const after: DayPack = {
    ...createTestPack(3),
    appointments: createTestPack(3).appointments.map((one) =>
      one.appointmentNo === 1 ? { ...one, mobileNumber: '9000000000' } : one,
    ),
  };

  it('changes the stored list, and leaves the very list the server has', async () => {
    const { database, take } = createScene();
    await take('reset', [await packPart(), pageOf(1, 2)]);
    expect(await take('continues', [deltaPart(before, after), pageOf(3, 3)])).toBe('whole');
    const stored = (await database.packs.get(centreId))!;
    expect(stored.packHash).toBe(hashOf(after));
    const json = await decompress('gzip', stored.sealed, 1_000_000);
    expect(bytesToUtf8(json!)).toBe(bytesToUtf8(textOf(after)));
  });

  it('that does not fit what is stored changes nothing, and the whole list is asked for', async () => {
    const { database, take } = createScene();
    await take('reset', [await packPart(), pageOf(1, 2)]);
    const other = { ...before, day: '2021-05-22' };
    expect(await take('continues', [deltaPart(other, after)])).toBe('delta-unfit');
    const lying = { ...deltaPart(before, after), packHash: hashOf(other) };
    expect(await take('continues', [lying])).toBe('delta-unfit');
    const broken = { ...deltaPart(before, after), delta: '{' };
    expect(await take('continues', [broken])).toBe('delta-unfit');
    expect((await database.packs.get(centreId))?.packHash).toBe(hashOf(before));
  });
});

describe('a reset', () => {
  it('that is cut after the day list leaves what other tablets recorded on the screen, and is asked for again', async () => {
    const { take, numbersHeld, cursor } = createScene();
    await take('reset', [pageOf(1, 3)]);
    expect(await take('reset', [await packPart()])).toBe('cut');
    expect(await numbersHeld()).toEqual([1, 2, 3]);
    expect(await cursor()).toBeNull();
    expect(await take('reset', [await packPart(), pageOf(2, 5)])).toBe('whole');
    expect(await numbersHeld()).toEqual([2, 3, 4, 5]);
    expect(await cursor()).toBe('cursor-5');
  });
});

describe('the feed of a server that was put back', () => {
  const proved = (part: FeedPart, epoch = firstEpoch): FeedPart => ({
    ...part,
    proofs: [[`${epoch}.${part.feedSeq}`.padEnd(epoch.length + 23, 'A'), part.rows.length]],
  });
  const remembered = async ({ database }: ReturnType<typeof createScene>): Promise<number[]> =>
    (await database.remembered.toArray()).map((page) => page.feedSeq).sort((a, b) => a - b);

  it('is remembered page by page, also when the first answer of the new epoch is cut after its list (rule 8)', async () => {
    const scene = createScene();
    const { database, take, numbersHeld, cursor } = scene;
    await take('reset', [proved(pageOf(1, 2, false)), proved(pageOf(3, 3))]);
    expect(await take('reset', [await packPart()], nextEpoch)).toBe('cut');
    expect(await remembered(scene)).toEqual([]);
    expect((await database.feeds.get(centreId))?.left).toBe('cursor-3');
    await take('reset', [proved(pageOf(1, 1), nextEpoch)], nextEpoch);
    expect(await numbersHeld()).toEqual([1]);
    expect(await remembered(scene)).toEqual([2, 3]);
    expect(await cursor()).toBe('cursor-1');
    expect((await database.feeds.get(centreId))?.left).toBeUndefined();
  });

  it('is not told again to a server that only begins anew', async () => {
    const scene = createScene();
    await scene.take('reset', [proved(pageOf(1, 2))]);
    await scene.take('reset', [proved(pageOf(1, 3))]);
    expect(await remembered(scene)).toEqual([]);
  });

  it('is kept over a second time, and only where the server proved that it said it', async () => {
    const scene = createScene();
    await scene.take('reset', [proved(pageOf(1, 2, false)), pageOf(3, 4)]);
    await scene.take('reset', [proved(pageOf(1, 5), nextEpoch)], nextEpoch);
    await scene.take('reset', [pageOf(1, 1)], '3-00000002');
    expect(await remembered(scene)).toEqual([2, 5]);
  });
});

describe('pages that continue', () => {
  it('are taken when their rolling hash follows from the stored one, over several answers (rule 6)', async () => {
    const { take, numbersHeld, cursor } = createScene();
    // The first page of a reset holds the events of the list only: its numbers have holes, its rolling hash is believed.
    const first = { ...pageOf(4, 6, false), rows: [rowOf(4), rowOf(6)] };
    expect(await take('reset', [first, pageOf(7, 8)])).toBe('whole');
    expect(await take('continues', [pageOf(9, 9, false), pageOf(10, 11)])).toBe('whole');
    expect(await take('continues', [pageOf(12, 11)])).toBe('whole');
    expect(await take('continues', [pageOf(12, 12)])).toBe('whole');
    expect(await numbersHeld()).toEqual([4, 6, 7, 8, 9, 10, 11, 12]);
    expect(await cursor()).toBe('cursor-12');
  });

  it.each([
    ['a row is left out', { ...pageOf(4, 6), rows: [rowOf(4), rowOf(6)] }],
    ['the last row is left out', { ...pageOf(4, 6), rows: [rowOf(4), rowOf(5)] }],
    ['a row is another one', { ...pageOf(4, 5), rows: [rowOf(4), { ...rowOf(5), seq: 9 }] }],
    ['all rows are left out', { ...pageOf(4, 6), rows: [] }],
    ['a hash is none', { ...pageOf(4, 4), rows: [{ ...rowOf(4), hash: '=' }] }],
  ])('are not taken when %s: the tablet asks anew, and keeps what it has', async (_why, page) => {
    const { take, numbersHeld, cursor } = createScene();
    await take('reset', [pageOf(1, 3)]);
    expect(await take('continues', [page])).toBe('cut');
    expect(await numbersHeld()).toEqual([1, 2, 3]);
    expect(await cursor()).toBeNull();
    expect(await take('reset', [pageOf(1, 6)])).toBe('whole');
    expect(await numbersHeld()).toEqual([1, 2, 3, 4, 5, 6]);
  });

  it('are believed once when an older app stored the feed without its rolling hash', async () => {
    const { database, take, numbersHeld } = createScene();
    await take('reset', [pageOf(1, 3)]);
    const { rolling: _, ...old } = (await database.feeds.get(centreId))!;
    await database.feeds.put(old);
    expect(await take('continues', [pageOf(4, 5)])).toBe('whole');
    expect(await take('continues', [{ ...pageOf(6, 7), rows: [rowOf(7)] }])).toBe('cut');
    expect(await numbersHeld()).toEqual([1, 2, 3, 4, 5]);
  });
});
