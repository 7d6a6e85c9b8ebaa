// Owns the story of a whole session: sixty people, three tablets in Marathi, the network gone for four hours in the middle;
// told by the people who live it: in-charge, verifier, vaccinator, observer, supervisor.

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
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
  wake,
  type RoomTablet,
} from './parts/session-steps.ts';
import { openDesk, type DeskScreen } from './parts/desk-steps.ts';
import { waitUntil } from './parts/server-process.ts';
import { createWorldTime, type WorldTime } from './parts/world-time.ts';

const peopleInAll = 60;
const beforeTheLoss = 12;
const beginsAtHour = 10;
const vialDoses = 10;
const walkIn = { name: 'सुनीता क्षीरसागर', birthYear: '1962', mobile: '9812345670' };

describe('a session of sixty people on three tablets, the network lost for four hours in the middle', () => {
  let register: Register;
  let folder: string;
  let time: WorldTime;
  let desk: DeskScreen;
  let door: RoomTablet;
  let needle: RoomTablet;
  let room: RoomTablet;
  let people: Person[];
  const given = { door: 0, needle: 0 };
  const inVial = { door: 0, needle: 0 };

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'suchi-story-'));
    time = await createWorldTime(folder, beginsAtHour);
    register = await createRegister(time.variables);
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
      enrolInMarathi(register, 'verifier', time.follow),
      enrolInMarathi(register, 'vaccinator', time.follow),
      enrolInMarathi(register, 'in-charge', time.follow),
    ]);
  });
  afterAll(async () => {
    for (const screen of [door, needle, room, desk]) await screen?.browser.destroy();
    await register?.destroy();
    await rm(folder, { recursive: true, force: true });
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
      await ensureVial(tablet, inVial[at]);
      await giveDose(tablet, person);
      given[at] += 1;
      inVial[at] = (inVial[at] + 1) % vialDoses;
    }
  };
  const bothTables = async (group: readonly Person[]): Promise<void> => {
    const half = Math.ceil(group.length / 2);
    await Promise.all([
      vaccinate(needle, 'needle', group.slice(0, half)),
      vaccinate(door, 'door', group.slice(half)),
    ]);
  };
  /** Hours in which nobody touched a tablet: both tables have locked themselves; the board stands locked as it was. */
  const passHours = async (hours: number): Promise<void> => {
    await time.pass(hours);
    await Promise.all([wake(door), wake(needle)]);
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

  it('vaccinators: the network goes, two dozen more, and somebody without a booking; every one is saved', async () => {
    await setOffline(true);
    await bothTables(people.slice(beforeTheLoss, beforeTheLoss + 24));
    await needle.steps.see('connection.offline');
    const { page, steps } = door;
    await openPlace(door, 'nav.walkIn');
    await page.getByLabel(steps.say('walkIn.name')).fill(walkIn.name);
    await page.getByLabel(steps.say('walkIn.birthYear')).fill(walkIn.birthYear);
    await page.getByLabel(steps.say('walkIn.mobile')).fill(walkIn.mobile);
    for (const choice of ['gender.Female', 'category.citizen'])
      await page
        .getByRole('radio', { name: steps.say(choice), exact: true })
        .check({ force: true });
    await steps.button('walkIn.register').click();
    await page.getByRole('heading', { name: walkIn.name }).first().waitFor();
    await steps.button('check.allNormal').or(steps.button('check.facilitated')).first().click();
    await steps.button('dose.save').click();
    await page.getByText(steps.say('place.saved-here'), { exact: true }).first().waitFor();
    inVial.door += 1;
  });

  it('supervisor: after two hours sees on the desk which tablets are late, and what each held', async () => {
    await passHours(2);
    desk = await openDesk(register, 'mr', time.follow);
    await desk.go('tablets');
    await desk.page
      .getByText(desk.say('desk.tablets.lateness.late-30-minutes'), { exact: true })
      .nth(2)
      .waitFor();
  });

  it('vaccinators: the rest; after four hours no vial of the morning is drawn from', async () => {
    await bothTables(people.slice(beforeTheLoss + 24, beforeTheLoss + 36));
    await passHours(2.1);
    const { steps } = needle;
    await openPlace(needle, 'nav.vials');
    await steps.see('vial.pastTimeLong');
    await openPlace(needle, 'nav.list');
    for (const at of ['door', 'needle'] as const) inVial[at] = 0;
    await bothTables(people.slice(beforeTheLoss + 36));
    expect(given.door + given.needle).toBe(peopleInAll);
    await steps.see('connection.offline');
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
    expect(await page.locator('.tally dd').first().textContent()).toBe(String(peopleInAll + 1));
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
    expect(await doses()).toBe(peopleInAll + 1);
    expect(await register.readEvents('aefi-reported')).toHaveLength(1);
    const [closing] = await register.readEvents('vaccination-session-closed');
    const counted = (closing!.body as { doses: readonly { doses: number }[] }).doses;
    expect(counted.reduce((sum, count) => sum + count.doses, 0)).toBe(peopleInAll + 1);
    for (const person of people) expect(await register.dosesOf(person)).toHaveLength(1);
    await register.expectWhole();
    const openedAt = (await register.readEvents('vial-opened')).map(({ at }) => at);
    const given = (await register.readEvents('dose-administered')).map(({ at }) => at);
    expect(Math.max(...given) - Math.min(...given)).toBeGreaterThan(4 * 3600);
    expect(Math.max(...openedAt)).toBeGreaterThan(Math.min(...openedAt) + 4 * 3600);
  });

  it('supervisor: sees sixty-one on the desk, and accepts the one without a booking, of whom the tablet hears', async () => {
    await desk.go('day');
    const { page } = desk;
    await page
      .getByRole('row')
      .filter({ hasText: register.server.demo().centreName })
      .filter({ hasText: String(peopleInAll + 1) })
      .first()
      .waitFor({ timeout: 60_000 });
    await desk.go('review');
    await page.getByRole('button', { name: new RegExp(walkIn.name) }).click();
    await desk.button('desk.review.accept').click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('radio').first().check({ force: true });
    await dialog.getByRole('textbox').last().fill('फोन केला; त्यांना डोस आठवतो.');
    await dialog
      .getByRole('button', { name: desk.say('desk.decision.acceptNow'), exact: true })
      .click();
    await dialog.waitFor({ state: 'hidden' });
    await door.steps.openList();
    await door.steps.find(walkIn.name);
    await door.steps.see('place.confirmed', 120);
    await expectNoFaults(
      [door, needle, room, desk].flatMap((screen) => screen.browser.faults),
      [door, needle, room, desk].flatMap((screen) => screen.browser.strangers),
    );
  });
});
