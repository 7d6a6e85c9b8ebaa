// Owns the proof that nothing typed is lost: a browser killed like a dead battery, a reload, a lock, a network that flips.

import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Page } from 'playwright-core';
import type { ChromiumProcess } from './parts/chromium-process.ts';
import { cutLink, enrolTablet, mendLink, openTabletPage, pin } from './parts/failure-steps.ts';
import { createRegister, type Person, type Register } from './parts/register.ts';
import { waitUntil } from './parts/server-process.ts';
import { createTabletSteps, type TabletSteps } from './parts/tablet-steps.ts';

let register: Register;
let browser: ChromiumProcess;
let staff: string;
let steps: TabletSteps;
const page = (): Page => browser.page();

beforeAll(async () => {
  register = await createRegister();
  ({ browser, staff, steps } = await enrolTablet(register));
});
afterEach(() => register.expectWhole());
afterAll(async () => {
  await browser?.destroy();
  await register?.destroy();
});

/** As when the battery dies: nobody gets to write a last thing. */
async function dieAndReturn(): Promise<void> {
  const path = new URL(page().url()).pathname;
  await browser.kill();
  await browser.open(`${register.server.address}${path}`);
  steps = createTabletSteps(page());
  await steps.unlock(staff, pin);
}

/** The form's row lies on the disk; its content is sealed. */
async function seeKept(name: string): Promise<void> {
  await waitUntil(async () => (await keptNames(page())).includes(name), `the form ${name} kept`);
}

async function keptNames(at: Page): Promise<string[]> {
  return at.evaluate(
    () =>
      new Promise<string[]>((resolve, reject) => {
        const asked = indexedDB.open('suchi-tablet');
        asked.onerror = () => reject(new Error('no database'));
        asked.onsuccess = () => {
          const keys = asked.result.transaction('drafts').objectStore('drafts').getAllKeys();
          keys.onsuccess = () => {
            asked.result.close();
            resolve(keys.result as string[]);
          };
        };
      }),
  );
}

const keyOf = (): string =>
  decodeURIComponent(new URL(page().url()).pathname.replace('/person/', ''));

async function openWalkIn(): Promise<void> {
  await page()
    .getByRole('link', { name: steps.say('nav.walkIn') })
    .first()
    .click();
  await page().getByLabel(steps.say('walkIn.name')).waitFor();
}

async function openSomebody(): Promise<Person> {
  const person = register.nextPerson();
  await steps.openPerson(person.referenceId, person.name);
  return person;
}

async function recordNormalCheck(): Promise<void> {
  await steps.button('check.allNormal').or(steps.button('check.facilitated')).first().click();
  await page().getByLabel(steps.say('code.label')).waitFor();
}

describe('a form that is not recorded yet', () => {
  it('of a walk-in outlives a dead battery, a network that flips, a reload and a lock, and registers one person', async () => {
    await openWalkIn();
    await page().getByLabel(steps.say('walkIn.name')).fill('सुनीता क्षीरसागर');
    await page().getByLabel(steps.say('walkIn.mobile')).pressSequentially('98765432');
    await seeKept('walk-in');
    await waitForDisk();
    await dieAndReturn();
    const name = page().getByLabel(steps.say('walkIn.name'));
    const mobile = page().getByLabel(steps.say('walkIn.mobile'));
    expect(await name.inputValue()).toBe('सुनीता क्षीरसागर');
    expect(await mobile.inputValue()).toBe('98765432');
    await cutLink(page());
    await page().evaluate(() => window.dispatchEvent(new Event('offline')));
    await mobile.press('End');
    await mobile.pressSequentially('10');
    await mendLink(page());
    await page().evaluate(() => window.dispatchEvent(new Event('online')));
    expect(await mobile.inputValue()).toBe('9876543210');
    await waitForDisk();
    await page().reload();
    await steps.unlock(staff, pin);
    expect(await mobile.inputValue()).toBe('9876543210');
    await openTabletPage(steps, page());
    await steps.button('status.lock').click();
    await steps.see('staff.whoAreYou');
    await steps.unlock(staff, pin);
    await openWalkIn();
    expect(await mobile.inputValue()).toBe('9876543210');
    await page().getByLabel(steps.say('walkIn.birthYear')).fill('1985');
    await page().getByRole('radio', { name: 'Female', exact: true }).check({ force: true });
    await steps.button('walkIn.register').click();
    await page().getByRole('heading', { name: 'सुनीता क्षीरसागर' }).first().waitFor();
    expect(await keptNames(page())).not.toContain('walk-in');
    await dieAndReturn();
    await openWalkIn();
    expect(await page().getByLabel(steps.say('walkIn.name')).inputValue()).toBe('');
    await waitUntil(
      async () => (await register.readEvents('walk-in-registered')).length === 1,
      'one registration at the server',
    );
  });

  it('of a check, a missing code and "not today" stands as it was left after a dead battery', async () => {
    await openSomebody();
    await steps.button('check.mismatch').click();
    await page().getByRole('checkbox').nth(1).check({ force: true });
    await seeKept(`check/${keyOf()}`);
    await dieAndReturn();
    await steps.see('check.mismatchTitle');
    expect(await page().getByRole('checkbox').nth(1).isChecked()).toBe(true);

    await openSomebody();
    await recordNormalCheck();
    await steps.button('code.noCode').click();
    await steps.button('code.without.lost-sms').click();
    await seeKept(`code/${keyOf()}`);
    await dieAndReturn();
    await steps.see('code.without.lost-sms');
    await steps.button('dose.save').waitFor();

    await openSomebody();
    await steps.button('notToday.open').click();
    await page()
      .getByRole('radio', { name: steps.say('notToday.refused') })
      .check({ force: true });
    await page()
      .getByRole('radio', { name: steps.say('notTodayReason.fear') })
      .check({ force: true });
    await seeKept(`not-today/${keyOf()}`);
    await dieAndReturn();
    const fear = page().getByRole('radio', { name: steps.say('notTodayReason.fear') });
    await fear.waitFor({ state: 'attached' });
    expect(await fear.isChecked()).toBe(true);
  });

  it('of a vial stands open again, and the digits of a code are never kept', async () => {
    await page()
      .getByRole('link', { name: steps.say('nav.vials') })
      .first()
      .click();
    await steps.button('vial.open').first().click();
    await page()
      .getByRole('radio', { name: steps.say('vial.otherBatch') })
      .first()
      .check({ force: true });
    await page().getByLabel(steps.say('vial.batchTyped')).fill('4121Z999');
    await waitForDisk();
    await dieAndReturn();
    expect(await page().getByLabel(steps.say('vial.batchTyped')).inputValue()).toBe('4121Z999');

    const person = await openSomebody();
    await recordNormalCheck();
    const before = await keptNames(page());
    await page().getByLabel(steps.say('code.label')).fill(person.code.slice(0, 3));
    await page().evaluate(() => new Promise((resolve) => requestAnimationFrame(resolve)));
    expect(await keptNames(page())).toEqual(before);
  });
});

/**
 * Resolves when what was typed is on the disk. Only the app can open a form, so its box is watched: each look waits its turn
 * behind the writes before it, and three equal ones in a row say that none is left.
 */
async function waitForDisk(): Promise<void> {
  const seen: string[] = [];
  await waitUntil(async () => {
    seen.push(await page().evaluate(readBoxes));
    const last = seen.slice(-3);
    return last.length === 3 && new Set(last).size === 1;
  }, 'the last key press on the disk');
}

function readBoxes(): Promise<string> {
  return new Promise((resolve) => {
    const asked = indexedDB.open('suchi-tablet');
    asked.onsuccess = () => {
      const all = asked.result.transaction('drafts', 'readwrite').objectStore('drafts').getAll();
      all.onsuccess = () => {
        asked.result.close();
        resolve(all.result.map((row: { iv: Uint8Array }) => row.iv.join()).join(' '));
      };
    };
  });
}
