// Tests that there is no dead tablet: with every PIN gone a dose is recorded, shows nobody's data, and reaches the server.

import { afterEach, describe, expect, it, vi } from 'vitest';
import { openJournalDatabase } from '../journal/database.ts';
import type { RecordOnlyDose } from '../tablet.ts';
import { createServerDouble } from '../testing/server-double.ts';
import { createTestPack, testNow } from '../testing/test-pack.ts';
import { createTestTablet } from '../testing/test-tablet.ts';
import type { StartedTablet } from './create-tablet.ts';

const started: StartedTablet[] = [];
let count = 0;

afterEach(async () => {
  for (const tablet of started.splice(0)) await tablet.stop();
});

const dose: RecordOnlyDose = {
  staffId: 'st-1',
  name: 'सुनीता क्षीरसागर',
  birthYear: 1960,
  gender: 'Female',
  mobileNumber: '9876543210',
  statedReferenceId: '86018038912693',
  doseNumber: 1,
  product: 'COVISHIELD',
  vial: 'A1',
  vaccineBatch: '4121Z025',
};

async function start(
  name: string,
  server: Awaited<ReturnType<typeof createServerDouble>>,
  wall?: () => number,
) {
  const tablet = createTestTablet(name, server.transport, wall);
  started.push(tablet);
  await vi.waitFor(() => expect(tablet.stage.value.stage).not.toBe('starting'));
  return tablet;
}

/** Two people with PINs; the clock can be moved, so that waiting after wrong tries costs nothing. */
async function working() {
  const server = await createServerDouble(createTestPack(3));
  const name = `record-only-${testNow}-${performance.now()}-${++count}`;
  const time = { now: testNow };
  const tablet = await start(name, server, () => time.now);
  await tablet.enrol('ABC-DEFGH');
  expect(await tablet.setPin('st-1', '482917')).toBe('unlocked');
  expect(await tablet.setPin('st-2', '593028')).toBe('unlocked');
  await vi.waitFor(() => expect(tablet.people.value.length).toBe(3), 5_000);
  return { server, tablet, name, time };
}

async function destroyPin(tablet: StartedTablet, time: { now: number }, staffId: string) {
  for (let tries = 0; tries < 10; tries++) {
    time.now += 3_600;
    await tablet.unlock(staffId, '000111');
  }
}

const kindsAt = (server: Awaited<ReturnType<typeof createServerDouble>>) =>
  [...server.logs.values()].flat().map((row) => row.event.kind);

describe('with nobody able to unlock', () => {
  it('ten wrong PINs destroy that person’s wrap only, and no dose is stranded', async () => {
    const { tablet, server, time } = await working();
    server.network = 'down';
    const vial = { name: 'A1', vaccinationSession: 'vs-1', product: 'COVISHIELD' };
    await tablet.openVial({ ...vial, vaccineBatch: 'B1', expiry: null, dosesNominal: 10 });
    await vi.waitFor(() => expect(tablet.vials.value).toHaveLength(1));
    const person = tablet.people.value[0]!;
    const given = { person, vial: tablet.vials.value[0]!, doseNumber: 1, code: null } as const;
    expect(await tablet.recordDose({ ...given, withoutCode: 'lost-sms' })).toMatchObject({
      outcome: 'saved',
    });
    await tablet.lock();
    await destroyPin(tablet, time, 'st-1');
    const stage = tablet.stage.value;
    if (stage.stage !== 'locked') throw new Error(stage.stage);
    expect(stage.staff.filter((staff) => staff.hasPin).map((staff) => staff.staffId)).toEqual([
      'st-2',
    ]);
    await destroyPin(tablet, time, 'st-2');
    server.network = 'up';
    tablet.exchangeNow();
    await vi.waitFor(() => expect(kindsAt(server)).toContain('dose-administered'), 8_000);
    await vi.waitFor(() => expect(tablet.connection.value.unsent).toBe(0), 8_000);
  });

  it('a dose goes into sealed rows: a registration with the stated reference id, and the dose of that person', async () => {
    const { tablet, server, name, time } = await working();
    await tablet.lock();
    await destroyPin(tablet, time, 'st-1');
    await destroyPin(tablet, time, 'st-2');
    server.network = 'down';
    expect(await tablet.recordOnly(dose)).toMatchObject({ outcome: 'saved' });
    expect(tablet.people.value).toEqual([]);
    const database = openJournalDatabase(name);
    const atRest = JSON.stringify([
      ...(await database.rows.toArray()).map((row) => new TextDecoder('latin1').decode(row.sealed)),
      await database.spans.toArray(),
      await database.drafts.toArray(),
    ]);
    database.close();
    expect(atRest).not.toMatch(/सुनीता|9876543210|86018038912693/);
    server.network = 'up';
    tablet.exchangeNow();
    await vi.waitFor(() => expect(kindsAt(server)).toContain('dose-administered'), 8_000);
    const events = [...server.logs.values()].flat().map((row) => row.event);
    const registration = events.find((event) => event.kind === 'walk-in-registered')!;
    expect(registration.body).toMatchObject({
      name: dose.name,
      statedReferenceId: dose.statedReferenceId,
    });
    const given = events.find((event) => event.kind === 'dose-administered')!;
    expect(given).toMatchObject({ mayDose: true, body: { vial: 'A1', withoutCode: 'walk-in' } });
    expect(events.filter((event) => event.kind === 'signed-in').at(-1)!.body).toEqual({
      staffId: 'st-1',
      signature: null,
    });
  });

  it('a dose that cannot be written registers nobody, and the mended one registers once', async () => {
    const { tablet, server } = await working();
    await tablet.lock();
    const first = await tablet.recordOnly({ ...dose, vial: 'not a vial' });
    expect(first).toEqual({ outcome: 'not-saved', why: 'too-long' });
    expect(await tablet.recordOnly(dose)).toMatchObject({ outcome: 'saved' });
    tablet.exchangeNow();
    await vi.waitFor(() => expect(kindsAt(server)).toContain('dose-administered'), 8_000);
    expect(kindsAt(server).filter((kind) => kind === 'walk-in-registered')).toHaveLength(1);
  });

  it('is counted among what is still on this tablet, sent or not, for whoever unlocks', async () => {
    const { tablet, server } = await working();
    await tablet.lock();
    server.network = 'down';
    const counted = async () => {
      await tablet.refreshHoldings();
      return tablet.holdings.value!.notebooks.map((notebook) => notebook.recordedOnly);
    };
    expect(await counted()).toEqual([0]);
    await tablet.recordOnly(dose);
    await tablet.recordOnly({ ...dose, name: 'Kamal Pawar' });
    expect(await counted()).toEqual([2]);
    expect(await tablet.unlock('st-1', '482917')).toBe('unlocked');
    server.network = 'up';
    tablet.exchangeNow();
    await vi.waitFor(() => expect(tablet.connection.value.unsent).toBe(0), 8_000);
    expect(await counted()).toEqual([2]);
  });

  it('whoever is signed in records as everybody does: the sealed way is closed', async () => {
    const { tablet } = await working();
    expect(await tablet.recordOnly(dose)).toEqual({ outcome: 'not-saved', why: 'locked' });
  });

  it('the next sign-in with a PIN still announces its key, and records go on', async () => {
    const { tablet, server } = await working();
    await tablet.lock();
    expect(await tablet.recordOnly(dose)).toMatchObject({ outcome: 'saved' });
    expect(await tablet.unlock('st-1', '482917')).toBe('unlocked');
    expect(tablet.people.value).toHaveLength(3);
    const saved = await tablet.recordNotToday(tablet.people.value[0]!, {
      outcome: 'absent',
      reason: 'did-not-come',
      nextDate: null,
    });
    expect(saved.outcome).toBe('saved');
    tablet.exchangeNow();
    await vi.waitFor(() => expect(kindsAt(server)).toContain('not-today'), 8_000);
    await vi.waitFor(() => expect(tablet.connection.value.unsent).toBe(0), 8_000);
  });
});
