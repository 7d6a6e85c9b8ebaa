// Owns the story of a whole session: sixty people, three tablets in Marathi, the network gone in the middle; told by the
// people who live it: in-charge, verifier, vaccinator, observer, supervisor.

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createRegister, type Person, type Register } from './parts/register.ts';
import { expectNoFaults } from './parts/tablet-steps.ts';
import {
  enrolInMarathi,
  ensureVial,
  giveDose,
  openClosing,
  openPlace,
  readClosingCode,
  roomPin,
  takeClosingCode,
  type RoomTablet,
} from './parts/session-steps.ts';
import { waitUntil } from './parts/server-process.ts';

const peopleInAll = 60;
const beforeTheLoss = 12;

describe('a session of sixty people on three tablets, the network lost in the middle', () => {
  let register: Register;
  let door: RoomTablet;
  let needle: RoomTablet;
  let room: RoomTablet;
  let people: Person[];
  const given = { door: 0, needle: 0 };

  beforeAll(async () => {
    register = await createRegister();
    await register.bookMore(peopleInAll);
    people = [];
    for (;;) {
      try {
        people.push(register.nextPerson());
      } catch {
        break;
      }
    }
    people = people.slice(-peopleInAll);
    [door, needle, room] = await Promise.all([
      enrolInMarathi(register, 'verifier'),
      enrolInMarathi(register, 'vaccinator'),
      enrolInMarathi(register, 'in-charge'),
    ]);
  });
  afterAll(async () => {
    for (const tablet of [door, needle, room]) await tablet?.browser.destroy();
    await register?.destroy();
  });

  const setOffline = (isOffline: boolean): Promise<void[]> =>
    Promise.all(
      [door, needle, room].map((tablet) => tablet.browser.context().setOffline(isOffline)),
    );
  /** One after the other on one tablet; the two tables work side by side. */
  const vaccinate = async (
    tablet: RoomTablet,
    at: 'door' | 'needle',
    group: readonly Person[],
  ): Promise<void> => {
    for (const person of group) {
      await ensureVial(tablet, given[at]);
      await giveDose(tablet, person);
      given[at] += 1;
    }
  };
  const doses = (): Promise<number> =>
    register.withStore(async ({ database }) => {
      const rows = await database.selectFrom('dose').select('dose_key').execute();
      return rows.length;
    });

  it('in-charge: looks whether all is ready, counts the vials, and begins', async () => {
    const { page, steps } = room;
    await openPlace(room, 'nav.tablet');
    await page
      .getByRole('link', { name: steps.say('session.open') })
      .first()
      .click();
    await steps.see('ready.title');
    await steps.button('ready.count').click();
    const fields = page.locator('input[id^="count-"]');
    for (let i = 0; i < (await fields.count()); i++) await fields.nth(i).fill('9');
    await steps.button('count.save').click();
    await steps.see('count.saved');
    await page.getByRole('button', { name: /सत्र सुरू करा|तरीही सुरू करा/ }).click();
    await steps.see('session.phase.open');
  });

  it('verifier and vaccinator: the first dozen with a network; each sees what the other did', async () => {
    const [seen, ...others] = people.slice(0, beforeTheLoss);
    await door.steps.openPerson(seen!.referenceId, seen!.name);
    await door.steps
      .button('check.allNormal')
      .or(door.steps.button('check.facilitated'))
      .first()
      .click();
    await needle.steps.openList();
    await needle.steps.find(seen!.referenceId);
    await needle.steps.see('progress.arrived', 60);
    await Promise.all([
      vaccinate(needle, 'needle', [seen!, ...others.slice(0, 5)]),
      vaccinate(door, 'door', others.slice(5)),
    ]);
    await waitUntil(async () => (await doses()) === beforeTheLoss, 'a dozen doses on the server');
  });

  it('observer: sees everybody of both tables on one board, also while the tablet is locked', async () => {
    const { page, steps } = room;
    await openPlace(room, 'nav.board');
    await page
      .locator('.board-card')
      .nth(beforeTheLoss - 1)
      .waitFor({ timeout: 60_000 });
    expect(await page.locator('.board-card').count()).toBe(beforeTheLoss);
    const tokens = await page.locator('.board-token').allTextContents();
    expect(new Set(tokens).size).toBe(beforeTheLoss);
    await page.reload();
    await steps.see('board.locked');
    expect((await page.locator('.board-token').allTextContents()).sort()).toEqual(tokens.sort());
    const body = (await page.locator('body').textContent()) ?? '';
    for (const person of people) expect(body).not.toContain(person.name);
  });

  it('vaccinators: forty-eight more without any network, and every one is saved', async () => {
    await setOffline(true);
    const rest = people.slice(beforeTheLoss);
    const half = rest.length / 2;
    await Promise.all([
      vaccinate(needle, 'needle', rest.slice(0, half)),
      vaccinate(door, 'door', rest.slice(half)),
    ]);
    expect(given.door + given.needle).toBe(peopleInAll);
    await needle.steps.see('connection.offline');
  });

  it('observer: a serious reaction is reported offline, with the words to read over the phone', async () => {
    const { page, steps } = needle;
    const unwell = people[beforeTheLoss]!;
    await openPlace(needle, 'nav.board');
    await page
      .getByRole('link', { name: steps.say('aefi.open') })
      .first()
      .click();
    await page.getByLabel(steps.say('aefi.search')).fill(unwell.name);
    await page.locator('.aefi-person').first().click();
    await page.getByRole('checkbox', { name: steps.say('aefi.symptom.breathless') }).check({
      force: true,
    });
    await page.getByRole('checkbox', { name: steps.say('aefi.action.adrenaline') }).check({
      force: true,
    });
    await page
      .getByRole('group', { name: steps.say('aefi.severity') })
      .getByRole('radio')
      .nth(2)
      .check({ force: true });
    await steps.button('aefi.save').click();
    await steps.see('aefi.savedUrgent');
    const phone = (await page.locator('.aefi-phone').textContent()) ?? '';
    expect(phone).toContain(unwell.name);
    expect(phone).toContain(String(steps.say('aefi.symptom.breathless')));
    await openPlace(needle, 'nav.board');
    const before = await page.locator('.board-card').count();
    await page.locator('.board-card .button').first().click();
    await steps.button('board.early.own-wish').click();
    await page.waitForFunction(
      (count) => document.querySelectorAll('.board-card').length === count - 1,
      before,
    );
  });

  it('in-charge: adds up three tablets that cannot see each other, each once, and signs with the PIN', async () => {
    const { page, steps } = room;
    const codes = [await readClosingCode(door), await readClosingCode(needle)];
    await page.goto(`${register.server.address}/`);
    await steps.unlock(room.staff, roomPin);
    await openClosing(room);
    for (const code of [...codes, codes[0]!]) await takeClosingCode(room, code);
    await steps.see('close.scan.known');
    expect(await page.locator('.tally dd').first().textContent()).toBe(String(peopleInAll));
    await page.getByRole('main').getByRole('button', { name: room.staff }).first().click();
    for (const digit of roomPin)
      await page.getByRole('button', { name: digit, exact: true }).click();
    await steps.button('close.sign').click();
    await steps.see('session.phase.closed');
    await steps.see('close.closed');
  });

  it('supervisor: when the network returns, sixty doses, one reaction and one closing are at the district', async () => {
    await setOffline(false);
    for (const tablet of [needle, door, room]) {
      await openPlace(tablet, 'nav.tablet');
      await tablet.steps.button('status.sendNow').click();
      await tablet.steps.see('status.nothingHere', 60);
    }
    expect(await doses()).toBe(peopleInAll);
    expect(await register.readEvents('aefi-reported')).toHaveLength(1);
    const [closing] = await register.readEvents('vaccination-session-closed');
    const counted = (closing!.body as { doses: readonly { doses: number }[] }).doses;
    expect(counted.reduce((sum, count) => sum + count.doses, 0)).toBe(peopleInAll);
    for (const person of people) expect(await register.dosesOf(person)).toHaveLength(1);
    await register.expectWhole();
    await expectNoFaults(
      [door, needle, room].flatMap((tablet) => tablet.browser.faults),
      [door, needle, room].flatMap((tablet) => tablet.browser.strangers),
    );
  });
});
