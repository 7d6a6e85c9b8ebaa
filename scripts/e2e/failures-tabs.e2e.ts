// Owns the failure cases of two tabs of one tablet, and of its clock (docs/failure-cases.md).

import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Page } from 'playwright-core';
import { istDayOf } from '../../schemas/rules/day.ts';
import { createChromiumProcess, type ChromiumProcess } from './parts/chromium-process.ts';
import { openCorePage, type InPage } from './parts/core.ts';
import {
  cutLink,
  enrolTablet,
  mendLink,
  openTabletPage,
  enterPin,
  pin,
  prepareDose,
  recordDose,
  sendNow,
  type EnrolledTablet,
} from './parts/failure-steps.ts';
import { createRegister, type Register } from './parts/register.ts';
import { createTabletSteps, type TabletSteps } from './parts/tablet-steps.ts';

let register: Register;
const browsers: ChromiumProcess[] = [];
beforeAll(async () => {
  register = await createRegister();
});
afterEach(async () => {
  for (const browser of browsers.splice(0)) await browser.destroy();
  await register.ensureRuns();
  await register.expectWhole();
});
afterAll(() => register?.destroy());

async function newTablet(): Promise<EnrolledTablet> {
  const tablet = await enrolTablet(register);
  browsers.push(tablet.browser);
  return tablet;
}

interface Tab {
  readonly page: Page;
  readonly steps: TabletSteps;
}

async function secondTab({ browser, staff }: EnrolledTablet, isUnlocked = true): Promise<Tab> {
  const page = await browser.context().newPage();
  await page.goto(register.server.address);
  await page.bringToFront();
  const steps = createTabletSteps(page);
  if (isUnlocked) await steps.unlock(staff, pin);
  else await steps.see('staff.whoAreYou');
  return { page, steps };
}

describe('two tabs of one tablet', () => {
  it('case 6: that record at one instant give every record its own place, and all arrive', async () => {
    const browser = await createChromiumProcess();
    browsers.push(browser);
    await browser.open(`${register.server.address}/healthz`);
    const one = await openCorePage(browser.context(), register.server.address, browser.page());
    const code = await register.makeEnrolmentCode();
    const said = await one.evaluate(
      async ([typed, digits]) => {
        const { tablet } = (globalThis as unknown as InPage).core;
        const enrolled = await tablet.enrol(typed);
        const stage = tablet.stage.value;
        const staffId = stage.stage === 'needs-first-pin' ? stage.staff[0]!.staffId : '';
        const unlocked = (await tablet.setPin(staffId, digits)) === 'unlocked';
        return { enrolled, unlocked, staffId };
      },
      [code, pin] as const,
    );
    expect(said).toMatchObject({ enrolled: 'enrolled', unlocked: true });
    const two = await openCorePage(browser.context(), register.server.address);
    const unlocked = await two.evaluate(
      ([staffId, digits]) => (globalThis as unknown as InPage).core.tablet.unlock(staffId, digits),
      [said.staffId, pin] as const,
    );
    expect(unlocked).toBe('unlocked');
    const peopleEach = 15;
    for (const page of [one, two])
      await page.waitForFunction(
        () => (globalThis as unknown as InPage).core.tablet.people.value.length > 0,
      );
    await one.evaluate(() => (globalThis as unknown as InPage).core.openVial());
    await two.waitForFunction(
      () => (globalThis as unknown as InPage).core.tablet.vials.value.length > 0,
    );
    const groups = [one, two].map((page) => ({
      page,
      people: Array.from({ length: peopleEach }, () => register.nextPerson()),
    }));
    // Both start when the clock they share says so, and neither waits for the other from then on.
    const startAt = Date.now() + 300;
    const outcomes = await Promise.all(
      groups.map(({ page, people }) =>
        page.evaluate(
          async ([at, list]) => {
            while (Date.now() < at);
            const { recordPerson } = (globalThis as unknown as InPage).core;
            const results: string[] = [];
            for (const person of list)
              results.push(...(await recordPerson(person.referenceId, Number(person.code))));
            return results;
          },
          [startAt, people] as const,
        ),
      ),
    );
    expect(new Set(outcomes.flat())).toEqual(new Set(['saved']));
    await one.waitForFunction(
      () => (globalThis as unknown as InPage).core.tablet.connection.value.unsent === 0,
    );
    for (const person of groups.flatMap((group) => group.people))
      await register.waitForDoses(person, 1);
  });

  it.each([
    { is: 'unlocked', isUnlocked: true },
    { is: 'locked', isUnlocked: false },
  ])(
    'case 7: a tab that dies between its commit and telling the other one costs nothing, the other being $is',
    async ({ isUnlocked }) => {
      const tablet = await newTablet();
      const { browser, staff, steps } = tablet;
      const dying = browser.page();
      const person = register.nextPerson();
      const other = await secondTab(tablet, isUnlocked);
      await dying.bringToFront();
      await prepareDose(steps, dying, person);
      await dying.evaluate(stopAtTheNextCommit);
      await steps.button('dose.save').click();
      await dying.waitForFunction(() => document.title === 'committed');
      await dying.close();
      await other.page.bringToFront();
      if (!isUnlocked) await other.steps.unlock(staff, pin);
      await openTabletPage(other.steps, other.page);
      await other.steps.button('status.sendNow').click();
      await register.waitForDoses(person, 1);
    },
  );

  it('case 20: a frozen hidden tab that holds the lock keeps the visible one from nothing', async () => {
    const tablet = await newTablet();
    const { browser, steps } = tablet;
    const frozen = browser.page();
    const person = register.nextPerson();
    await frozen.evaluate(
      () =>
        new Promise<void>((granted) => {
          void navigator.locks.request('suchi-append', () => {
            granted();
            return new Promise(() => undefined);
          });
        }),
    );
    const visible = await secondTab(tablet);
    const session = await browser.context().newCDPSession(frozen);
    await session.send('Page.setWebLifecycleState', { state: 'frozen' });
    await cutLink(visible.page);
    await recordDose(visible.steps, visible.page, person);
    await mendLink(visible.page);
    await sendNow(visible.steps, visible.page);
    await register.waitForDoses(person, 1);
    await session.send('Page.setWebLifecycleState', { state: 'active' });
    await frozen.bringToFront();
    await steps.openPerson(person.referenceId, person.name);
    await steps.see('place.confirmed');
  });
});

/** Runs in the page: the next row is committed, and its tab never gets to say so, to the screen or to another tab. */
function stopAtTheNextCommit(): void {
  // oxlint-disable-next-line typescript/unbound-method -- called with its own `this` below
  const add = IDBObjectStore.prototype.add;
  IDBObjectStore.prototype.add = function (this: IDBObjectStore, ...values: [unknown]) {
    const request = add.apply(this, values);
    if (this.name === 'rows')
      this.transaction.addEventListener(
        'complete',
        (event) => {
          event.stopImmediatePropagation();
          document.title = 'committed';
        },
        { capture: true },
      );
    return request;
  };
}

const daySeconds = 86_400;
/** Whole days: the time of day stays right, so that the vial that was opened before is still good. */
const daysNow = Math.floor(Date.now() / 1000 / daySeconds);

describe('a clock that is wrong', () => {
  it('case 4: a day ahead, exchanged, set back, recorded, restarted: every dose arrives with its true time', async () => {
    const { browser, staff } = await newTablet();
    const [first, second] = [register.nextPerson(), register.nextPerson()];
    await browser.close();
    const ahead = await openWithClock(browser, daySeconds);
    await ahead.unlock(staff, pin);
    await sendNow(ahead, browser.page());
    await browser.close();
    const back = await openWithClock(browser, 0);
    await enterPin(back, browser.page(), staff);
    await answerClock(back, browser.page());
    await cutLink(browser.page());
    await recordDose(back, browser.page(), first);
    await browser.kill();
    const again = await openWithClock(browser, 0);
    await again.unlock(staff, pin);
    await cutLink(browser.page());
    await recordDose(again, browser.page(), second);
    await mendLink(browser.page());
    await sendNow(again, browser.page());
    for (const person of [first, second]) await expectTrueTime(person);
  });

  it.each([
    { year: 1970, aheadDays: 1 - daysNow },
    { year: 2099, aheadDays: Date.UTC(2099, 5, 1) / 86_400_000 - daysNow },
  ])(
    'case 5: at $year the tablet asks which day it is, loses nothing, and the dose arrives with its true time',
    async ({ aheadDays }) => {
      const { browser, staff } = await newTablet();
      const person = register.nextPerson();
      await browser.close();
      await register.server.stop('SIGKILL');
      const steps = await openWithClock(browser, aheadDays * daySeconds);
      await enterPin(steps, browser.page(), staff);
      await steps.see('clock.title');
      await answerClock(steps, browser.page());
      await recordDose(steps, browser.page(), person);
      await register.server.start();
      await sendNow(steps, browser.page());
      await expectTrueTime(person);
    },
  );

  async function openWithClock(
    browser: ChromiumProcess,
    clockAheadSeconds: number,
  ): Promise<TabletSteps> {
    return createTabletSteps(await browser.open(register.server.address, { clockAheadSeconds }));
  }

  /** Answers "Which day is this list for?" with the list's own day, when it is asked. */
  async function answerClock(steps: TabletSteps, page: Page): Promise<void> {
    const list = page.getByRole('link', { name: steps.say('nav.list') }).first();
    const title = page.getByRole('heading', { name: steps.say('clock.title') });
    await title.or(list).first().waitFor();
    if (await title.isVisible()) await page.locator('main button').first().click();
  }

  async function expectTrueTime(person: ReturnType<Register['nextPerson']>): Promise<void> {
    const [dose] = await register.waitForDoses(person, 1);
    const now = Math.floor(Date.now() / 1000);
    expect(istDayOf(dose!.givenAt)).toBe(istDayOf(now));
  }
});
