// Tests in a real database how a courier goes about its copies: one at a time, none in the way of another, each forgotten only when it may be.

import { afterEach, describe, expect, it } from 'vitest';
import { bytesToBase64url, bytesToUtf8, utf8ToBytes } from '../../schemas/bytes.ts';
import { encodeCopy, type CarriedParcel } from '../../schemas/carry/copy.ts';
import { exchangeRequestSchema, type ExchangeRequest } from '../../schemas/exchange.ts';
import { decodeFrames, encodeFrame } from '../../schemas/frames.ts';
import { createLogId } from '../../schemas/log/log-id.ts';
import { takeCopy } from '../carry/take-copy.ts';
import { compress, decompress } from '../device/compression.ts';
import { digest } from '../device/digest.ts';
import { createBrowserRandomness } from '../device/random.ts';
import { openJournalDatabase, type JournalDatabase } from '../journal/database.ts';
import { createCourier } from './courier.ts';
import type { Transport } from './transport.ts';

const random = createBrowserRandomness();
const databases: JournalDatabase[] = [];
afterEach(async () => {
  for (const database of databases.splice(0)) await database.delete();
});

const log = createLogId(new Uint8Array(5).fill(7), random.bytes(5));

function parcel(fromSeq: number): CarriedParcel {
  const sealed = random.bytes(40);
  return {
    log,
    centreId: 7,
    after: { seq: fromSeq - 1, hash: random.bytes(32) },
    head: { seq: fromSeq + 1, hash: random.bytes(32) },
    signature: random.bytes(64),
    spans: [{ log, span: 'AAAAAAAAAAA', kid: 'k', sealed: random.bytes(113) }],
    items: [{ item: 'body', rows: 2, span: 'AAAAAAAAAAA', iv: random.bytes(12), sealed }],
  };
}

type Mood = 'takes' | 'takes-not' | 'cut' | 'portal';

async function scene(copies: readonly (readonly CarriedParcel[])[]) {
  const database = openJournalDatabase(`courier-test-${random.fraction()}`);
  databases.push(database);
  const requests: ExchangeRequest[] = [];
  let now = 0;
  /** By the number of the head's row; anything else is taken. */
  const moods = new Map<number, Mood>();
  const transport: Transport = {
    post: async (_path, _type, body) => {
      const json = await decompress('gzip', decodeFrames(body, 99)![0]!, 9_000_000);
      const request = exchangeRequestSchema.parse(JSON.parse(bytesToUtf8(json!)));
      requests.push(request);
      const { head } = request.logs[log]!;
      const mood = moods.get(head[0]) ?? 'takes';
      if (mood === 'cut') throw new TypeError('cut');
      const answer = {
        protocol: 1,
        serverTime: 1,
        epoch: '1',
        retryAfterSeconds: null,
        have: {},
        taken: mood === 'takes' ? { [log]: head } : {},
        stable: {},
        verdicts: {},
        need: [],
        pull: 'none',
        counter: null,
        needsCertificate: false,
        feed: 'none',
        packBytes: 0,
        minAppVersion: null,
      };
      const frame = encodeFrame(await compress('gzip', utf8ToBytes(JSON.stringify(answer))));
      const chunks = async function* () {
        yield frame;
      };
      const isOurs = mood !== 'portal';
      const contentType = isOurs ? 'application/octet-stream' : 'text/html';
      return { status: 200, contentType, retryAfterSeconds: null, chunks: chunks() };
    },
  };
  const ids: string[] = [];
  for (const parcels of copies) {
    const bytes = encodeCopy(digest, {
      deployment: new Uint8Array(4),
      device: random.bytes(32),
      certificate: null,
      parcels,
    });
    const parts = { database, digest, now: () => 1, deployment: null };
    expect(await takeCopy(parts, bytes)).toBe('taken');
    ids.push(bytesToBase64url(digest.sha256(bytes)));
  }
  const courier = createCourier({ database, digest, transport, running: () => now });
  courier.setIds(ids);
  const held = async () => {
    const keys = new Set(await database.carried.toCollection().primaryKeys());
    return ids.map((id) => keys.has(id));
  };
  const pass = (seconds: number): void => void (now += seconds);
  return { courier, requests, moods, held, pass };
}

const headsOf = (requests: readonly ExchangeRequest[]) =>
  requests.map((request) => request.logs[log]!.head[0]);

describe('a courier', () => {
  it('delivers one copy a time and has nothing to do afterwards', async () => {
    const { courier, held } = await scene([[parcel(1)], [parcel(11)]]);
    expect(await courier.deliverOne()).toBe('delivered');
    expect((await held()).filter(Boolean)).toHaveLength(1);
    expect(courier.isDue()).toBe(true);
    expect(await courier.deliverOne()).toBe('delivered');
    expect(await held()).toEqual([false, false]);
    expect([courier.isDue(), await courier.deliverOne()]).toEqual([false, 'nothing-due']);
  });

  it('lets a copy that the server does not take wait ever longer, and no other copy behind it', async () => {
    const { courier, moods, held, pass, requests } = await scene([[parcel(1)], [parcel(11)]]);
    moods.set(2, 'takes-not');
    const first = [await courier.deliverOne(), await courier.deliverOne()];
    expect(first.sort()).toEqual(['delivered', 'kept']);
    expect(await held()).toEqual([true, false]);
    expect(courier.isDue()).toBe(false);
    pass(299);
    expect(courier.isDue()).toBe(false);
    pass(1);
    expect(await courier.deliverOne()).toBe('kept');
    pass(599);
    expect(courier.isDue()).toBe(false);
    pass(1);
    moods.clear();
    expect(await courier.deliverOne()).toBe('delivered');
    expect(await held()).toEqual([false, false]);
    expect(headsOf(requests).filter((seq) => seq === 2)).toHaveLength(3);
  });

  it('brings what a cut left, and not again what has arrived', async () => {
    const { courier, moods, held, requests } = await scene([[parcel(1), parcel(3), parcel(5)]]);
    moods.set(4, 'cut');
    expect(await courier.deliverOne()).toBe('unreachable');
    expect(await held()).toEqual([true]);
    // A cut link says nothing about the copy: it is due at once.
    expect(courier.isDue()).toBe(true);
    moods.clear();
    expect(await courier.deliverOne()).toBe('delivered');
    expect(headsOf(requests)).toEqual([2, 4, 4, 6]);
    expect(await held()).toEqual([false]);
  });

  it('goes past a parcel that is not taken, and keeps the copy for it', async () => {
    const { courier, moods, held, pass, requests } = await scene([
      [parcel(1), parcel(3), parcel(5)],
    ]);
    moods.set(4, 'takes-not');
    expect(await courier.deliverOne()).toBe('kept');
    moods.clear();
    pass(300);
    expect(await courier.deliverOne()).toBe('delivered');
    expect(headsOf(requests)).toEqual([2, 4, 6, 4]);
    expect(await held()).toEqual([false]);
  });

  it('believes no captive portal', async () => {
    const { courier, moods, held } = await scene([[parcel(1)]]);
    moods.set(2, 'portal');
    expect(await courier.deliverOne()).toBe('refused');
    expect(await held()).toEqual([true]);
  });
});
