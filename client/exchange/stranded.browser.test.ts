// Tests in a real database that rows of a log whose key is gone are delivered under the head the key signed last.

import { afterEach, describe, expect, it, vi } from 'vitest';
import { openJournalDatabase, type JournalDatabase } from '../journal/database.ts';
import { createCarryScene, dosesOn, numbers, type CarryScene } from '../testing/carry-steps.ts';
import { createTestTablet } from '../testing/test-tablet.ts';
import type { StartedTablet } from '../tablet-core/create-tablet.ts';

const scenes: CarryScene[] = [];
const others: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const scene of scenes.splice(0)) await scene.stopAll();
  for (const stop of others.splice(0)) await stop();
});

async function scene(): Promise<CarryScene> {
  const made = await createCarryScene(12);
  scenes.push(made);
  return made;
}

/** The record of the device keys vanishes while the app is closed; the tablet is set up again with a new code. */
async function loseKey(of: CarryScene): Promise<StartedTablet> {
  await of.tablet.stop();
  const database = openJournalDatabase(of.name);
  await database.settings.delete('device-keys');
  database.close();
  const again = createTestTablet(of.name, of.server.transport);
  others.push(() => again.stop());
  await vi.waitFor(() => expect(again.stage.value.stage).toBe('not-enrolled'));
  of.server.network = 'up';
  expect(await again.enrol('ABC-DEFGH')).toBe('enrolled');
  expect(await again.setPin('st-1', '739518')).toBe('unlocked');
  return again;
}

async function inDatabase<Value>(
  name: string,
  read: (database: JournalDatabase) => Promise<Value>,
): Promise<Value> {
  const database = openJournalDatabase(name);
  try {
    return await read(database);
  } finally {
    database.close();
  }
}

const isSigned = (name: string, doses: number) =>
  vi.waitFor(async () => {
    const heads = await inDatabase(name, (database) => database.signedHeads.toArray());
    expect(heads[0]?.seq).toBeGreaterThanOrEqual(2 + 2 * doses);
  }, 5_000);

describe('a tablet whose key is gone', () => {
  it('still delivers what it had written before, once, beside the log of its new key', async () => {
    const at = await scene();
    await at.dose(0, 6);
    await isSigned(at.name, 6);
    const again = await loseKey(at);
    await vi.waitFor(() => expect(dosesOn(at.server)).toEqual(numbers(1, 6)), 8_000);
    // The new log's sign-in may be written after the old doses have arrived.
    await vi.waitFor(() => expect(at.server.logs.size).toBe(2), 8_000);
    await vi.waitFor(() => expect(again.connection.value.unsent).toBe(0), 8_000);
  });

  it('tells the truth about what no signature covers: that stays, counted as unsent, and keeps nothing else waiting', async () => {
    const at = await scene();
    await at.dose(0, 3);
    await isSigned(at.name, 3);
    const before = await inDatabase(at.name, (database) => database.signedHeads.toArray());
    await at.dose(3, 4);
    await isSigned(at.name, 4);
    await at.tablet.stop();
    // As if the key had gone between the record and the next request.
    await inDatabase(at.name, (database) => database.signedHeads.bulkPut(before));
    const again = await loseKey(at);
    await vi.waitFor(() => expect(dosesOn(at.server)).toEqual(numbers(1, 3)), 8_000);
    await vi.waitFor(() => expect(again.connection.value.unsent).toBe(2), 8_000);
    await vi.waitFor(() => expect(again.connection.value.state).toBe('online'), 5_000);
  });

  it('sends them again to a server restored from before they came (rule 2)', async () => {
    const at = await scene();
    await at.dose(0, 4);
    await isSigned(at.name, 4);
    let again = await loseKey(at);
    await vi.waitFor(() => expect(dosesOn(at.server)).toEqual(numbers(1, 4)), 8_000);
    await vi.waitFor(() => expect(again.connection.value.unsent).toBe(0), 8_000);
    at.server.logs.clear();
    at.server.beyond.clear();
    at.server.feed.length = 0;
    await again.stop();
    again = createTestTablet(at.name, at.server.transport);
    others.push(() => again.stop());
    await vi.waitFor(() => expect(dosesOn(at.server)).toEqual(numbers(1, 4)), 8_000);
    await vi.waitFor(() => expect(again.connection.value.unsent).toBe(0), 8_000);
  });
});
