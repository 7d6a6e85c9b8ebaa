// Tests the leaving of stable rows in a real database: the chain goes on from the cut, delivery still works, and a server put back too far gets the rest.

import { afterEach, describe, expect, it } from 'vitest';
import { bytesToBase64url, utf8ToBytes, type Bytes } from '../../schemas/bytes.ts';
import { chainHash } from '../../schemas/log/hash-chain.ts';
import { digest } from '../device/digest.ts';
import { createBrowserRandomness } from '../device/random.ts';
import { adopt } from './adopt.ts';
import { openJournalDatabase, type JournalDatabase } from './database.ts';
import { readDelivery, readUnstableLogs } from './delivery.ts';
import { ensureCurrentLog, makeLog, type LogMaker } from './logs.ts';
import { noteServerEpoch, pruneStable } from './prune.ts';
import type { LogRecord, RowRecord } from './records.ts';
import { readNumbers } from './watch.ts';

const random = createBrowserRandomness();
const maker: LogMaker = { digest, random, thumbprint: random.bytes(32) };
const place = { centreId: 7, deployment: 'd' };
const databases: JournalDatabase[] = [];
const serverTime = 1_790_000_000;
const room = () => ({ bodies: 9, rows: 900, bytes: 900_000, spans: new Set<string>() });

afterEach(async () => {
  for (const database of databases.splice(0)) await database.delete();
});

interface Scene {
  readonly database: JournalDatabase;
  /** A log that takes no more rows. */
  readonly old: LogRecord;
}

/** 300 rows in spans of 30, all acknowledged; `stable` as the server said. */
async function openScene(stable: number): Promise<Scene> {
  const database = openJournalDatabase(`prune-test-${random.fraction()}`);
  databases.push(database);
  await ensureCurrentLog(database, maker, place);
  const begun = makeLog(maker, place);
  const rows = rowsOf(begun, 300, (seq) => `span${Math.floor((seq - 1) / 30)}`);
  const old = { ...begun, headSeq: 300, headHash: rows.at(-1)!.hash };
  await database.logs.add(old);
  await database.rows.bulkAdd(rows);
  await database.acks.add({ log: old.log, have: 300, stable });
  await database.feeds.add({ centreId: 7, cursor: 'c', feedSeq: 9, generation: 1 });
  return { database, old };
}

function rowsOf(log: LogRecord, count: number, spanOf: (seq: number) => string): RowRecord[] {
  let hash: Bytes = log.headHash;
  return Array.from({ length: count }, (_, i): RowRecord => {
    const rowHash = digest.sha256(utf8ToBytes(`${log.log}/${i}`));
    hash = chainHash(digest, hash, rowHash);
    const seq = i + 1;
    const sealed = new Uint8Array(80);
    return { log: log.log, seq, span: spanOf(seq), iv: new Uint8Array(12), sealed, rowHash, hash };
  });
}

const seqsOf = async ({ database, old }: Scene): Promise<number[]> =>
  (await database.rows.where('[log+seq]').between([old.log, 0], [old.log, 999]).toArray()).map(
    (row) => row.seq,
  );

/** From the cut, every row that is left leads to the head. */
async function expectChain({ database, old }: Scene): Promise<void> {
  const log = (await database.logs.get(old.log))!;
  let hash = log.prunedTo!.hash;
  let seq = log.prunedTo!.seq;
  const rows = await database.rows
    .where('[log+seq]')
    .between([old.log, 0], [old.log, 999])
    .toArray();
  for (const row of rows) {
    hash = chainHash(digest, hash, row.rowHash);
    expect(row.seq).toBe(++seq);
    expect(bytesToBase64url(hash)).toBe(bytesToBase64url(row.hash));
  }
  expect(seq).toBe(log.headSeq);
  expect(bytesToBase64url(hash)).toBe(bytesToBase64url(log.headHash));
}

describe('stable rows', () => {
  it('leave in whole spans, strictly below stable, and the chain goes on from the cut', async () => {
    const scene = await openScene(200);
    expect(await pruneStable(scene.database, serverTime)).toBe(180);
    expect((await seqsOf(scene))[0]).toBe(181);
    await expectChain(scene);
    expect((await scene.database.feeds.get(7))!.cursor).toBeNull();
    expect((await readNumbers(scene.database)).unsent).toBe(0);
    expect(await pruneStable(scene.database, serverTime)).toBe(0);
  });

  it('keep the last rows of a log that is stable to its head', async () => {
    const scene = await openScene(300);
    expect(await pruneStable(scene.database, serverTime)).toBe(210);
    await expectChain(scene);
  });

  it('stay without a word of the server', async () => {
    const scene = await openScene(0);
    expect(await pruneStable(scene.database, serverTime)).toBe(0);
    expect(await seqsOf(scene)).toHaveLength(300);
    expect((await scene.database.feeds.get(7))!.cursor).toBe('c');
  });

  it('stay in the log at work until its list has ended', async () => {
    const scene = await openScene(200);
    const { database, old } = scene;
    await database.settings.put({ name: 'current-log', value: old.log });
    const pack = {
      packHash: 'p',
      day: '2026-09-21',
      iv: new Uint8Array(),
      sealed: new Uint8Array(),
    };
    await database.packs.add({ ...pack, centreId: 7, validUntil: serverTime + 1 });
    expect(await pruneStable(database, serverTime)).toBe(0);
    expect(await pruneStable(database, serverTime + 9)).toBe(180);
  });

  it('stay where a span was carried on into another log: its sign-in says who wrote the rest', async () => {
    const scene = await openScene(200);
    const { database } = scene;
    const other = makeLog(maker, place);
    await database.rows.bulkAdd(rowsOf(other, 1, () => 'span4'));
    await database.logs.add({ ...other, headSeq: 1 });
    expect(await pruneStable(database, serverTime)).toBe(120);
  });

  it('leave a log that is asked about and delivers as before', async () => {
    const scene = await openScene(200);
    const { database, old } = scene;
    await pruneStable(database, serverTime);
    const log = (await database.logs.get(old.log))!;
    const delivery = await readDelivery(database, log, [], room());
    expect(delivery.asked.map(([seq]) => seq)).toEqual([300, 299, 296, 284, 236, 180]);
    expect(delivery.rows).toEqual([]);
    const said = { seq: 300, headHash: bytesToBase64url(log.headHash), hashAt: [] };
    const answer = {
      have: { [old.log]: said },
      stable: { [old.log]: 200 },
      verdicts: {},
      need: [],
    };
    const adoption = await adopt(database, maker, new Map([[old.log, delivery.asked]]), answer);
    expect(adoption).toEqual({ rotated: [], hasStableGrown: false });
  });

  it('go on from the cut itself, when the server has exactly what left', async () => {
    const scene = await openScene(200);
    const { database, old } = scene;
    await pruneStable(database, serverTime);
    const log = (await database.logs.get(old.log))!;
    const headHash = bytesToBase64url(log.prunedTo!.hash);
    const answer = {
      have: { [old.log]: { seq: 180, headHash, hashAt: [] } },
      stable: {},
      verdicts: {},
      need: [],
    };
    const asked = new Map([[old.log, [[300, 'x']] as const]]);
    expect((await adopt(database, maker, asked, answer)).rotated).toEqual([]);
    const delivery = await readDelivery(database, log, [], room());
    expect(delivery.rows[0]!.seq).toBe(181);
    expect(delivery.rows).toHaveLength(120);
  });

  it('that the server lost again are gone, and all that is still here goes out in a new log', async () => {
    for (const seq of [0, 50]) {
      const scene = await openScene(200);
      const { database, old } = scene;
      await pruneStable(database, serverTime);
      const headHash = bytesToBase64url(random.bytes(32));
      const have = seq === 0 ? {} : { [old.log]: { seq, headHash, hashAt: [null] } };
      const asked = new Map([[old.log, [[300, 'x']] as const]]);
      const { rotated } = await adopt(database, maker, asked, {
        have,
        stable: {},
        verdicts: {},
        need: [],
      });
      expect(rotated).toMatchObject([{ from: old.log, rows: 120 }]);
      const begun = (await database.logs.get(rotated[0]!.to))!;
      const delivery = await readDelivery(database, begun, [], room());
      expect(delivery.rows.map((row) => row.origin!.seq)).toEqual(
        Array.from({ length: 120 }, (_, i) => 181 + i),
      );
      expect((await readNumbers(database)).unsent).toBe(120);
    }
  });
});

describe('a server that was put back', () => {
  it('is asked about every log again, also about those that were stable (rule 8)', async () => {
    const { database, old } = await openScene(300);
    await noteServerEpoch(database, '1-0badcafe');
    await database.acks.put({ log: old.log, have: 300, stable: 300 });
    await noteServerEpoch(database, '1');
    expect(await readUnstableLogs(database, 0)).toEqual([]);
    await noteServerEpoch(database, '2');
    expect((await readUnstableLogs(database, 0)).map((log) => log.log)).toEqual([old.log]);
  });
});
