// Tests a day on real tablets in a real browser against a small server.

import { afterEach, describe, expect, it, vi } from 'vitest';
import { createServerDouble } from '../testing/server-double.ts';
import { createTestPack, testNow } from '../testing/test-pack.ts';
import { createTestTablet } from '../testing/test-tablet.ts';
import type { StartedTablet } from './create-tablet.ts';

const started: StartedTablet[] = [];
let count = 0;
const newName = (): string => `tablet-test-${testNow}-${performance.now()}-${++count}`;

afterEach(async () => {
  for (const tablet of started.splice(0)) await tablet.stop();
});

async function startedTablet(
  ...parts: Parameters<typeof createTestTablet>
): Promise<StartedTablet> {
  const tablet = createTestTablet(...parts);
  started.push(tablet);
  await vi.waitFor(() => expect(tablet.stage.value.stage).not.toBe('starting'));
  return tablet;
}

async function workingTablet(people = 3) {
  const server = await createServerDouble(createTestPack(people));
  const name = newName();
  const tablet = await startedTablet(name, server.transport);
  expect(await tablet.enrol('ABC-DEFGH')).toBe('enrolled');
  expect(tablet.stage.value.stage).toBe('needs-first-pin');
  expect(await tablet.setPin('st-1', '482917')).toBe('unlocked');
  await vi.waitFor(() => expect(tablet.people.value.length).toBe(people), 5_000);
  return { server, tablet, name };
}

async function openTestVial(tablet: StartedTablet) {
  const name = tablet.suggestVialName();
  const vial = {
    vaccinationSession: 'vs-1',
    name,
    product: 'COVISHIELD',
    vaccineBatch: 'B1',
    expiry: null,
    dosesNominal: 10,
  };
  expect(await tablet.openVial(vial)).toMatchObject({ outcome: 'saved' });
  await vi.waitFor(() => expect(tablet.vials.value.some((row) => row.name === name)).toBe(true));
  return tablet.vials.value.find((row) => row.name === name)!;
}

const allRows = (server: Awaited<ReturnType<typeof createServerDouble>>) =>
  [...server.logs.values()].flat();

describe('a vaccination day', () => {
  it('takes the list, checks in, tries the code, doses, and the dose becomes sent', async () => {
    const { tablet, server } = await workingTablet();
    expect(tablet.centreName.value).toBe('PHC Test');
    const person = tablet.people.value[0]!;
    const vial = await openTestVial(tablet);
    const checkedIn = {
      idType: 'aadhaar',
      idSeen: 'matches',
      screening: 'clear',
      noticeLanguage: 'mr',
    } as const;
    expect(await tablet.checkIn(person, checkedIn)).toMatchObject({ outcome: 'saved' });
    const judged = tablet.judgeCode(person, '1031');
    expect(judged).toMatchObject({ outcome: 'matches', code: 1031 });
    const tried = await tablet.recordCodeTry(person, 1031, true);
    if (tried.outcome !== 'saved') throw new Error(tried.outcome);
    const dose = { person, vial, doseNumber: 1, code: tried.ref };
    expect(await tablet.recordDose(dose)).toMatchObject({ outcome: 'saved' });
    await vi.waitFor(
      () => expect(tablet.people.value[0]!.dosePlaces[0]?.place).toBe('sent'),
      5_000,
    );
    expect(tablet.people.value[0]!.folded.progress).toBe('dosed');
    expect(tablet.vials.value[0]!.dosesLeft).toBe(9);
    const kinds = allRows(server).map((row) => row.event.kind);
    expect(kinds).toEqual([
      'signed-in',
      'vial-opened',
      'checked-in',
      'code-tried',
      'dose-administered',
    ]);
    expect(tablet.connection.value).toMatchObject({ state: 'online', unsent: 0 });
  });

  it('writes into every event which version of the app recorded it', async () => {
    const { tablet, server } = await workingTablet();
    await openTestVial(tablet);
    await vi.waitFor(() => expect(allRows(server)).toHaveLength(2), 5_000);
    expect(allRows(server).map((row) => row.event.app)).toEqual(['s0.0.0', 's0.0.0']);
  });

  it('makes one dose of a double tap, and asks first before another one', async () => {
    const { tablet, server } = await workingTablet();
    const person = tablet.people.value[0]!;
    const vial = await openTestVial(tablet);
    const dose = { person, vial, doseNumber: 1, code: null, withoutCode: 'lost-sms' } as const;
    const taps = await Promise.all([
      tablet.recordDose(dose),
      tablet.recordDose(dose),
      tablet.recordDose(dose),
    ]);
    expect(taps[1]).toEqual(taps[0]);
    expect(await tablet.recordDose(dose)).toEqual({ outcome: 'ask-first', why: 'already-dosed' });
    expect(await tablet.recordDose({ ...dose, evenIf: 'already-dosed' })).toMatchObject({
      outcome: 'saved',
    });
    const dosesSent = () =>
      allRows(server).filter((row) => row.event.kind === 'dose-administered').length;
    await vi.waitFor(() => expect(dosesSent()).toBeGreaterThanOrEqual(2), 5_000);
    await vi.waitFor(() => expect(tablet.connection.value.unsent).toBe(0), 5_000);
    expect(dosesSent()).toBe(2);
  });

  it('counts a record as unsent in the moment it is saved, and reads and opens no row of its own once more for it', async () => {
    const { tablet, server } = await workingTablet(3);
    await vi.waitFor(() => expect(tablet.connection.value.unsent).toBe(0), 5_000);
    server.network = 'down';
    const vial = await openTestVial(tablet);
    expect(tablet.connection.value.unsent).toBe(1);
    const opened = vi.spyOn(crypto.subtle, 'decrypt');
    for (const person of tablet.people.value.slice(0, 2)) {
      const dose = { person, vial, doseNumber: 1, code: null, withoutCode: 'lost-sms' } as const;
      expect(await tablet.recordDose(dose)).toMatchObject({ outcome: 'saved' });
    }
    expect(tablet.connection.value.unsent).toBe(3);
    // Past the look at the disk that follows every save.
    await new Promise((resolve) => setTimeout(resolve, 400));
    expect(tablet.connection.value.unsent).toBe(3);
    expect(opened).not.toHaveBeenCalled();
    opened.mockRestore();
  });

  it('keeps working without a network, through lock and restart, and delivers all of it as bodies while locked', async () => {
    const { tablet, server, name } = await workingTablet(30);
    await vi.waitFor(() => expect(tablet.connection.value.unsent).toBe(0), 5_000);
    server.network = 'down';
    const vial = await openTestVial(tablet);
    for (const person of tablet.people.value)
      expect(
        await tablet.recordDose({
          person,
          vial,
          doseNumber: 1,
          code: null,
          withoutCode: 'lost-sms',
        }),
      ).toMatchObject({ outcome: 'saved' });
    expect(tablet.people.value[0]!.dosePlaces[0]!.place).toBe('saved-here');
    await tablet.lock();
    expect(tablet.people.value).toEqual([]);
    expect(tablet.connection.value.unsent).toBe(31);
    await tablet.stop();
    const again = await startedTablet(name, server.transport);
    expect(again.stage.value.stage).toBe('locked');
    await vi.waitFor(() => expect(again.connection.value.unsent).toBe(31));
    server.requests.length = 0;
    server.network = 'up';
    await vi.waitFor(() => expect(again.connection.value.unsent).toBe(0), 5_000);
    expect(allRows(server).length).toBe(32);
    expect(server.requests.at(-1)!.pull).toBeNull();
    expect(server.requests.reduce((n, request) => n + request.rows.length, 0)).toBe(0);
    expect(await again.unlock('st-1', '482917')).toBe('unlocked');
    await vi.waitFor(() => expect(again.people.value.length).toBe(30));
    expect(again.people.value.every((row) => row.dosePlaces[0]?.place === 'sent')).toBe(true);
  });

  it('believes nothing but its own hash: lost answers and a captive portal mark nothing (rule 1)', async () => {
    const { tablet, server } = await workingTablet();
    await vi.waitFor(() => expect(tablet.connection.value.unsent).toBe(0), 5_000);
    for (const network of ['captive-portal', 'answers-lost'] as const) {
      server.network = network;
      await openTestVial(tablet);
      const before = server.network === 'captive-portal' ? 1 : 2;
      await vi.waitFor(() => expect(tablet.connection.value.unsent).toBe(before));
      await new Promise((resolve) => setTimeout(resolve, 700));
      expect(tablet.connection.value.unsent).toBe(before);
    }
    server.network = 'up';
    await vi.waitFor(() => expect(tablet.connection.value.unsent).toBe(0), 5_000);
    expect(allRows(server).length).toBe(3);
  });

  it('shows a dose of the first tablet on the second', async () => {
    const { tablet, server } = await workingTablet();
    const second = await startedTablet(newName(), server.transport);
    await second.enrol('ABC-DEFGH');
    await second.setPin('st-2', '739518');
    const vial = await openTestVial(tablet);
    const person = tablet.people.value[1]!;
    await tablet.recordDose({ person, vial, doseNumber: 1, code: null, withoutCode: 'lost-sms' });
    const seen = () =>
      second.people.value.find((row) => row.key === person.key)?.dosePlaces[0]?.place;
    await vi.waitFor(() => expect(seen()).toBe('from-other-tablet'), 8_000);
    expect(second.vials.value.map((row) => row.name)).toEqual([vial.name]);
    expect(second.suggestVialName()).not.toBe(vial.name);
  });

  it('sends everything again to a server restored from nothing, and re-emits behind a fork (rules 2 and 3)', async () => {
    const { tablet, server } = await workingTablet();
    await openTestVial(tablet);
    await vi.waitFor(() => expect(tablet.connection.value.unsent).toBe(0), 5_000);
    server.logs.clear();
    server.feed.length = 0;
    await vi.waitFor(() => expect(allRows(server).length).toBe(2), 5_000);
    // A copy of this tablet wrote on in the same log.
    const [log, held] = [...server.logs][0]!;
    held.push({ ...held[1]!, seq: 3, chain: new Uint8Array(32).fill(9) });
    await openTestVial(tablet);
    await vi.waitFor(() => expect([...server.logs.keys()].length).toBe(2), 8_000);
    await vi.waitFor(() => expect(tablet.connection.value.unsent).toBe(0), 8_000);
    const other = [...server.logs].find(([name]) => name !== log)!;
    expect(other[1].map((row) => row.event.kind)).toContain('vial-opened');
    expect(
      await tablet.registerWalkIn({
        name: 'Walk In',
        birthYear: 1980,
        gender: 'Male',
        mobileNumber: null,
        idType: null,
        idLast4: null,
        vaccinationSession: 'vs-1',
        category: 'citizen',
      }),
    ).toMatchObject({ outcome: 'saved' });
    await vi.waitFor(() => expect(tablet.connection.value.unsent).toBe(0), 8_000);
  });

  it('asks which day it is when the clock went back, and erases nothing', async () => {
    const { tablet, server, name } = await workingTablet();
    await tablet.stop();
    server.network = 'down';
    const again = await startedTablet(name, server.transport, () => 0);
    await vi.waitFor(() =>
      expect(again.clockQuestion.value).toEqual({ listDay: '2021-05-21', clockDay: '1970-01-01' }),
    );
    await again.unlock('st-1', '482917');
    expect(again.people.value.length).toBe(3);
    again.answerClockQuestion('2021-05-21');
    expect(again.clockQuestion.value).toBeNull();
    expect(again.people.value.length).toBe(3);
  });
});

describe('PINs', () => {
  it('count wrong tries durably, and destroy one person’s keys after ten while rows still go out', async () => {
    let wall = testNow;
    const server = await createServerDouble(createTestPack(1));
    const name = newName();
    const tablet = await startedTablet(name, server.transport, () => wall);
    await tablet.enrol('ABC-DEFGH');
    await tablet.setPin('st-1', '482917');
    await tablet.setPin('st-2', '739518');
    expect(tablet.stage.value).toMatchObject({ stage: 'unlocked', staff: { staffId: 'st-2' } });
    server.network = 'down';
    await tablet.lock();
    for (let i = 1; i <= 10; i++) {
      const outcome = await tablet.unlock('st-1', '000001');
      if (i < 10) expect(outcome).toMatchObject({ outcome: 'wrong-pin', triesLeft: 10 - i });
      else expect(outcome).toBe('pin-destroyed');
      if (i === 5) expect(await tablet.unlock('st-1', '482917')).toMatchObject({ outcome: 'wait' });
      wall += 700;
    }
    expect(await tablet.unlock('st-1', '482917')).toBe('pin-destroyed');
    expect(await tablet.setPin('st-1', '112358')).not.toBe('unlocked');
    server.network = 'up';
    await vi.waitFor(() => expect(tablet.connection.value.unsent).toBe(0), 5_000);
    expect(await tablet.unlock('st-2', '739518')).toBe('unlocked');
  });

  it('are set anew behind a new enrolment code when all were destroyed, and the doses given before stay known', async () => {
    let wall = testNow;
    const server = await createServerDouble(createTestPack(2));
    const tablet = await startedTablet(newName(), server.transport, () => wall);
    await tablet.enrol('ABC-DEFGH');
    await tablet.setPin('st-1', '482917');
    await vi.waitFor(() => expect(tablet.people.value.length).toBe(2), 5_000);
    server.network = 'down';
    const vial = await openTestVial(tablet);
    const person = tablet.people.value[0]!;
    const dose = { person, vial, doseNumber: 1, code: null, withoutCode: 'lost-sms' } as const;
    expect(await tablet.recordDose(dose)).toMatchObject({ outcome: 'saved' });
    await tablet.lock();
    for (let i = 1; i <= 10; i++, wall += 700) await tablet.unlock('st-1', '000001');
    expect(await tablet.setPin('st-1', '739518')).not.toBe('unlocked');
    expect(await tablet.enrol('ABC-DEFGH')).toBe('server-unreachable');
    server.network = 'up';
    expect(await tablet.enrol('ABC-DEFGH')).toBe('enrolled');
    expect(tablet.stage.value.stage).toBe('needs-first-pin');
    expect(await tablet.setPin('st-1', '739518')).toBe('unlocked');
    await vi.waitFor(() => expect(tablet.connection.value.unsent).toBe(0), 5_000);
    expect(allRows(server).filter((row) => row.event.kind === 'dose-administered')).toHaveLength(1);
    await vi.waitFor(
      () =>
        expect(tablet.people.value.find((row) => row.key === person.key)?.folded.progress).toBe(
          'dosed',
        ),
      5_000,
    );
  });

  it('of somebody who left the centre do not keep a new enrolment code from opening the tablet', async () => {
    const server = await createServerDouble(createTestPack(1));
    const tablet = await startedTablet(newName(), server.transport);
    await tablet.enrol('ABC-DEFGH');
    await tablet.setPin('st-1', '482917');
    await tablet.lock();
    server.pack = {
      ...server.pack,
      staff: server.pack.staff.filter((each) => each.staffId !== 'st-1'),
    };
    expect(await tablet.enrol('ABC-DEFGH')).toBe('enrolled');
    expect(tablet.stage.value.stage).toBe('needs-first-pin');
    expect(await tablet.setPin('st-2', '739518')).toBe('unlocked');
  });

  it('cannot be tried on a full disk, where no try would be counted: the screen is told which', async () => {
    const { tablet, server } = await workingTablet(1);
    server.network = 'down';
    await tablet.lock();
    // oxlint-disable-next-line typescript/unbound-method -- called with its own `this` below
    const put = IDBObjectStore.prototype.put;
    vi.spyOn(IDBObjectStore.prototype, 'put').mockImplementation(function (
      this: IDBObjectStore,
      ...values
    ) {
      if (this.name === 'staff') throw new DOMException('full', 'QuotaExceededError');
      return put.apply(this, values);
    });
    expect(await tablet.unlock('st-1', '482917')).toBe('storage-full');
    vi.restoreAllMocks();
    expect(await tablet.unlock('st-1', '482917')).toBe('unlocked');
  });
});
