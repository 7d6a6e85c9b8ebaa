// Owns the steps of a whole session at the table, driven fast: one person after the other, the board, a reaction, the closing.

import type { BrowserContext, Page } from 'playwright-core';
import type { Person } from './register.ts';
import { createTabletBrowser, type TabletBrowser } from './browser.ts';
import { createTabletSteps, type TabletSteps } from './tablet-steps.ts';
import type { Register } from './register.ts';

export interface RoomTablet {
  readonly browser: TabletBrowser;
  readonly page: Page;
  readonly steps: TabletSteps;
  readonly staff: string;
}

export const roomPin = '274519';

/** Enrolled in Marathi, with the PIN of the first person of this role. */
export async function enrolInMarathi(
  register: Register,
  role: 'vaccinator' | 'verifier' | 'in-charge',
  prepare?: (context: BrowserContext) => Promise<void>,
): Promise<RoomTablet> {
  const browser = await createTabletBrowser(register.server.address, {
    width: 800,
    height: 1280,
    ...(prepare === undefined ? {} : { prepare }),
  });
  const page = await browser.open();
  await page.goto(register.server.address);
  await page.getByRole('button', { name: 'मराठी' }).click();
  const steps = createTabletSteps(page, 'mr');
  await steps.enrol(await register.makeEnrolmentCode());
  await steps.see('staff.whoAreYou');
  const staff = await steps.choosePin(new RegExp(String(steps.say(`role.${role}`))), roomPin);
  await page.getByLabel(steps.say('list.search')).first().waitFor();
  return { browser, page, steps, staff };
}

/** From the list to "saved": found by reference number, ID seen, code, dose. */
export async function giveDose({ page, steps }: RoomTablet, person: Person): Promise<void> {
  await steps.openPerson(person.referenceId, person.name);
  const check = steps.button('check.allNormal').or(steps.button('check.facilitated')).first();
  const code = page.getByLabel(steps.say('code.label'));
  // Somebody else in the room may have checked the person in already.
  await check.or(code).first().waitFor();
  if (await check.isVisible()) await check.click();
  await steps.typeCode(person.code);
  await steps.button('dose.save').click();
  await page.getByText(steps.say('place.saved-here'), { exact: true }).first().waitFor();
}

/** A vial with doses left, opened when the last one is empty. */
export async function ensureVial(tablet: RoomTablet, doses: number): Promise<void> {
  if (doses % 10 === 0) await tablet.steps.openVial();
}

export async function openPlace({ page, steps }: RoomTablet, key: string): Promise<void> {
  await page
    .getByRole('link', { name: steps.say(key), exact: true })
    .first()
    .click();
}

/** The text inside the closing code of this tablet, as another one's camera reads it. */
export async function readClosingCode(tablet: RoomTablet): Promise<string> {
  const { page, steps } = tablet;
  await openClosing(tablet);
  await steps.button('close.showCode').click();
  const code = page.getByRole('img', { name: steps.say('close.code') });
  await code.waitFor();
  return (await code.getAttribute('data-text')) ?? '';
}

export async function openClosing(tablet: RoomTablet): Promise<void> {
  const { page, steps } = tablet;
  await openPlace(tablet, 'nav.tablet');
  await page
    .getByRole('link', { name: steps.say('session.open') })
    .first()
    .click();
  await steps.button('session.close').first().click();
}

/** As a camera would give it. */
export async function takeClosingCode({ page, steps }: RoomTablet, text: string): Promise<void> {
  const field = page.getByLabel(steps.say('close.typeCode'));
  await field.fill(text);
  await field.press('Enter');
}

/** After hours a tablet has locked itself: its person opens it again, and whatever stood there is there. */
export async function wake({ page, steps, staff }: RoomTablet): Promise<void> {
  const list = page.getByRole('link', { name: steps.say('nav.list') }).first();
  await list
    .or(page.getByText(steps.say('staff.whoAreYou')))
    .first()
    .waitFor();
  if (!(await list.isVisible())) await steps.unlock(staff, roomPin);
}
