// Owns the steps failure tests share: a tablet enrolled in a browser that can be killed, a dose recorded, the link cut and mended.

import type { Page } from 'playwright-core';
import { createChromiumProcess, type ChromiumProcess } from './chromium-process.ts';
import type { Person, Register } from './register.ts';
import { createTabletSteps, type TabletSteps } from './tablet-steps.ts';

export const pin = '274519';
export const exchangeAddress = '**/v1/exchange';

export interface EnrolledTablet {
  readonly browser: ChromiumProcess;
  readonly staff: string;
  readonly steps: TabletSteps;
}

/** Enrolled, unlocked by a vaccinator, the day list here, and a vial open. */
export async function enrolTablet(register: Register): Promise<EnrolledTablet> {
  const browser = await createChromiumProcess();
  const page = await browser.open(register.server.address);
  const steps = createTabletSteps(page);
  await steps.enrol(await register.makeEnrolmentCode());
  await steps.see('staff.whoAreYou');
  const staff = await steps.choosePin(/Vaccinator/, pin);
  await steps.openList();
  await steps.openVial();
  await sendNow(steps, page);
  return { browser, staff, steps };
}

/** Returns when the screen says that the dose is saved on this tablet. */
export async function recordDose(steps: TabletSteps, page: Page, person: Person): Promise<void> {
  await prepareDose(steps, page, person);
  await steps.button('dose.save').click();
  await seeSaved(steps, page);
}

/** The stamp itself: "1 record saved on this tablet" says the same words of another record. */
export async function seeSaved(steps: TabletSteps, page: Page): Promise<void> {
  await page.getByText(steps.say('place.saved-here'), { exact: true }).first().waitFor();
}

/** Everything up to the last button. */
export async function prepareDose(steps: TabletSteps, page: Page, person: Person): Promise<void> {
  await steps.openPerson(person.referenceId, person.name);
  await page
    .getByRole('heading', { name: steps.say('check.title') })
    .first()
    .waitFor();
  const check = steps.button('check.allNormal').or(steps.button('check.facilitated')).first();
  await check.click();
  await steps.typeCode(person.code);
  await steps.see('code.matches');
}

export async function cutLink(page: Page): Promise<void> {
  await page.route(exchangeAddress, (route) => route.abort());
}

export async function mendLink(page: Page): Promise<void> {
  await page.unroute(exchangeAddress);
}

export async function openTabletPage(steps: TabletSteps, page: Page): Promise<void> {
  await page
    .getByRole('link', { name: steps.say('nav.tablet'), exact: true })
    .first()
    .click();
  await steps.button('status.sendNow').waitFor();
}

/** Presses "send" and waits until the tablet says that nothing is left on it. */
export async function sendNow(steps: TabletSteps, page: Page): Promise<void> {
  await openTabletPage(steps, page);
  await steps.button('status.sendNow').click();
  await steps.see('status.nothingHere', 60);
}

/** Unlocks without waiting for the list: a question may stand before it. */
export async function enterPin(steps: TabletSteps, page: Page, staff: string): Promise<void> {
  await page.getByRole('button', { name: staff }).first().click();
  await page.getByLabel(steps.say('unlock.pin')).fill(pin);
  await steps.button('unlock.open').click();
}
