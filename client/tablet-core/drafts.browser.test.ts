// Tests that what was typed is kept sealed, is there again after a reload, and is gone exactly when its record is there.

import { afterEach, describe, expect, it } from 'vitest';
import { createBrowserRandomness } from '../device/random.ts';
import { openJournalDatabase, type JournalDatabase } from '../journal/database.ts';
import { createWriterScene } from '../testing/writer-scene.ts';
import { importAesKey } from '../vault/aes.ts';
import { openDrafts, type DraftStore } from './drafts.ts';

const random = createBrowserRandomness();
const opened: JournalDatabase[] = [];
afterEach(async () => {
  for (const database of opened.splice(0)) await database.delete();
});

async function createScene() {
  const database = openJournalDatabase(`drafts-${random.fraction()}`);
  opened.push(database);
  const workKey = await importAesKey(random.bytes(32));
  let seconds = 1_000_000;
  return {
    database,
    pass: (more: number) => void (seconds += more),
    open: (key = workKey): Promise<DraftStore> =>
      openDrafts({ database, random, workKey: key, now: () => seconds }),
  };
}

describe('what was typed into a form', () => {
  it('is there again after the page is gone, and nowhere in clear', async () => {
    const { database, open } = await createScene();
    const before = await open();
    for (const name of ['S', 'Su', 'Sunita', 'Sunita Jadhav'])
      before.write('walk-in', { name, mobileNumber: '9876543210' });
    await before.flush();
    const after = await open();
    expect(after.read('walk-in')).toEqual({ name: 'Sunita Jadhav', mobileNumber: '9876543210' });
    const rows = await database.drafts.toArray();
    expect(rows).toHaveLength(1);
    const atRest = rows.map((row) => new TextDecoder('latin1').decode(row.sealed)).join();
    expect(atRest + JSON.stringify(rows)).not.toMatch(/Sunita|9876543210/);
  });

  it('opens under no other work key, and only at its own place', async () => {
    const { database, open } = await createScene();
    const store = await open();
    store.write('walk-in', { name: 'Sunita' });
    await store.flush();
    const row = (await database.drafts.get('walk-in'))!;
    await database.drafts.put({ ...row, name: 'vial' });
    expect((await open()).read('vial')).toBeNull();
    expect((await open(await importAesKey(random.bytes(32)))).read('walk-in')).toBeNull();
  });

  it('goes when it is emptied, and after two days', async () => {
    const { database, open, pass } = await createScene();
    const store = await open();
    store.write('walk-in', { name: 'Sunita' });
    store.write('vial', { batch: '4121Z025' });
    store.write('walk-in', null);
    await store.flush();
    expect((await database.drafts.toArray()).map((row) => row.name)).toEqual(['vial']);
    pass(3 * 86_400);
    expect((await open()).read('vial')).toBeNull();
    expect(await database.drafts.count()).toBe(0);
  });

  it('does not come back when it became a record, whatever was typed while that was written', async () => {
    const { database, open } = await createScene();
    const store = await open();
    store.write('walk-in', { name: 'Sunita' });
    await store.ending('walk-in', async () => {
      store.write('walk-in', { name: 'Sunita J' });
      await database.drafts.delete('walk-in');
      return { outcome: 'saved' };
    });
    await store.flush();
    expect(await database.drafts.count()).toBe(0);
    expect(store.read('walk-in')).toBeNull();
  });

  it('stays when the record could not be written', async () => {
    const { database, open } = await createScene();
    const store = await open();
    store.write('walk-in', { name: 'Sunita' });
    await store.ending('walk-in', async () => {
      store.write('walk-in', { name: 'Sunita J' });
      return { outcome: 'not-saved' };
    });
    await store.flush();
    expect(await database.drafts.count()).toBe(1);
    expect((await open()).read('walk-in')).toEqual({ name: 'Sunita J' });
  });
});

it('leaves with its record in one transaction: never both, never neither', async () => {
  const scene = await createWriterScene();
  opened.push(scene.database);
  const { drafts, rows } = scene.database;
  await drafts.put({ name: 'vial', at: 1, iv: random.bytes(12), sealed: random.bytes(20) });
  const seen: string[] = [];
  const look = async (): Promise<void> => {
    await scene.database.transaction('r', drafts, rows, async () => {
      seen.push(`${await drafts.count()} form, ${(await rows.count()) - 1} record`);
    });
  };
  await look();
  const looks = [1, 2, 3, 4].map(look);
  await scene.write({
    kind: 'vial-opened',
    subject: { vaccinationSession: 'vs-1', vial: 'A1' },
    body: { product: 'COVISHIELD', vaccineBatch: 'B1', expiry: null, dosesNominal: 10 },
    endsDraft: 'vial',
  });
  await Promise.all(looks);
  await look();
  expect([...new Set(seen)]).toEqual(['1 form, 0 record', '0 form, 1 record']);
});
