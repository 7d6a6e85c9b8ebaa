// Tests in a real database that no log waits for ever: not behind a limit, not behind one that the server cannot take.

import { afterEach, describe, expect, it } from 'vitest';
import { bytesToBase64url, bytesToUtf8, utf8ToBytes } from '../../schemas/bytes.ts';
import {
  exchangeRequestSchema,
  type AnswerHead,
  type ExchangeRequest,
} from '../../schemas/exchange.ts';
import { decodeFrames, encodeFrame } from '../../schemas/frames.ts';
import { limits } from '../../schemas/limits.ts';
import { compress, decompress } from '../device/compression.ts';
import { digest } from '../device/digest.ts';
import { createBrowserRandomness } from '../device/random.ts';
import { openJournalDatabase, type JournalDatabase } from '../journal/database.ts';
import { makeLog, type LogMaker } from '../journal/logs.ts';
import { createMemoryTeller } from '../journal/remembered.ts';
import { createDeviceKeys } from '../vault/device-keys.ts';
import { createExchangeMemory, exchangeOnce } from './exchange-once.ts';
import type { FeedOutcome, PullSession } from './take-feed.ts';

const random = createBrowserRandomness();
const databases: JournalDatabase[] = [];

afterEach(async () => {
  for (const database of databases.splice(0)) await database.delete();
});

/** A tablet with logs of `rowCounts` rows, and a server that takes what it is given: nothing of the logs in `refused`, and no bodies. */
async function createScene(rowCounts: readonly number[]) {
  const database = openJournalDatabase(`exchange-test-${random.fraction()}`);
  databases.push(database);
  const keys = await createDeviceKeys(digest);
  const maker: LogMaker = { digest, random, thumbprint: keys.thumbprint };
  const logs: string[] = [];
  for (const count of rowCounts) {
    const log = makeLog(maker, { centreId: 7, deployment: 'd' });
    logs.push(log.log);
    const rows = Array.from({ length: count }, (_, i) => ({
      log: log.log,
      seq: i + 1,
      span: 'AAAAAAAAAAA',
      iv: random.bytes(12),
      sealed: random.bytes(100),
      rowHash: random.bytes(32),
      hash: random.bytes(32),
    }));
    await database.rows.bulkAdd(rows);
    await database.logs.add({ ...log, headSeq: count, headHash: rows.at(-1)!.hash });
  }
  const memory = createExchangeMemory();
  const teller = createMemoryTeller(database);
  const refused = new Set<string>();
  const held = new Map<string, number>();
  const pullAnswer: { pull: AnswerHead['pull']; more: object; feed: FeedOutcome } = {
    pull: 'granted',
    more: {},
    feed: 'whole',
  };
  const answer = async (request: ExchangeRequest): Promise<object> => {
    const need: object[] = [];
    for (const [log, offer] of Object.entries(request.logs)) {
      const body = request.bodies.find((each) => each.log === log);
      if (body !== undefined) need.push({ log, what: 'rows', from: body.from, to: body.to });
      else if (!refused.has(log)) held.set(log, offer.head[0]);
    }
    const have: Record<string, unknown> = {};
    for (const log of Object.keys(request.ask)) {
      const seq = held.get(log) ?? 0;
      const row = await database.rows.get([log, seq]);
      if (row) have[log] = { seq, headHash: bytesToBase64url(row.hash), hashAt: [] };
    }
    const nothing = { retryAfterSeconds: null, stable: {}, verdicts: {}, counter: null };
    const rest = { needsCertificate: false, feed: 'none', packBytes: 0, minAppVersion: null };
    return {
      protocol: 1,
      serverTime: 1,
      epoch: '1',
      have,
      need,
      pull: request.pull === null ? 'none' : pullAnswer.pull,
      ...(request.remembered === undefined ? {} : pullAnswer.more),
      ...nothing,
      ...rest,
    };
  };
  const exchange = async (pull: PullSession | null = null) => {
    let sent: ExchangeRequest | null = null;
    const outcome = await exchangeOnce(
      {
        database,
        digest,
        keys,
        maker,
        memory,
        transport: {
          post: async (_path, _type, body) => {
            const json = await decompress('gzip', decodeFrames(body, 99)![0]!, 9_000_000);
            sent = exchangeRequestSchema.parse(JSON.parse(bytesToUtf8(json!)));
            const head = utf8ToBytes(JSON.stringify(await answer(sent)));
            const frame = encodeFrame(await compress('gzip', head));
            const chunks = async function* () {
              yield frame;
            };
            return {
              status: 200,
              contentType: 'application/octet-stream',
              retryAfterSeconds: null,
              chunks: chunks(),
            };
          },
        },
        takeFeed: async () => pullAnswer.feed,
        remembered: teller,
        heartbeat: async (numbers) => ({
          ...numbers,
          driftSeconds: 0,
          isPersisted: true,
          freeBytes: 1,
          appVersion: '0',
          waitingSince: null,
        }),
        onServerTime: () => undefined,
      },
      pull,
      { bodies: 60, rows: 340, bytes: 500_000, spans: new Set<string>() },
    );
    if (outcome.outcome !== 'answered') throw new Error(outcome.outcome);
    return { request: sent!, hasMore: outcome.hasMore };
  };
  return { database, logs, refused, held, exchange, pullAnswer };
}

describe('a tablet with many logs', () => {
  it('asks about each of them within a few requests, those with unsent rows first', async () => {
    const count = limits.requestLogsMax + 3;
    const { logs, held, exchange } = await createScene(Array.from({ length: count }, () => 1));
    await exchange();
    await exchange();
    expect(held.size).toBe(count);
    const asked = new Set<string>();
    for (let i = 0; i < 4; i++) {
      const { ask } = (await exchange()).request;
      expect(Object.keys(ask).length).toBeLessThanOrEqual(limits.requestLogsMax);
      for (const log of Object.keys(ask)) asked.add(log);
    }
    expect(asked.size).toBe(logs.length);
  });
});

describe('what a server that was put back once said', () => {
  const proofOf = (epoch: number, name: string): string =>
    `${epoch}-00000000.${name.padEnd(22, 'A')}`;
  const rowOf = (seq: number) => ({
    feedSeq: seq,
    log: 'other',
    seq,
    hash: 'A'.repeat(43),
    event: '{}',
    by: null,
  });
  /** Pages rest in clear here; the one at number 2 cannot be opened. */
  const pull: PullSession = {
    centreId: 7,
    sealPage: async (_feedSeq, page) => ({ iv: new Uint8Array(12), sealed: page }),
    sealPack: async (_hash, gzipped) => ({ iv: new Uint8Array(12), sealed: gzipped }),
    phoneQuestion: async () => null,
    keepPhoneKey: async () => undefined,
    openPack: async () => null,
    openPage: async (feedSeq, stored) => (feedSeq === 2 ? null : stored.sealed),
  };
  const [first, second, unread, last, elsewhere] = [
    proofOf(1, '9'),
    proofOf(1, '8'),
    proofOf(1, '1'),
    proofOf(2, '2'),
    proofOf(1, '0'),
  ] as [string, string, string, string, string];
  /** A page of two pieces, one that cannot be opened, one of a later epoch, one of another centre. */
  const sceneWithMemory = async (rowCounts: readonly number[] = []) => {
    const scene = await createScene(rowCounts);
    const page = {
      iv: new Uint8Array(12),
      sealed: utf8ToBytes(JSON.stringify([rowOf(1), rowOf(2), rowOf(3)])),
      named: [],
    };
    await scene.database.remembered.bulkPut([
      { ...page, id: last, centreId: 7, feedSeq: 1, proofs: [[last, 3]] },
      {
        ...page,
        id: first,
        centreId: 7,
        feedSeq: 1,
        proofs: [
          [first, 1],
          [second, 2],
        ],
      },
      { ...page, id: unread, centreId: 7, feedSeq: 2, proofs: [[unread, 3]] },
      { ...page, id: elsewhere, centreId: 8, feedSeq: 1, proofs: [[elsewhere, 3]] },
    ]);
    const left = async () => (await scene.database.remembered.toArray()).map((one) => one.id);
    const told = async () => {
      const { request, hasMore } = await scene.exchange(pull);
      const pages = (request.remembered ?? []) as { proof: string; rows: { seq: number }[] }[];
      return { told: pages.map(({ proof, rows }) => [proof, rows.map((row) => row.seq)]), hasMore };
    };
    return { ...scene, left, told };
  };

  it('is told piece by piece in the order it was said, and goes only when the server has named it (rule 8)', async () => {
    const { pullAnswer, told, left } = await sceneWithMemory();
    pullAnswer.more = { rememberedTaken: [first] };
    expect(await told()).toEqual({ told: [[first, [1]]], hasMore: true });
    expect(await left()).toContain(first);
    pullAnswer.more = { rememberedTaken: [second, 'another'] };
    expect(await told()).toEqual({ told: [[second, [2, 3]]], hasMore: true });
    expect(await left()).not.toContain(first);
    pullAnswer.more = { rememberedTaken: [] };
    expect(await told()).toEqual({ told: [[last, [1, 2, 3]]], hasMore: false });
    // Looked at and not taken: it stays, and is not told again and again.
    expect(await told()).toEqual({ told: [], hasMore: false });
    expect((await left()).sort()).toEqual([elsewhere, unread, last].sort());
  });

  it('is told again after an answer that says nothing of it, and after one whose feed was cut', async () => {
    const { pullAnswer, told, left } = await sceneWithMemory();
    pullAnswer.pull = 'refused-counter';
    expect((await told()).told).toEqual([[first, [1]]]);
    pullAnswer.pull = 'granted';
    pullAnswer.more = { rememberedTaken: [first] };
    pullAnswer.feed = 'cut';
    expect((await told()).told).toEqual([[first, [1]]]);
    expect((await told()).told).toEqual([[first, [1]]]);
    expect(await left()).toHaveLength(4);
  });

  it('waits while a dose of this tablet travels and while nobody is unlocked, and for no log that the server cannot take', async () => {
    const { exchange, told } = await sceneWithMemory([2]);
    expect((await exchange()).request.remembered).toBeUndefined();
    expect((await told()).told).toEqual([[first, [1]]]);
    const stuck = await sceneWithMemory([2]);
    stuck.refused.add(stuck.logs[0]!);
    for (let i = 1; i < 4; i++) expect((await stuck.told()).told).toEqual([]);
    expect((await stuck.told()).told).toEqual([[first, [1]]]);
  });
});

describe('a log that the server cannot take', () => {
  it('keeps no other log waiting, though it alone fills a request', async () => {
    const { logs, refused, held, exchange } = await createScene([400, 400]);
    // The database gives the logs in order of their names.
    const [bad, good] = [...logs].sort() as [string, string];
    refused.add(bad);
    for (let i = 0; i < 4; i++) await exchange();
    expect(held.get(good)).toBe(400);
  });

  it('is not offered again and again without a pause', async () => {
    const { logs, refused, exchange } = await createScene([400]);
    refused.add(logs[0]!);
    expect((await exchange()).hasMore).toBe(false);
    refused.clear();
    expect((await exchange()).hasMore).toBe(true);
    expect((await exchange()).hasMore).toBe(false);
  });
});

describe('bodies that the server cannot open', () => {
  it('travel as single rows in the end, also when there are several of them', async () => {
    const { database, logs, held, exchange } = await createScene([12]);
    const log = logs[0]!;
    for (const from of [1, 5, 9])
      await database.bodies.put({
        log,
        from,
        to: from + 3,
        span: 'AAAAAAAAAAA',
        iv: random.bytes(12),
        sealed: random.bytes(100),
      });
    for (let i = 0; i < 3; i++) expect((await exchange()).hasMore).toBe(true);
    await exchange();
    expect(held.get(log)).toBe(12);
    // What has been delivered is asked for no longer.
    expect((await exchange()).request.rows).toEqual([]);
  });
});
