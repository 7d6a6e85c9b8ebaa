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
import { createDeviceKeys } from '../vault/device-keys.ts';
import { createExchangeMemory, exchangeOnce } from './exchange-once.ts';
import type { PullSession } from './take-feed.ts';

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
  const refused = new Set<string>();
  const held = new Map<string, number>();
  const pullAnswer: { pull: AnswerHead['pull']; more: object } = { pull: 'granted', more: {} };
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
        takeFeed: async () => 'whole',
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
  const proofs = ['1', '2', '3'].map((n) => `1-00000000.${n.padEnd(22, 'A')}`) as [
    string,
    string,
    string,
  ];
  const row = { feedSeq: 1, log: 'other', seq: 1, hash: 'A'.repeat(43), event: '{}', by: null };
  /** Pages rest in clear here; the second one cannot be opened. */
  const pull: PullSession = {
    centreId: 7,
    sealPage: async (_feedSeq, page) => ({ iv: new Uint8Array(12), sealed: page }),
    sealPack: async (_hash, gzipped) => ({ iv: new Uint8Array(12), sealed: gzipped }),
    phoneQuestion: async () => null,
    keepPhoneKey: async () => undefined,
    openPack: async () => null,
    openPage: async (feedSeq, stored) => (feedSeq === 2 ? null : stored.sealed),
  };
  const sceneWithMemory = async (rowCounts: readonly number[] = []) => {
    const scene = await createScene(rowCounts);
    const sealed = utf8ToBytes(JSON.stringify([row]));
    const page = { iv: new Uint8Array(12), sealed };
    await scene.database.remembered.bulkPut([
      ...proofs.map((proof, i) => ({ proof, centreId: 7, feedSeq: i + 1, ...page })),
      { proof: `1-00000000.${'9'.repeat(22)}`, centreId: 8, feedSeq: 1, ...page },
    ]);
    const left = async () => (await scene.database.remembered.toArray()).map((one) => one.proof);
    const told = async () => {
      const { request, hasMore } = await scene.exchange(pull);
      const pages = (request.remembered ?? []) as { proof: string }[];
      return { proofs: pages.map(({ proof }) => proof), hasMore };
    };
    return { ...scene, left, told };
  };

  it('is told page by page at the centre it was said to, and goes only when the server has named it (rule 8)', async () => {
    const { pullAnswer, told, left } = await sceneWithMemory();
    pullAnswer.more = { rememberedTaken: [proofs[0]] };
    expect(await told()).toEqual({ proofs: [proofs[0]], hasMore: true });
    expect(await left()).not.toContain(proofs[0]);
    pullAnswer.more = { rememberedTaken: [proofs[1], 'another'] };
    expect(await told()).toEqual({ proofs: [proofs[2]], hasMore: false });
    expect(await left()).toHaveLength(3);
    // Looked at and not taken: it stays, and is not told again and again.
    expect(await told()).toEqual({ proofs: [], hasMore: false });
  });

  it('is told again after an answer that says nothing of it: a pull that was refused, an older server', async () => {
    const { pullAnswer, told, left } = await sceneWithMemory();
    pullAnswer.pull = 'refused-counter';
    expect((await told()).proofs).toEqual([proofs[0]]);
    pullAnswer.pull = 'granted';
    expect((await told()).proofs).toEqual([proofs[0]]);
    expect(await left()).toHaveLength(4);
  });

  it('waits while a dose of this tablet travels, and while nobody is unlocked', async () => {
    const { exchange, told } = await sceneWithMemory([2]);
    expect((await exchange()).request.remembered).toBeUndefined();
    const again = await sceneWithMemory([2]);
    expect((await again.told()).proofs).toEqual([]);
    expect((await again.told()).proofs).toEqual([proofs[0]]);
    expect((await told()).proofs).toEqual([proofs[0]]);
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
