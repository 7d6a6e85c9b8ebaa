// Tests that a database of the first version opens with its unsent rows, and that an older app beside it goes on writing.

import { Dexie } from 'dexie';
import { afterEach, expect, it } from 'vitest';
import { createBrowserRandomness } from '../device/random.ts';
import { openJournalDatabase, type JournalDatabase } from './database.ts';
import { readNumbers } from './watch.ts';

const random = createBrowserRandomness();
const opened: Dexie[] = [];

afterEach(async () => {
  for (const database of opened) database.close();
  await opened.splice(0).at(-1)?.delete();
});

/** As the first version of the app opened it. */
function openFirstVersion(name: string): JournalDatabase {
  const database = new Dexie(name, { chromeTransactionDurability: 'strict' });
  database.version(1).stores({
    settings: '&name',
    staff: '&staffId',
    logs: '&log',
    rows: '&[log+seq], [log+span+seq]',
    spans: '&span',
    bodies: '&[log+from]',
    acks: '&log',
    verdicts: '&[log+seq], state',
    pages: '&[centreId+feedSeq]',
    feeds: '&centreId',
    packs: '&centreId',
  });
  opened.push(database);
  return database as JournalDatabase;
}

const rowOf = (seq: number) => ({
  log: 'ABCDEFGH.12345678',
  seq,
  span: 'AAAAAAAAAAA',
  iv: random.bytes(12),
  sealed: random.bytes(100),
  rowHash: random.bytes(32),
  hash: random.bytes(32),
});

it('keeps what an older app left unsent, while a tab of that app still writes beside it', async () => {
  const name = `upgrade-${random.fraction()}`;
  const old = openFirstVersion(name);
  const rows = [1, 2, 3].map(rowOf);
  const log = {
    log: rows[0]!.log,
    centreId: 7,
    deployment: 'd',
    headSeq: 3,
    headHash: rows[2]!.hash,
  };
  await old.rows.bulkAdd(rows);
  await old.logs.add(log);
  await old.acks.put({ log: log.log, have: 1, stable: 0 });
  const database = openJournalDatabase(name);
  opened.push(database);
  expect(await database.rows.toArray()).toEqual(rows);
  expect((await readNumbers(database)).unsent).toBe(2);
  await database.copies.put({ log: log.log, upTo: 2 });
  await database.carried.add({
    id: 'x',
    bytes: new Uint8Array([1]),
    takenAt: 1,
    parcelsTaken: [],
  });
  // The tab of the older app was told to make way, opens again, and finds its tables as they were.
  const fourth = rowOf(4);
  await old.transaction('rw', old.rows, old.logs, async () => {
    await old.rows.add(fourth);
    await old.logs.put({ ...log, headSeq: 4, headHash: fourth.hash });
  });
  expect((await readNumbers(database)).unsent).toBe(3);
  expect(await database.rows.get([log.log, 4])).toEqual(fourth);
  expect((await database.copies.get(log.log))?.upTo).toBe(2);
});
