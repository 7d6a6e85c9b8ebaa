// Tests what must hold when tabs, locks and restores meet at one moment, on real tablets in a real browser.

import { afterEach, describe, expect, it, vi } from 'vitest';
import { bytesToUtf8 } from '../../schemas/bytes.ts';
import { createServerDouble } from '../testing/server-double.ts';
import { createTestPack, testNow } from '../testing/test-pack.ts';
import { createTestDeps } from '../testing/test-tablet.ts';
import { createTablet, type StartedTablet } from './create-tablet.ts';
import type { TabletDeps } from './deps.ts';
import { restSecondsMax } from './link.ts';

const started: StartedTablet[] = [];
const newName = (): string => `tabs-test-${testNow}-${performance.now()}`;

afterEach(async () => {
  vi.restoreAllMocks();
  for (const tablet of started.splice(0)) await tablet.stop();
});

async function startedTablet(deps: TabletDeps): Promise<StartedTablet> {
  const tablet = createTablet(deps);
  started.push(tablet);
  await vi.waitFor(() => expect(tablet.stage.value.stage).not.toBe('starting'));
  return tablet;
}

async function workingTablet(people = 2, change: Partial<TabletDeps> = {}) {
  const server = await createServerDouble(createTestPack(people));
  const name = newName();
  const deps = { ...createTestDeps(name, server.transport), ...change };
  const tablet = await startedTablet(deps);
  await tablet.enrol('ABC-DEFGH');
  await tablet.setPin('st-1', '482917');
  await vi.waitFor(() => expect(tablet.people.value.length).toBe(people), 5_000);
  return { server, tablet, name, deps };
}

async function openTestVial(tablet: StartedTablet) {
  const name = tablet.suggestVialName();
  await tablet.openVial({
    vaccinationSession: 'vs-1',
    name,
    product: 'COVISHIELD',
    vaccineBatch: 'B1',
    expiry: null,
    dosesNominal: 10,
  });
  await vi.waitFor(() => expect(tablet.vials.value.length).toBe(1));
  return tablet.vials.value[0]!;
}

describe('two tabs of one tablet', () => {
  it('make one dose of one person: the second tab looks into the journal before it records', async () => {
    const { tablet, server, name } = await workingTablet();
    const second = await startedTablet(createTestDeps(name, server.transport));
    await second.unlock('st-1', '482917');
    const vial = await openTestVial(tablet);
    await vi.waitFor(() => expect(second.vials.value.length).toBe(1), 5_000);
    const person = second.people.value[0]!;
    const dose = { person, vial, doseNumber: 1, code: null, withoutCode: 'lost-sms' } as const;
    expect(await tablet.recordDose(dose)).toMatchObject({ outcome: 'saved' });
    // At once: nobody has told this tab yet.
    expect(await second.recordDose(dose)).toEqual({ outcome: 'ask-first', why: 'already-dosed' });
  });
});

describe('whoever unlocks', () => {
  it('sees the list while the sign-in waits for the disk, and the names go at once when it is locked then', async () => {
    let free: Promise<void> = Promise.resolve();
    const { tablet, deps } = await workingTablet(2, {
      tabLock: { politely: async (work) => free.then(work) },
    });
    await tablet.lock();
    const rowsBefore = await deps.database.rows.count();
    let release = (): void => undefined;
    free = new Promise((resolve) => (release = resolve));
    let answer: unknown = null;
    const unlocking = tablet.unlock('st-1', '482917').then((outcome) => (answer = outcome));
    await vi.waitFor(() => expect(tablet.people.value.length).toBe(2), 5_000);
    expect(tablet.stage.value.stage).toBe('unlocked');
    expect(await deps.database.rows.count()).toBe(rowsBefore);
    const locking = tablet.lock();
    await vi.waitFor(() => expect(tablet.stage.value.stage).toBe('locked'), 5_000);
    expect(tablet.people.value).toEqual([]);
    expect(answer).toBeNull();
    release();
    await Promise.all([unlocking, locking]);
    expect(answer).toBe('unlocked');
    // The sign-in was written all the same, and nobody is let in by it again.
    expect(await deps.database.rows.count()).toBe(rowsBefore + 1);
    expect(tablet.stage.value.stage).toBe('locked');
  });

  it('stays outside when the disk cannot take that the tries are forgiven', async () => {
    const { tablet, deps } = await workingTablet();
    await tablet.lock();
    vi.spyOn(deps.database.staff, 'update').mockImplementationOnce(() => {
      throw new DOMException('full', 'QuotaExceededError');
    });
    expect(await tablet.unlock('st-1', '482917')).toBe('storage-full');
    expect(tablet.stage.value.stage).toBe('locked');
    expect(tablet.people.value).toEqual([]);
    expect(await tablet.unlock('st-1', '482917')).toBe('unlocked');
  });
});

describe('a locked tablet', () => {
  it('shows nobody, also when a new list was being read at that moment', async () => {
    const { tablet, server } = await workingTablet(300);
    const decrypt = crypto.subtle.decrypt.bind(crypto.subtle);
    const locked = new Promise<void>((resolve) => {
      vi.spyOn(crypto.subtle, 'decrypt').mockImplementation(async (algorithm, key, data) => {
        const { additionalData } = algorithm as AesGcmParams;
        const context = bytesToUtf8(new Uint8Array(additionalData as ArrayBuffer));
        if (context.startsWith('suchi/pack/')) void tablet.lock().then(resolve);
        return decrypt(algorithm, key, data);
      });
    });
    server.pack = createTestPack(301);
    tablet.exchangeNow();
    await locked;
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(tablet.stage.value.stage).toBe('locked');
    expect(tablet.people.value).toEqual([]);
    expect(tablet.day.value).toBeNull();
  });

  it('that has sent everything still asks now and then, and sends all of it again to a restored server', async () => {
    let passed = 0;
    const running = () => performance.now() / 1000 + passed;
    const { tablet, server } = await workingTablet(2, { clock: { wall: () => testNow, running } });
    await openTestVial(tablet);
    await vi.waitFor(() => expect(tablet.connection.value.unsent).toBe(0), 5_000);
    await tablet.lock();
    await new Promise((resolve) => setTimeout(resolve, 700));
    const before = server.requests.length;
    await new Promise((resolve) => setTimeout(resolve, 700));
    expect(server.requests.length).toBe(before);
    server.logs.clear();
    server.feed.length = 0;
    passed = restSecondsMax;
    await vi.waitFor(() => expect([...server.logs.values()].flat().length).toBe(2), 5_000);
  });
});
