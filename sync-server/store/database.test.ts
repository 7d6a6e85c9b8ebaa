// Owns the store's contract on both engines: migrations, refusal of a newer database, all or nothing, dense feed numbers under contention.

import { readdirSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { freshPostgresDatabase } from '../../scripts/testing/fresh-postgres-database.ts';
import { appendToFeed, lockCentre } from '../ingest/feed.ts';
import { openStore, type Store } from './database.ts';

const postgres = process.env['TEST_DATABASE_URL'];

const migrationFiles = (): string[] =>
  readdirSync(new URL('migrations', import.meta.url)).filter((name) => /^\d{4}-/.test(name));

/** What the first release had; every later migration made the rest. */
const firstTables = new Set(
  'deployment centre vaccination_session appointment staff staff_key stock account sign_in enrolment_code device tablet_log span log_row quarantine feed dose day_count vial audit'.split(
    ' ',
  ),
);

interface Place {
  readonly url: string;
  readonly drop: () => Promise<void>;
}

const engines: readonly { engine: string; makePlace: () => Promise<Place> }[] = [
  {
    engine: 'SQLite',
    makePlace: async () => {
      const folder = await mkdtemp(join(tmpdir(), 'suchi-store-'));
      return {
        url: join(folder, 'suchi.sqlite'),
        drop: () => rm(folder, { recursive: true, force: true }),
      };
    },
  },
  ...(postgres ? [{ engine: 'PostgreSQL', makePlace: () => freshPostgresDatabase(postgres) }] : []),
];

describe.each(engines)('store on $engine', ({ makePlace }) => {
  let place: Place;
  let stores: Store[];
  const open = async (): Promise<Store> => {
    const opened = await openStore(place.url, () => undefined);
    if (opened.outcome !== 'open') throw new Error(JSON.stringify(opened));
    stores.push(opened.store);
    return opened.store;
  };
  beforeEach(async () => {
    place = await makePlace();
    stores = [];
  });
  afterEach(async () => {
    await Promise.all(stores.map((store) => store.close()));
    await place.drop();
  });

  const centre = {
    centre_id: 7,
    name: 'Centre',
    address: '',
    block: '',
    district: '',
    state: '',
    pincode: '',
    opens_at: '',
    closes_at: '',
    next_appointment_no: 1,
    feed_seq: 0,
    feed_rolling: new Uint8Array(32),
    server_seq: 0,
    server_head: new Uint8Array(32),
  };

  const doseRow = {
    centre_id: centre.centre_id,
    log: 'log',
    seq: 1,
    h: 'h',
    device: 'device',
    day: '2021-05-21',
    given_at: 1,
    received_at: 1,
    dose_number: 1,
    product: 'COVISHIELD',
    vial: 'A1',
    vaccine_batch: 'B1',
    vaccination_session: 'vs-1',
    by_staff: null,
    by_proved: 0,
  };

  it('opens an empty place, and opens it again without migrating twice', async () => {
    const first = await open();
    await first.database.insertInto('centre').values(centre).execute();
    const second = await open();
    expect(await second.database.selectFrom('centre').select('name').execute()).toEqual([
      { name: 'Centre' },
    ]);
  });

  it('refuses a database that a newer program has written, and says which numbers', async () => {
    const store = await open();
    await store.database
      .updateTable('deployment')
      .set({ value: '99' })
      .where('name', '=', 'schema')
      .execute();
    expect(await openStore(place.url, () => undefined)).toEqual({
      outcome: 'newer-than-program',
      found: 99,
      known: migrationFiles().length,
    });
  });

  it('brings a database of the first release to this one, with everything that is in it', async () => {
    const store = await open();
    await store.database.insertInto('centre').values(centre).execute();
    const dose = {
      state: 'confirmed',
      reasons: '[]',
      is_error: 0,
      in_question: 0,
      dose_key: 'k1',
      case_key: 'c1',
    };
    await store.database
      .insertInto('dose')
      .values([
        { ...doseRow, ...dose },
        { ...doseRow, ...dose, dose_key: 'k2', case_key: 'c2', state: 'held' },
      ])
      .execute();
    await store.database.schema.alterTable('tablet_log').dropColumn('head_signature').execute();
    for (const { name } of await store.database.introspection.getTables())
      if (!firstTables.has(name)) await store.database.schema.dropTable(name).execute();
    await store.database.schema.dropIndex('log_row_questions').execute();
    for (const [table, column] of [
      ['staff', 'removed_at'],
      ['staff_key', 'binding'],
      ['enrolment_code', 'staff_id'],
      ['account', 'totp_sealed'],
      ['account', 'totp_step'],
      ['vial', 'expiry'],
      ['dose', 'in_question'],
    ] as const)
      await store.database.schema.alterTable(table).dropColumn(column).execute();
    await store.database
      .updateTable('deployment')
      .set({ value: '1' })
      .where('name', '=', 'schema')
      .execute();
    const upgraded = await open();
    expect(await upgraded.database.selectFrom('centre').select('name').execute()).toEqual([
      { name: 'Centre' },
    ]);
    expect(
      await upgraded.database.selectFrom('tablet_log').select('head_signature').execute(),
    ).toEqual([]);
    // A dose that was settled before there were cards gets one.
    expect(await upgraded.database.selectFrom('card_due').select('case_key').execute()).toEqual([
      { case_key: 'c1' },
    ]);
  });

  it('writes all of a transaction or nothing', async () => {
    const store = await open();
    await expect(
      store.transact(async (transaction) => {
        await transaction.insertInto('centre').values(centre).execute();
        throw new Error('power cut');
      }),
    ).rejects.toThrow('power cut');
    expect(await store.database.selectFrom('centre').select('name').execute()).toEqual([]);
  });

  it('keeps bytes, large numbers and names in every script exactly', async () => {
    const store = await open();
    const bytes = new Uint8Array(256).map((_, i) => i);
    const name = 'क्षीरसागर श्री 👩🏽‍⚕️ =HYPERLINK("x") <img>';
    await store.database
      .insertInto('centre')
      .values({ ...centre, name, feed_rolling: bytes, feed_seq: 2 ** 52 })
      .execute();
    const row = await store.database.selectFrom('centre').selectAll().executeTakeFirstOrThrow();
    expect(row.name).toBe(name);
    expect(row.feed_seq).toBe(2 ** 52);
    expect(new Uint8Array(row.feed_rolling)).toEqual(bytes);
  });

  it('gives dense feed numbers in commit order when two servers write one centre at once', async () => {
    const [one, two] = [await open(), await open()];
    await one.database.insertInto('centre').values(centre).execute();
    const write = (store: Store, log: string, count: number) =>
      store.transact(async (transaction) => {
        await lockCentre(transaction, 7, store.engine === 'postgres');
        const entries = Array.from({ length: count }, (_, i) => ({
          log,
          seq: i + 1,
          rowHash: new Uint8Array(32),
        }));
        await appendToFeed(transaction, 7, entries);
      });
    // One file has one writer at a time: SQLite's two processes wait for each other, PostgreSQL's lock the centre's row.
    const jobs = Array.from(
      { length: 8 },
      (_, i) => (): Promise<void> => write(i % 2 ? one : two, `log${i}`, 5),
    );
    if (one.engine === 'postgres') await Promise.all(jobs.map((job) => job()));
    else for (const job of jobs) await job();
    const rows = await one.database
      .selectFrom('feed')
      .select('feed_seq')
      .orderBy('feed_seq')
      .execute();
    expect(rows.map((row) => row.feed_seq)).toEqual(Array.from({ length: 40 }, (_, i) => i + 1));
  });

  it('says why a place cannot be opened', async () => {
    const opened = await openStore('/proc/no-such-folder/suchi.sqlite', () => undefined);
    expect(opened.outcome).toBe('cannot-open');
  });
});
