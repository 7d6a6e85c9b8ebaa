// Tests the self-check on a real database: every kind of damage is planted in it, named with its numbers, and nothing good is stranded by it.

import { afterEach, describe, expect, it } from 'vitest';
import { bytesToBase64url, type Bytes } from '../../schemas/bytes.ts';
import { chainHash } from '../../schemas/log/hash-chain.ts';
import type { SuchiEvent } from '../../schemas/events/event.ts';
import { digest } from '../device/digest.ts';
import { createBrowserRandomness } from '../device/random.ts';
import { createBrowserTabLock } from '../device/tab-lock.ts';
import { importAesKey } from '../vault/aes.ts';
import { beginSpan, type OpenSpan } from '../vault/span.ts';
import { append, type AppendParts } from './append.ts';
import { rewriteBodies } from './bodies.ts';
import { openJournalDatabase, type JournalDatabase } from './database.ts';
import { readDelivery } from './delivery.ts';
import { adoptOrphans, keepFaults, leaveLog } from './leave-log.ts';
import { ensureCurrentLog, genesisOf, type LogMaker } from './logs.ts';
import { readSelfCheck, rowsPerChunk } from './read-self-check.ts';
import type { LogRecord, RowRecord } from './records.ts';
import { needsPerson } from './self-check.ts';
import { readSetting, writeSetting } from './settings.ts';

const random = createBrowserRandomness();
const maker: LogMaker = { digest, random, thumbprint: random.bytes(32) };
const place = { centreId: 7, deployment: 'd' };
const databases: JournalDatabase[] = [];

afterEach(async () => {
  for (const database of databases.splice(0)) await database.delete();
});

async function openSpanIn(log: string): Promise<OpenSpan> {
  const pair = await crypto.subtle.generateKey({ name: 'ECDH', namedCurve: 'P-256' }, true, [
    'deriveBits',
  ]);
  const point = new Uint8Array(await crypto.subtle.exportKey('raw', pair.publicKey));
  const sealingKey = { kid: 'k', publicKey: bytesToBase64url(point) };
  return beginSpan({ random, log, sealingKey, workKey: await importAesKey(random.bytes(32)) });
}

const eventOf = (at: number): SuchiEvent => ({
  v: 1,
  kind: 'checked-in',
  subject: { appointmentNo: 1, check: 2 },
  at,
  skew: 0,
  app: 's0',
  body: {},
});

function partsFor(span: OpenSpan): AppendParts {
  const tabLock = createBrowserTabLock('self-check-test');
  return { digest, random, tabLock, span, headHint: { current: null } };
}

async function appendMany(database: JournalDatabase, parts: AppendParts, count: number) {
  for (let i = 0; i < count; i++)
    expect(await append(database, parts, ({ seq }) => eventOf(seq))).toMatchObject({
      outcome: 'saved',
    });
}

/** A log of `count` rows in two spans, of which the district has `have`; gathered into bodies when asked. */
async function createScene(count = 12, have = 0, isGathered = false) {
  const database = openJournalDatabase(`self-check-${random.fraction()}`);
  databases.push(database);
  const { log } = await ensureCurrentLog(database, maker, place);
  const spans = [await openSpanIn(log), await openSpanIn(log)];
  await appendMany(database, partsFor(spans[0]!), Math.ceil(count / 2));
  await appendMany(database, partsFor(spans[1]!), Math.floor(count / 2));
  if (have > 0) await database.acks.put({ log, have, stable: 0 });
  const gather = () =>
    rewriteBodies(database, {
      random,
      keyOf: async (name) => spans.find((span) => span.span === name) ?? null,
    });
  if (isGathered) await gather();
  const check = () => readSelfCheck({ database, digest, maker, pause: () => Promise.resolve() });
  const row = async (seq: number): Promise<RowRecord> => (await database.rows.get([log, seq]))!;
  const record = async (): Promise<LogRecord> => (await database.logs.get(log))!;
  /** As the tablet does after a check. */
  const goOn = async () => {
    const found = await check();
    await keepFaults(
      database,
      found.faults.filter((fault) => needsPerson(fault, found.toLeave)),
    );
    for (const each of found.toLeave) await leaveLog(database, maker, each);
    return found;
  };
  return { database, log, spans, check, row, record, gather, goOn };
}

type Scene = Awaited<ReturnType<typeof createScene>>;

const flipped = (bytes: Bytes): Bytes => bytes.map((byte, i) => (i === 3 ? byte ^ 1 : byte));

/** What a request would carry of a log, in numbers, and whether its signed head follows from exactly these rows. */
async function deliverable({ database }: Scene, log: string) {
  const record = (await database.logs.get(log))!;
  const room = { bodies: 60, rows: 340, bytes: 500_000, spans: new Set<string>() };
  const { rows, bodies, head } = await readDelivery(database, record, [], room);
  let chain = genesisOf(maker, record);
  for (let seq = 1; seq <= (head?.seq ?? 0); seq++)
    chain = chainHash(digest, chain, (await database.rows.get([log, seq]))!.rowHash);
  return {
    rows: rows.map((row) => row.seq),
    origins: rows.map((row) => row.origin?.seq ?? row.seq),
    bodies: bodies.map(({ from, to }) => [from, to]),
    headIsTrue: head !== null && bytesToBase64url(head.hash) === bytesToBase64url(chain),
  };
}

const damages: readonly {
  readonly what: string;
  readonly plant: (scene: Scene) => Promise<unknown>;
  readonly found: readonly object[];
  /** Null: this log goes on. */
  readonly leaveAfter: number | null;
}[] = [
  { what: 'nothing', plant: async () => undefined, found: [], leaveAfter: null },
  {
    what: 'two rows that are gone',
    plant: ({ database, log }) =>
      database.rows.bulkDelete([
        [log, 5],
        [log, 6],
      ]),
    found: [{ fault: 'rows-missing', from: 5, to: 6, isWithDistrict: false }],
    leaveAfter: 4,
  },
  {
    what: 'rows that are gone and that the district has',
    plant: async ({ database, log }) => {
      await database.rows.delete([log, 3]);
      await database.acks.put({ log, have: 8, stable: 0 });
    },
    found: [{ fault: 'rows-missing', from: 3, to: 3, isWithDistrict: true }],
    leaveAfter: null,
  },
  {
    what: 'the last rows that are gone',
    plant: ({ database, log }) =>
      database.rows.bulkDelete([
        [log, 11],
        [log, 12],
      ]),
    found: [{ fault: 'rows-missing', from: 11, to: 12 }],
    leaveAfter: 10,
  },
  {
    what: 'the very first row that is gone',
    plant: ({ database, log }) => database.rows.delete([log, 1]),
    found: [{ fault: 'rows-missing', from: 1, to: 1 }],
    leaveAfter: 0,
  },
  {
    what: 'a row hash with one bit turned',
    plant: async ({ database, row }) => {
      const damaged = await row(7);
      await database.rows.put({ ...damaged, rowHash: flipped(damaged.rowHash) });
    },
    found: [{ fault: 'chain-broken', from: 7, to: 7 }],
    leaveAfter: 6,
  },
  {
    what: 'a chain hash with one bit turned',
    plant: async ({ database, row }) => {
      const damaged = await row(7);
      await database.rows.put({ ...damaged, hash: flipped(damaged.hash) });
    },
    found: [{ fault: 'chain-broken', from: 7, to: 7 }],
    leaveAfter: 6,
  },
  {
    what: 'a row that has lost its hashes',
    plant: async ({ database, row }) => {
      const { rowHash: _, hash: __, ...rest } = await row(9);
      await database.rows.put(rest as RowRecord);
    },
    found: [{ fault: 'chain-broken', from: 9, to: 9 }],
    leaveAfter: 8,
  },
  {
    what: 'two rows that have changed places',
    plant: async ({ database, row }) => {
      const [four, five] = [await row(4), await row(5)];
      await database.rows.bulkPut([
        { ...four, seq: 5 },
        { ...five, seq: 4 },
      ]);
    },
    found: [{ fault: 'chain-broken', from: 4, to: 6 }],
    leaveAfter: 3,
  },
  {
    what: 'another head than the last row has',
    plant: async ({ database, record }) => {
      const log = await record();
      await database.logs.put({ ...log, headHash: flipped(log.headHash) });
    },
    found: [{ fault: 'head-differs', from: 12, to: 12 }],
    leaveAfter: 12,
  },
  {
    what: 'a head that is recorded too low',
    plant: async ({ database, record, row }) =>
      database.logs.put({ ...(await record()), headSeq: 9, headHash: (await row(9)).hash }),
    found: [{ fault: 'rows-above-head', from: 10, to: 12 }],
    leaveAfter: 9,
  },
  {
    what: 'more acknowledged than written',
    plant: ({ database, log }) => database.acks.put({ log, have: 20, stable: 0 }),
    found: [{ fault: 'ack-above-head', from: 13, to: 20 }],
    leaveAfter: null,
  },
  {
    what: 'a span whose sealed key is gone',
    plant: ({ database, spans }) => database.spans.delete(spans[1]!.span),
    found: [{ fault: 'span-missing', from: 7, to: 12, isWithDistrict: false }],
    leaveAfter: null,
  },
  {
    what: 'a body that names rows beyond the head',
    plant: async ({ database, log, spans }) =>
      database.bodies.put({
        log,
        from: 10,
        to: 15,
        span: spans[1]!.span,
        iv: random.bytes(12),
        sealed: random.bytes(40),
      }),
    found: [{ fault: 'body-without-rows', from: 10, to: 15 }],
    leaveAfter: null,
  },
  {
    what: 'a body of another span than its rows',
    plant: async ({ database, log, spans }) =>
      database.bodies.put({
        log,
        from: 1,
        to: 3,
        span: spans[1]!.span,
        iv: random.bytes(12),
        sealed: random.bytes(40),
      }),
    found: [{ fault: 'body-without-rows', from: 1, to: 3 }],
    leaveAfter: null,
  },
  {
    what: 'a log that has lost its record while it was the current one',
    plant: ({ database, log }) => database.logs.delete(log),
    found: [
      { fault: 'current-log-missing' },
      { fault: 'log-record-missing', from: 1, to: 12, isWithDistrict: false },
    ],
    leaveAfter: null,
  },
];

describe('the self-check', () => {
  it.each(damages)('finds $what, and nothing else', async ({ plant, found, leaveAfter }) => {
    const scene = await createScene();
    await plant(scene);
    const before = await scene.database.rows.toArray();
    const { faults, toLeave } = await scene.check();
    expect(faults).toMatchObject(found);
    expect(faults).toHaveLength(found.length);
    expect(toLeave.map((each) => each.leaveAfter)).toEqual(leaveAfter === null ? [] : [leaveAfter]);
    // Looking changes nothing.
    expect(await scene.database.rows.toArray()).toEqual(before);
    expect(await readSetting(scene.database, 'kept-faults')).toBeNull();
  });

  it('finds nothing in a log that was left after a mismatch, whose rows stay above its head', async () => {
    const scene = await createScene(8);
    const { database, log } = scene;
    await leaveLog(database, maker, { log, leaveAfter: 5 });
    expect((await scene.check()).faults).toEqual([]);
  });

  it('reads a log of another key without its beginning, and leaves it as it is', async () => {
    const { database, log } = await createScene(6);
    await database.rows.delete([log, 3]);
    const other = { ...maker, thumbprint: random.bytes(32) };
    for (const each of [other, null]) {
      const parts = { database, digest, maker: each, pause: () => Promise.resolve() };
      const { faults, toLeave } = await readSelfCheck(parts);
      expect(faults).toMatchObject([{ fault: 'rows-missing', from: 3, to: 3 }]);
      expect(toLeave).toEqual([]);
    }
  });

  it('does not miss rows that have left the tablet below what is stable', async () => {
    const { database, log, check } = await createScene(9);
    await database.acks.put({ log, have: 6, stable: 4 });
    const { hash } = (await database.rows.get([log, 4]))!;
    await database.logs.update(log, { prunedTo: { seq: 4, hash } });
    await database.rows.bulkDelete([1, 2, 3, 4].map((seq): [string, number] => [log, seq]));
    expect((await check()).faults).toEqual([]);
    await database.rows.delete([log, 5]);
    expect((await check()).faults).toMatchObject([{ fault: 'rows-missing', from: 5, to: 5 }]);
  });

  it('pauses between chunks, and finds no fault in a log that is written meanwhile', async () => {
    const count = rowsPerChunk + 20;
    const { database, spans, log } = await createScene(count);
    let pauses = 0;
    const { faults, rows } = await readSelfCheck({
      database,
      digest,
      maker,
      pause: async () => {
        pauses += 1;
        const span = await openSpanIn(log);
        await appendMany(database, partsFor(pauses === 1 ? span : spans[1]!), 3);
      },
    });
    expect({ faults, pauses, rows }).toEqual({ faults: [], pauses: 2, rows: count });
  });
});

describe('a log that a fault stops', () => {
  it.each(damages.filter(({ leaveAfter }) => leaveAfter !== null))(
    'delivers what is good below and above $what, takes new records, and the fault stays told',
    async ({ plant, leaveAfter }) => {
      const scene = await createScene();
      const { database, log } = scene;
      await plant(scene);
      const there = (await database.rows.toArray())
        .filter((row) => row.rowHash !== undefined)
        .map((row) => row.seq);
      const rowsBefore = await database.rows.toArray();
      await scene.goOn();
      const begun = (await readSetting(database, 'current-log'))!;
      expect(begun).not.toBe(log);
      const [below, above] = [await deliverable(scene, log), await deliverable(scene, begun)];
      expect(below.rows).toEqual(there.filter((seq) => seq <= leaveAfter!));
      expect(above.origins).toEqual(there.filter((seq) => seq > leaveAfter!));
      expect([
        below.headIsTrue || below.rows.length === 0,
        above.headIsTrue || above.rows.length === 0,
      ]).toEqual([true, true]);
      // Not one row of the damaged log was changed or taken away.
      const rowsAfter = await database.rows
        .where('[log+seq]')
        .between([log, 0], [log, 99])
        .toArray();
      expect(rowsAfter).toEqual(rowsBefore);
      // The span of before belongs to the log that was left; a new one goes on.
      expect(await append(database, partsFor(scene.spans[1]!), () => eventOf(1))).toEqual({
        outcome: 'log-changed',
      });
      await appendMany(database, partsFor(await openSpanIn(begun)), 2);
      expect((await deliverable(scene, begun)).headIsTrue).toBe(true);
      const kept = await readSetting(database, 'kept-faults');
      expect(kept).toHaveLength(1);
      // The next starts find nothing new, leave nothing again, and still know.
      const logs = await database.logs.count();
      expect((await scene.goOn()).toLeave).toEqual([]);
      expect(await database.logs.count()).toBe(logs);
      expect(await readSetting(database, 'kept-faults')).toEqual(kept);
    },
  );

  it('that has lost its record goes on in a new one, once', async () => {
    const scene = await createScene();
    const { database, log } = scene;
    await database.logs.delete(log);
    await database.acks.put({ log, have: 3, stable: 0 });
    for (let start = 0; start < 2; start++) {
      const fault = (await scene.check()).faults.find(
        (each) => each.fault === 'log-record-missing',
      );
      await adoptOrphans(database, maker, place, fault!);
    }
    const [begun, ...others] = await database.logs.toArray();
    expect(others).toEqual([]);
    expect((await deliverable(scene, begun!.log)).origins).toEqual([4, 5, 6, 7, 8, 9, 10, 11, 12]);
    expect(await readSetting(database, 'kept-faults')).toMatchObject([
      { fault: 'log-record-missing', from: 1, to: 12 },
    ]);
  });

  it('carries nothing above a hole in a request, also before anybody has looked', async () => {
    const scene = await createScene();
    const { database, log } = scene;
    await database.rows.delete([log, 7]);
    expect(await deliverable(scene, log)).toMatchObject({
      rows: [1, 2, 3, 4, 5, 6],
      headIsTrue: true,
    });
  });

  it('is left once by two tabs that find it at one moment', async () => {
    const scene = await createScene();
    await scene.database.rows.delete([scene.log, 5]);
    await Promise.all([scene.goOn(), scene.goOn()]);
    expect(await scene.database.logs.count()).toBe(2);
    const origins = (await scene.database.rows.toArray()).flatMap((row) => row.origin?.seq ?? []);
    expect(origins).toEqual([6, 7, 8, 9, 10, 11, 12]);
  });

  it('sends a row that only its gathered copy still holds, the last one too, and never writes that copy anew', async () => {
    const scene = await createScene(12, 0, true);
    const { database, log } = scene;
    await database.rows.bulkDelete([
      [log, 2],
      [log, 12],
    ]);
    const { faults, toLeave } = await scene.check();
    expect(faults).toMatchObject([
      { fault: 'rows-only-gathered', from: 2, to: 2 },
      { fault: 'rows-only-gathered', from: 12, to: 12 },
    ]);
    expect(toLeave).toEqual([]);
    const bodies = await database.bodies.toArray();
    await scene.gather();
    expect(await database.bodies.toArray()).toEqual(bodies);
    const record = await scene.record();
    const room = { bodies: 9, rows: 99, bytes: 99_999, spans: new Set<string>() };
    expect(await readDelivery(database, record, [], room)).toMatchObject({
      bodies: [
        { from: 1, to: 6 },
        { from: 7, to: 12 },
      ],
      rows: [],
      head: { seq: 12, hash: record.headHash },
    });
  });
});

describe('a current log that is not there', () => {
  it('keeps nobody from recording', async () => {
    const { database } = await createScene(2);
    await writeSetting(database, 'current-log', 'ABCDEFGH.ABCDEFGH');
    const begun = await ensureCurrentLog(database, maker, place);
    await appendMany(database, partsFor(await openSpanIn(begun.log)), 2);
    expect(
      (await readSelfCheck({ database, digest, maker, pause: () => Promise.resolve() })).faults,
    ).toEqual([]);
  });
});
