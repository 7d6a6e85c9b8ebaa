// Tests background delivery on the journal of a real tablet: locked or gone, beside it at one moment, and against every way in which it fails.

import { afterEach, describe, expect, it, vi } from 'vitest';
import { digest } from '../device/digest.ts';
import { createBrowserRandomness } from '../device/random.ts';
import { openJournalDatabase } from '../journal/database.ts';
import { readSetting, writeSetting } from '../journal/settings.ts';
import { createDeviceKeys } from '../vault/device-keys.ts';
import { createServerDouble } from '../testing/server-double.ts';
import { createTestPack, testNow } from '../testing/test-pack.ts';
import { createTestTablet } from '../testing/test-tablet.ts';
import type { StartedTablet } from '../tablet-core/create-tablet.ts';
import { deliverInBackground } from './deliver.ts';

const started: StartedTablet[] = [];
const closing: (() => void)[] = [];
let count = 0;

afterEach(async () => {
  for (const close of closing.splice(0)) close();
  for (const tablet of started.splice(0)) await tablet.stop();
});

/** A tablet with a sign-in and `vials` vials recorded without a network, and a worker of its own on the same journal. */
async function createScene(vials = 2) {
  const server = await createServerDouble(createTestPack(2));
  const name = `background-${testNow}-${performance.now()}-${++count}`;
  const tablet = createTestTablet(name, server.transport);
  started.push(tablet);
  await vi.waitFor(() => expect(tablet.stage.value.stage).not.toBe('starting'));
  await tablet.enrol('ABC-DEFGH');
  await tablet.setPin('st-1', '482917');
  await vi.waitFor(() => expect(tablet.people.value.length).toBe(2), 5_000);
  await vi.waitFor(() => expect(tablet.connection.value.unsent).toBe(0), 5_000);
  server.network = 'down';
  for (let i = 0; i < vials; i++) await openVial(tablet);
  const database = openJournalDatabase(name);
  closing.push(() => database.close());
  const deliver = () =>
    deliverInBackground({
      database,
      digest,
      random: createBrowserRandomness(),
      transport: server.transport,
      storage: { facts: async () => ({ isPersisted: false, freeBytes: 77 }) },
      appVersion: '0.0.1',
    });
  return { server, tablet, database, deliver, name };
}

async function openVial(tablet: StartedTablet) {
  expect(
    await tablet.openVial({
      vaccinationSession: 'vs-1',
      name: tablet.suggestVialName(),
      product: 'COVISHIELD',
      vaccineBatch: 'B1',
      expiry: null,
      dosesNominal: 10,
    }),
  ).toMatchObject({ outcome: 'saved' });
}

const vialsOf = (server: Awaited<ReturnType<typeof createServerDouble>>) =>
  [...server.logs.values()].flat().filter((row) => row.event.kind === 'vial-opened');

describe('background delivery', () => {
  it('sends what a closed tablet had left, pulls nothing, and says honestly how the tablet is (rule 10)', async () => {
    const { server, tablet, database, deliver, name } = await createScene();
    await writeSetting(database, 'kept-faults', [
      { log: 'x', fault: 'rows-missing', from: 1, to: 1, isWithDistrict: false },
    ]);
    await tablet.stop();
    started.splice(0);
    const before = await database.settings.toArray();
    const feeds = await database.feeds.toArray();
    server.network = 'up';
    const asked = server.requests.length;
    expect(await deliver()).toBe('all-sent');
    expect(vialsOf(server)).toHaveLength(2);
    const [request, ...others] = server.requests.slice(asked);
    expect(others).toEqual([]);
    expect(request!.pull).toBeNull();
    expect(request!.heartbeat).toEqual({
      unsent: 2,
      needsHelp: 1,
      driftSeconds: (await readSetting(database, 'time'))!.driftSeconds,
      isPersisted: false,
      freeBytes: 77,
      appVersion: '0.0.1',
      waitingSince: null,
    });
    // Nothing but the acknowledgement was written.
    expect(await database.settings.toArray()).toEqual(before);
    expect(await database.feeds.toArray()).toEqual(feeds);
    expect(await deliver()).toBe('all-sent');
    expect(server.requests.slice(asked)).toHaveLength(1);
    // The page that opens later finds its records sent, without an exchange of its own.
    server.network = 'down';
    const again = createTestTablet(name, server.transport);
    started.push(again);
    await vi.waitFor(() => expect(again.stage.value.stage).toBe('locked'));
    expect(again.connection.value.unsent).toBe(0);
  });

  it('and a locked page at one moment bring every record once', async () => {
    const { server, tablet, database, deliver } = await createScene(25);
    await tablet.lock();
    server.network = 'up';
    tablet.exchangeNow();
    const outcomes = await Promise.all([deliver(), deliver()]);
    expect(outcomes).toEqual(['all-sent', 'all-sent']);
    await vi.waitFor(() => expect(tablet.connection.value.unsent).toBe(0), 5_000);
    const hashes = vialsOf(server).map((row) => row.hash);
    expect(hashes).toHaveLength(25);
    expect(new Set(hashes).size).toBe(25);
    expect(await database.logs.count()).toBe(1);
  });

  it('beside an unlocked page that records all the time loses and doubles nothing', async () => {
    const { server, tablet, deliver } = await createScene(1);
    server.network = 'up';
    const deliveries: Promise<unknown>[] = [];
    for (let i = 0; i < 12; i++) {
      deliveries.push(deliver());
      await openVial(tablet);
    }
    await Promise.all(deliveries);
    await vi.waitFor(() => expect(tablet.connection.value.unsent).toBe(0), 5_000);
    const hashes = vialsOf(server).map((row) => row.hash);
    expect(new Set(hashes).size).toBe(13);
    expect(hashes).toHaveLength(13);
  });

  it('fails by name and marks nothing when there is no network, no answer, or a stranger answers', async () => {
    const { server, tablet, database, deliver } = await createScene();
    await tablet.stop();
    started.splice(0);
    const acks = await database.acks.toArray();
    server.network = 'down';
    expect(await deliver()).toBe('unreachable');
    server.network = 'captive-portal';
    expect(await deliver()).toBe('refused');
    server.network = 'answers-lost';
    expect(await deliver()).toBe('unreachable');
    expect(await database.acks.toArray()).toEqual(acks);
    server.network = 'up';
    expect(await deliver()).toBe('all-sent');
    expect(vialsOf(server)).toHaveLength(2);
  });

  it('has nothing to do without a key, and leaves a log of another key to a person', async () => {
    const { server, tablet, database, deliver } = await createScene();
    await tablet.stop();
    started.splice(0);
    server.network = 'up';
    const asked = server.requests.length;
    await database.settings.delete('device-keys');
    expect(await deliver()).toBe('all-sent');
    await writeSetting(database, 'device-keys', await createDeviceKeys(digest));
    expect(await deliver()).toBe('all-sent');
    expect(server.requests).toHaveLength(asked);
  });
});
