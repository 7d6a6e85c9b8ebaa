// Tests the telling of changes in a real browser: soon, once for what comes together, and also of what another tab wrote.

import { afterEach, describe, expect, it, vi } from 'vitest';
import { createHandTimers } from '../testing/hand-timers.ts';
import { openJournalDatabase, type JournalDatabase } from './database.ts';
import { watchNumbers, type JournalNumbers } from './watch.ts';

const opened: JournalDatabase[] = [];
let count = 0;
afterEach(async () => {
  for (const database of opened.splice(0)) database.close();
});

function openTab(name: string): JournalDatabase {
  const database = openJournalDatabase(name);
  opened.push(database);
  return database;
}

const logAt = (headSeq: number) => ({
  log: 'AAAAAAAA.0',
  centreId: 1,
  deployment: 'd',
  headSeq,
  headHash: new Uint8Array(32),
});

function watched() {
  const name = `watch-test-${performance.now()}-${++count}`;
  const database = openTab(name);
  const timers = createHandTimers();
  const told: JournalNumbers[] = [];
  let looks = 0;
  const stop = watchNumbers(database, timers, () => {
    looks += 1;
    return (numbers) => void told.push(numbers);
  });
  return { name, database, timers, told, stop, looks: () => looks };
}

describe('the telling of changes', () => {
  it('reads nothing while a save is on its way to the screen, and then once for all that was written', async () => {
    const { database, timers, told, stop, looks } = watched();
    await vi.waitFor(() => expect(told).toHaveLength(1));
    for (const headSeq of [1, 2, 3]) await database.logs.put(logAt(headSeq));
    await database.acks.put({ log: 'AAAAAAAA.0', have: 1, stable: 0 });
    expect(looks()).toBe(1);
    await timers.step(0.15);
    await vi.waitFor(() => expect(told).toHaveLength(2));
    expect(told[1]).toMatchObject({ unsent: 2 });
    expect(told[1]!.heads.get('AAAAAAAA.0')).toBe(3);
    stop();
  });

  it('hears of another tab, and nothing of tables it does not read or after its end', async () => {
    const { name, database, timers, told, stop, looks } = watched();
    await vi.waitFor(() => expect(told).toHaveLength(1));
    // A database that was just made tells of all its tables.
    await timers.step(1);
    const before = looks();
    await database.drafts.put({
      name: 'x',
      at: 1,
      iv: new Uint8Array(12),
      sealed: new Uint8Array(1),
    });
    await timers.step(1);
    expect(looks()).toBe(before);
    await openTab(name).logs.put(logAt(5));
    await timers.step(0.15);
    await vi.waitFor(() => expect(told.at(-1)).toMatchObject({ unsent: 5 }));
    stop();
    await database.logs.put(logAt(6));
    await timers.step(1);
    expect(looks()).toBe(before + 1);
  });
});
