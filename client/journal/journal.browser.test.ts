// Tests the journal's contract in a real browser: what "saved" means, two tabs at one instant, a full disk, a changed log.

import { afterEach, describe, expect, it, vi } from 'vitest';
import { bytesToBase64url, bytesToUtf8, type Bytes } from '../../schemas/bytes.ts';
import type { SuchiEvent } from '../../schemas/events/event.ts';
import { chainHash, rowHash, rowSalt } from '../../schemas/log/hash-chain.ts';
import { canonicalBytes } from '../../schemas/log/canonical.ts';
import { digest } from '../device/digest.ts';
import { createBrowserRandomness } from '../device/random.ts';
import { createBrowserTabLock } from '../device/tab-lock.ts';
import { importAesKey } from '../vault/aes.ts';
import { openRow } from '../vault/sealing.ts';
import { beginSpan, type OpenSpan } from '../vault/span.ts';
import { adopt } from './adopt.ts';
import { append, type AppendParts } from './append.ts';
import { openJournalDatabase, type JournalDatabase } from './database.ts';
import { ensureCurrentLog, genesisOf, type LogMaker } from './logs.ts';
import { readNumbers } from './watch.ts';

const random = createBrowserRandomness();
const tabLock = createBrowserTabLock('test');
const maker: LogMaker = { digest, random, thumbprint: random.bytes(32) };
const place = { centreId: 7, deployment: 'd' };
const databases: JournalDatabase[] = [];

afterEach(async () => {
  vi.restoreAllMocks();
  for (const database of databases.splice(0)) await database.delete();
});

function openTab(name: string): JournalDatabase {
  const database = openJournalDatabase(name);
  databases.push(database);
  return database;
}

async function openSpanIn(log: string): Promise<OpenSpan> {
  const pair = await crypto.subtle.generateKey({ name: 'ECDH', namedCurve: 'P-256' }, true, [
    'deriveBits',
  ]);
  const point = new Uint8Array(await crypto.subtle.exportKey('raw', pair.publicKey));
  const sealingKey = { kid: 'k', publicKey: bytesToBase64url(point) };
  return beginSpan({ random, log, sealingKey, workKey: await importAesKey(random.bytes(32)) });
}

const createParts = (span: OpenSpan): AppendParts => ({
  digest,
  random,
  tabLock,
  span,
  headHint: { current: null },
});

async function openJournal() {
  const name = `journal-test-${random.fraction()}`;
  const database = openTab(name);
  const { log } = await ensureCurrentLog(database, maker, place);
  return { name, database, log, parts: createParts(await openSpanIn(log)) };
}

const eventOf = (at: number, kind = 'checked-in'): SuchiEvent => ({
  v: 1,
  kind,
  subject: { appointmentNo: 1, check: 2 },
  at,
  skew: 0,
  app: 's0',
  body: {},
});

/** Checks numbers, hashes and seals of a whole log. */
async function verifyChain(database: JournalDatabase, log: string, spans: readonly OpenSpan[]) {
  const rows = await database.rows.where('[log+seq]').between([log, 0], [log, 1e9]).toArray();
  let chain: Bytes = genesisOf(maker, { log, ...place });
  const events: SuchiEvent[] = [];
  for (const [i, row] of rows.entries()) {
    const span = spans.find((one) => one.span === row.span)!;
    const plain = (await openRow(span, row, row))!;
    expect(row.seq).toBe(i + 1);
    expect(row.rowHash).toEqual(rowHash(digest, rowSalt(digest, span.raw, log, row.seq), plain));
    chain = chainHash(digest, chain, row.rowHash);
    expect(row.hash).toEqual(chain);
    events.push(JSON.parse(bytesToUtf8(plain)) as SuchiEvent);
  }
  expect(await database.logs.get(log)).toMatchObject({ headSeq: rows.length, headHash: chain });
  return events;
}

const appendMany = async (
  database: JournalDatabase,
  parts: AppendParts,
  from: number,
  count: number,
) => {
  for (let i = 0; i < count; i++)
    expect(await append(database, parts, () => eventOf(from + i))).toMatchObject({
      outcome: 'saved',
    });
};

describe('an append', () => {
  it('uses strict durability', async () => {
    // Dexie binds the platform's function when it opens: the spy has to be there first.
    const opened = vi.spyOn(IDBDatabase.prototype, 'transaction');
    const { database } = await openJournal();
    await database.transaction('rw', database.rows, () => database.rows.count());
    expect(opened.mock.lastCall?.[2]).toEqual({ durability: 'strict' });
  });

  it('gives every event of two tabs its own number in one chain, each made for its place', async () => {
    const { name, database, log, parts } = await openJournal();
    const otherTab = openTab(name);
    const otherParts = createParts(await openSpanIn(log));
    await Promise.all([
      appendMany(database, parts, 100, 25),
      appendMany(otherTab, otherParts, 200, 25),
    ]);
    const events = await verifyChain(database, log, [parts.span, otherParts.span]);
    expect(new Set(events.map((event) => event.at)).size).toBe(50);
  });

  it('tells the event its own place again when another tab took it first', async () => {
    const { name, database, log, parts } = await openJournal();
    const otherTab = openTab(name);
    const places: number[] = [];
    const outcome = await append(database, parts, async ({ seq }) => {
      places.push(seq);
      // A tab without the lock: only the check of the head is left between the two.
      const impolite: AppendParts = {
        ...createParts(parts.span),
        tabLock: { politely: (work) => work() },
      };
      if (places.length === 1) await append(otherTab, impolite, () => eventOf(1));
      return eventOf(seq);
    });
    expect(outcome).toMatchObject({ outcome: 'saved', identity: { seq: 2 } });
    expect(places).toEqual([1, 2]);
    expect((await verifyChain(database, log, [parts.span])).map((event) => event.at)).toEqual([
      1, 2,
    ]);
  });

  it('says not saved on a full disk, and leaves nothing half-written', async () => {
    const { database, log, parts } = await openJournal();
    await appendMany(database, parts, 1, 1);
    // oxlint-disable-next-line typescript/unbound-method -- called with its own `this` below
    const put = IDBObjectStore.prototype.put;
    vi.spyOn(IDBObjectStore.prototype, 'put').mockImplementation(function (
      this: IDBObjectStore,
      ...values
    ) {
      if (this.name === 'logs') throw new DOMException('full', 'QuotaExceededError');
      return put.apply(this, values);
    });
    expect(await append(database, parts, () => eventOf(2))).toEqual({
      outcome: 'not-saved',
      why: 'storage-full',
    });
    vi.restoreAllMocks();
    expect((await verifyChain(database, log, [parts.span])).length).toBe(1);
    await appendMany(database, parts, 3, 1);
    expect((await verifyChain(database, log, [parts.span])).length).toBe(2);
  });

  it('says not saved when the disk fills while the transaction ends, even if a put never settles', async () => {
    const { database, log, parts } = await openJournal();
    // oxlint-disable-next-line typescript/unbound-method -- called with its own `this` below
    const add = IDBObjectStore.prototype.add;
    vi.spyOn(IDBObjectStore.prototype, 'add').mockImplementation(function (
      this: IDBObjectStore,
      ...values
    ) {
      const request = add.apply(this, values);
      if (this.name === 'rows') {
        const { transaction } = this;
        queueMicrotask(() => transaction.abort());
      }
      return request;
    });
    const outcome = await append(database, parts, () => eventOf(1));
    expect(outcome).toMatchObject({ outcome: 'not-saved' });
    vi.restoreAllMocks();
    expect(await verifyChain(database, log, [parts.span])).toEqual([]);
  });

  it('refuses text that cannot be stored everywhere, and bodies that are too long', async () => {
    const { database, parts } = await openJournal();
    const withBody = (body: Record<string, unknown>) =>
      append(database, parts, () => ({ ...eventOf(1), body }));
    expect(await withBody({ note: 'a\u0000b' })).toEqual({
      outcome: 'not-saved',
      why: 'text-not-storable',
    });
    expect(await withBody({ note: '\ud800' })).toEqual({
      outcome: 'not-saved',
      why: 'text-not-storable',
    });
    expect(await withBody({ note: 'x'.repeat(5000) })).toEqual({
      outcome: 'not-saved',
      why: 'too-long',
    });
    expect(canonicalBytes(eventOf(1)).length).toBeLessThan(200);
  });
});

describe('an adopted answer', () => {
  it('leaves a forked log and re-emits what follows, in one transaction, while a span is open', async () => {
    const { database, log, parts } = await openJournal();
    await appendMany(database, parts, 1, 5);
    const rows = await database.rows.toArray();
    const point = (seq: number): [number, string] => [seq, bytesToBase64url(rows[seq - 1]!.hash)];
    const asked = new Map([[log, [point(5), point(3), point(2)]]]);
    const other = bytesToBase64url(random.bytes(32));
    const have = { [log]: { seq: 4, headHash: other, hashAt: [null, point(3)[1], point(2)[1]] } };
    const adoption = await adopt(database, maker, asked, {
      have,
      stable: {},
      verdicts: {},
      need: [],
    });
    expect(adoption.rotated).toMatchObject([{ from: log, rows: 2 }]);
    const { to } = adoption.rotated[0]!;
    const pointers = await database.rows.where('[log+seq]').between([to, 0], [to, 99]).toArray();
    expect(pointers.map((row) => row.origin?.seq)).toEqual([4, 5]);
    expect(await database.logs.get(log)).toMatchObject({ headSeq: 3 });
    expect((await readNumbers(database)).unsent).toBe(2);
    // The rows stay where they were first written: nothing of a log is deleted here.
    expect(await database.rows.where('[log+seq]').between([log, 0], [log, 99]).count()).toBe(5);
    expect(await append(database, parts, () => eventOf(9))).toEqual({ outcome: 'log-changed' });
  });

  it('carries what follows into a new log when even single rows do not chain, and only once', async () => {
    const { database, log, parts } = await openJournal();
    await appendMany(database, parts, 1, 4);
    await database.rows.update([log, 3], { hash: random.bytes(32) });
    const rows = await database.rows.toArray();
    const point = (seq: number): [number, string] => [seq, bytesToBase64url(rows[seq - 1]!.hash)];
    const need = (of: string) => [{ log: of, what: 'new-log', from: 3, to: 4 }];
    const have = { [log]: { seq: 2, headHash: point(2)[1], hashAt: [null, point(2)[1]] } };
    const nothing = { stable: {}, verdicts: {} };
    const asked = new Map([[log, [point(4), point(2)]]]);
    const { rotated } = await adopt(database, maker, asked, { have, ...nothing, need: need(log) });
    expect(rotated).toMatchObject([{ from: log, rows: 2 }]);
    const { to } = rotated[0]!;
    const made = await database.rows.where('[log+seq]').between([to, 0], [to, 9]).toArray();
    expect(made.map((row) => row.rowHash)).toEqual([rows[2]!.rowHash, rows[3]!.rowHash]);
    const askedAgain = new Map([[to, [[2, bytesToBase64url(made[1]!.hash)] as const]]]);
    const again = await adopt(database, maker, askedAgain, {
      have: {},
      ...nothing,
      need: need(to),
    });
    expect(again.rotated).toEqual([]);
  });

  it('carries them on once more when the disk damages the new log too', async () => {
    const { database, log, parts } = await openJournal();
    await appendMany(database, parts, 1, 2);
    await database.rows.update([log, 2], { hash: random.bytes(32) });
    const need = (of: string) => [{ log: of, what: 'new-log', from: 1, to: 2 }];
    const nothing = { have: {}, stable: {}, verdicts: {} };
    const askAbout = async (of: string) => {
      const { headSeq, headHash } = (await database.logs.get(of))!;
      return new Map([[of, [[headSeq, bytesToBase64url(headHash)] as const]]]);
    };
    const first = await adopt(database, maker, await askAbout(log), {
      ...nothing,
      need: need(log),
    });
    const { to } = first.rotated[0]!;
    await database.rows.update([to, 1], { hash: random.bytes(32) });
    const second = await adopt(database, maker, await askAbout(to), { ...nothing, need: need(to) });
    expect(second.rotated).toMatchObject([{ from: to, rows: 2 }]);
    const whole = second.rotated[0]!.to;
    const third = await adopt(database, maker, await askAbout(whole), {
      ...nothing,
      need: need(whole),
    });
    expect(third.rotated).toEqual([]);
  });

  it('is adopted downwards as well, and a server that forgot the log is sent everything', async () => {
    const { database, log, parts } = await openJournal();
    await appendMany(database, parts, 1, 3);
    const last = (await database.rows.get([log, 3]))!;
    const head = bytesToBase64url(last.hash);
    const asked = new Map([[log, [[3, head] as const]]]);
    const have = { [log]: { seq: 3, headHash: head, hashAt: [head] } };
    await adopt(database, maker, asked, { have, stable: {}, verdicts: {}, need: [] });
    expect((await readNumbers(database)).unsent).toBe(0);
    await adopt(database, maker, asked, { have: {}, stable: {}, verdicts: {}, need: [] });
    expect((await readNumbers(database)).unsent).toBe(3);
  });

  it('says of its own doses what is confirmed, and not again, also when answers come in another order', async () => {
    const { database, log, parts } = await openJournal();
    await appendMany(database, parts, 1, 8);
    const head = bytesToBase64url((await database.rows.get([log, 8]))!.hash);
    const asked = new Map([[log, [[8, head] as const]]]);
    const have = { [log]: { seq: 8, headHash: head, hashAt: [head] } };
    const take = async (said: [number, string][], settled: number) => {
      const verdicts = { [log]: said };
      await adopt(database, maker, asked, {
        have,
        stable: {},
        verdicts,
        settled: { [log]: settled },
        need: [],
      });
      return (await database.acks.get(log))?.settled;
    };
    const inTwo: [number, string][] = [
      [7, 'confirmed'],
      [4, 'confirmed'],
    ];
    const words = async () => (await database.acks.get(log))?.words;
    expect(await take(inTwo, 8)).toBe(8);
    // Whoever has read them reads them again only when this number has grown.
    expect(await words()).toBe(2);
    await take(inTwo, 8);
    expect(await words()).toBe(2);
    // Held since: told although it was settled.
    expect(await take([[4, 'held']], 3)).toBe(3);
    expect(await words()).toBe(3);
    // An older answer, made before: what this tablet does not know as confirmed stays to be said.
    expect(await take([], 8)).toBe(3);
    expect(await take([[4, 'confirmed']], 8)).toBe(8);
    expect(await database.verdicts.toArray()).toMatchObject([
      { seq: 4, state: 'confirmed' },
      { seq: 7, state: 'confirmed' },
    ]);
  });

  it('asks for everything again when the server holds less than before, or says nothing of it', async () => {
    const { database, log, parts } = await openJournal();
    await appendMany(database, parts, 1, 3);
    const rows = await database.rows.toArray();
    const point = (seq: number): [number, string] => [seq, bytesToBase64url(rows[seq - 1]!.hash)];
    const asked = new Map([[log, [point(3), point(2)]]]);
    const take = async (seq: number, settled?: Record<string, number>) => {
      const have = { [log]: { seq, headHash: point(seq)[1], hashAt: [null, point(2)[1]] } };
      await adopt(database, maker, asked, { have, stable: {}, verdicts: {}, settled, need: [] });
      return (await database.acks.get(log))?.settled;
    };
    expect(await take(3, { [log]: 3 })).toBe(3);
    expect(await take(2, { [log]: 3 })).toBe(2);
    expect(await take(3)).toBe(0);
  });
});
