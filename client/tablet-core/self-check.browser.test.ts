// Tests the tablet's look at itself on whole tablets: damage between two starts stops nobody, is told, and costs no record that is still there.

import { afterEach, describe, expect, it, vi } from 'vitest';
import { openJournalDatabase, type JournalDatabase } from '../journal/database.ts';
import { createServerDouble } from '../testing/server-double.ts';
import { createTestPack, testNow } from '../testing/test-pack.ts';
import { createTestTablet } from '../testing/test-tablet.ts';
import type { StartedTablet } from './create-tablet.ts';

const started: StartedTablet[] = [];
let count = 0;

afterEach(async () => {
  vi.restoreAllMocks();
  for (const tablet of started.splice(0)) await tablet.stop();
});

async function startTablet(name: string, server: Awaited<ReturnType<typeof createServerDouble>>) {
  const tablet = createTestTablet(name, server.transport);
  started.push(tablet);
  await vi.waitFor(() => expect(tablet.stage.value.stage).not.toBe('starting'));
  return tablet;
}

/** A tablet with three vials recorded without a network, closed again; what is done to its disk; then started anew. */
async function damagedTablet(damage: (database: JournalDatabase, log: string) => Promise<unknown>) {
  const server = await createServerDouble(createTestPack(2));
  const name = `self-check-tablet-${testNow}-${performance.now()}-${++count}`;
  const first = await startTablet(name, server);
  await first.enrol('ABC-DEFGH');
  await first.setPin('st-1', '482917');
  await vi.waitFor(() => expect(first.people.value.length).toBe(2), 5_000);
  await vi.waitFor(() => expect(first.connection.value.unsent).toBe(0), 5_000);
  server.network = 'down';
  for (let i = 0; i < 3; i++) await openVial(first);
  await first.stop();
  const database = openJournalDatabase(name);
  const [log] = await database.logs.toArray();
  await damage(database, log!.log);
  database.close();
  const tablet = await startTablet(name, server);
  return { tablet, server, name };
}

async function openVial(tablet: StartedTablet) {
  const before = tablet.vials.value.length;
  const saved = await tablet.openVial({
    vaccinationSession: 'vs-1',
    name: tablet.suggestVialName(),
    product: 'COVISHIELD',
    vaccineBatch: 'B1',
    expiry: null,
    dosesNominal: 10,
  });
  expect(saved).toMatchObject({ outcome: 'saved' });
  await vi.waitFor(() => expect(tablet.vials.value.length).toBe(before + 1));
}

const vialsOf = (server: Awaited<ReturnType<typeof createServerDouble>>) =>
  [...server.logs.values()]
    .flat()
    .filter((row) => row.event.kind === 'vial-opened')
    .map((row) => (row.event.subject as { vial: string }).vial.slice(1))
    .sort();

describe('a tablet whose disk was damaged', () => {
  it('tells it before anybody unlocks, goes on recording, sends what is left, and tells the district', async () => {
    // 1 is the sign-in, 2 to 4 the vials.
    const { tablet, server } = await damagedTablet(async (database, log) => {
      await database.rows.delete([log, 3]);
      await database.bodies.clear();
    });
    await vi.waitFor(() => expect(tablet.selfCheck.value).not.toBeNull(), 5_000);
    expect(tablet.stage.value.stage).toBe('locked');
    const lost = {
      fault: 'rows-missing',
      from: 3,
      to: 3,
      isWithDistrict: false,
      needsPerson: true,
    };
    expect(tablet.selfCheck.value).toMatchObject({ outcome: 'checked', faults: [lost] });
    await tablet.unlock('st-1', '482917');
    await openVial(tablet);
    server.network = 'up';
    tablet.exchangeNow();
    await vi.waitFor(() => expect(tablet.connection.value.unsent).toBe(0), 5_000);
    expect(vialsOf(server)).toEqual(['1', '3', '4']);
    expect(server.requests.at(-1)!.heartbeat.needsHelp).toBe(1);
    // Asked again, after everything was sent, and at the next start: it is still told.
    await tablet.checkAgain();
    expect(tablet.selfCheck.value).toMatchObject({ outcome: 'checked', faults: [lost] });
  });

  it('writes into a new notebook when the end of the current one is gone', async () => {
    const { tablet, server } = await damagedTablet(async (database, log) => {
      await database.rows.delete([log, 4]);
      await database.bodies.clear();
    });
    await vi.waitFor(() => expect(tablet.selfCheck.value).not.toBeNull(), 5_000);
    await tablet.unlock('st-1', '482917');
    await openVial(tablet);
    server.network = 'up';
    tablet.exchangeNow();
    await vi.waitFor(() => expect(tablet.connection.value.unsent).toBe(0), 5_000);
    expect(vialsOf(server)).toEqual(['1', '2', '3']);
    expect([...server.logs.keys()]).toHaveLength(2);
    expect(server.requests.at(-1)!.heartbeat.needsHelp).toBe(1);
    await tablet.refreshHoldings();
    expect(tablet.holdings.value!.notebooks).toHaveLength(2);
  });

  it('loses nothing while the gathered copy still holds what the rows have lost', async () => {
    const { tablet, server } = await damagedTablet((database, log) =>
      database.rows.bulkDelete([
        [log, 3],
        [log, 4],
      ]),
    );
    await vi.waitFor(() => expect(tablet.selfCheck.value).not.toBeNull(), 5_000);
    expect(tablet.selfCheck.value!.faults).toMatchObject([
      { fault: 'rows-only-gathered', from: 3, to: 4, needsPerson: false },
    ]);
    server.network = 'up';
    tablet.exchangeNow();
    await vi.waitFor(() => expect(tablet.connection.value.unsent).toBe(0), 5_000);
    expect(vialsOf(server)).toEqual(['1', '2', '3']);
    expect(server.requests.at(-1)!.heartbeat.needsHelp).toBe(0);
  });

  it('that cannot be read to the end says so, and works', async () => {
    const { tablet } = await damagedTablet(async () => undefined);
    await vi.waitFor(() => expect(tablet.isChecking.value).toBe(false), 5_000);
    vi.spyOn(console, 'warn').mockReturnValue();
    vi.spyOn(IDBObjectStore.prototype, 'getAll').mockImplementation(() => {
      throw new DOMException('the disk failed', 'UnknownError');
    });
    await tablet.checkAgain().catch(() => undefined);
    expect(tablet.selfCheck.value).toMatchObject({ outcome: 'not-checked' });
    vi.restoreAllMocks();
    await tablet.checkAgain();
    expect(tablet.selfCheck.value).toMatchObject({ outcome: 'checked', faults: [] });
  });
});

describe('what is still on the tablet', () => {
  it('is told in numbers while locked, and since when once somebody has unlocked', async () => {
    const { tablet, server } = await damagedTablet(async () => undefined);
    await tablet.refreshHoldings();
    const waiting = { unsent: 3, sent: 1, isCurrent: true, oldestUnsentAt: null };
    expect(tablet.holdings.value).toMatchObject({ notebooks: [waiting], freeBytes: 1_000_000 });
    await vi.waitFor(async () => {
      await tablet.refreshHoldings();
      expect(tablet.holdings.value!.notebooks[0]!.why).toBe('no-network');
    });
    await tablet.unlock('st-1', '482917');
    await tablet.refreshHoldings();
    expect(tablet.holdings.value!.notebooks[0]!.oldestUnsentAt).toBe(testNow);
    server.network = 'captive-portal';
    tablet.exchangeNow();
    await vi.waitFor(async () => {
      await tablet.refreshHoldings();
      expect(tablet.holdings.value!.notebooks[0]!.why).toBe('not-the-office');
    });
    server.network = 'up';
    tablet.exchangeNow();
    await vi.waitFor(() => expect(tablet.connection.value.unsent).toBe(0), 5_000);
    await tablet.refreshHoldings();
    expect(tablet.holdings.value!.notebooks).toMatchObject([{ unsent: 0, why: null }]);
  });
});
