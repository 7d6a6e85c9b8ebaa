// Owns looking at the screens of door, desk and needle in three languages: axe, 7:1 in the sunlight theme, targets of 48 px, no sideways scrolling.
// With SCREENS set every language and size is photographed as well.

import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Locator, Page } from 'playwright-core';
import { createTabletBrowser, type TabletBrowser } from './parts/browser.ts';
import { writeContactSheets } from './parts/contact-sheet.ts';
import { createLooker } from './parts/looks.ts';
import { createRegister, type Register } from './parts/register.ts';
import { createTabletSteps, type TabletSteps } from './parts/tablet-steps.ts';

const pin = '274519';
const sheetFolder = process.env['SCREENS'];
const looker = createLooker(sheetFolder !== undefined);
const axeSource = readFileSync(
  createRequire(import.meta.url).resolve('axe-core/axe.min.js'),
  'utf8',
);

const faults: string[] = [];
let register: Register;
let tablet: TabletBrowser;
let steps: TabletSteps;
let vaccinator: string;
const page = (): Page => tablet.page();
const button = (key: string): Locator => steps.button(key).first();

beforeAll(async () => {
  register = await createRegister();
  tablet = await createTabletBrowser(register.server.address);
  await tablet.open();
  await page().goto(register.server.address);
  steps = createTabletSteps(page());
  await steps.enrol(await register.makeEnrolmentCode());
  await steps.see('staff.whoAreYou');
  vaccinator = await steps.choosePin(/Vaccinator/, pin);
  await steps.openList();
});
afterAll(async () => {
  const browser = tablet?.context().browser();
  if (sheetFolder !== undefined && browser)
    await writeContactSheets(browser, sheetFolder, 'table', looker.pictures);
  await tablet?.destroy();
  await register?.destroy();
});

async function look(screen: string): Promise<void> {
  await looker.look(page(), screen);
  const found = (await findSmallTargets(page())).map((each) => `small target: ${each}`);
  await page().evaluate(() => (document.documentElement.dataset['theme'] = 'sunlight'));
  found.push(...(await findFaintText(page())).map((each) => `below 7:1: ${each}`));
  await page().evaluate(() => (document.documentElement.dataset['theme'] = 'standard'));
  faults.push(...looker.faults.splice(0), ...found.map((each) => `${screen}: ${each}`));
}

/** Text of at least 7:1 (large text 4.5:1), as for glare. */
async function findFaintText(at: Page): Promise<string[]> {
  await at.evaluate(axeSource);
  return at.evaluate(async () => {
    const { axe } = window as unknown as {
      axe: {
        run: (
          where: Document,
          options: object,
        ) => Promise<{ violations: { nodes: { target: unknown[]; html: string }[] }[] }>;
      };
    };
    const rules = { 'color-contrast-enhanced': { enabled: true } };
    const values = ['color-contrast-enhanced'];
    const found = await axe.run(document, { runOnly: { type: 'rule', values }, rules });
    return found.violations.flatMap(({ nodes }) => nodes.map((node) => node.html.slice(0, 120)));
  });
}

/** What a finger has to hit, by its own box or by its label's. */
async function findSmallTargets(at: Page): Promise<string[]> {
  return at.evaluate(() => {
    const targetMin = 48;
    const small: string[] = [];
    for (const each of document.querySelectorAll<HTMLElement>('main button, main a, main input')) {
      const label = each instanceof HTMLInputElement ? each.closest('label') : null;
      // The boxes of a number pad take keys: what is pressed are its buttons.
      if (each.classList.contains('pad-input') || each.tabIndex < 0) continue;
      const box = (label ?? each).getBoundingClientRect();
      if (box.width === 0 || box.height === 0) continue;
      if (Math.ceil(box.height) < targetMin || Math.ceil(box.width) < targetMin)
        small.push(
          `${each.outerHTML.slice(0, 90)} ${Math.round(box.width)}x${Math.round(box.height)}`,
        );
    }
    return small;
  });
}

async function openSomebody(): Promise<void> {
  const person = register.nextPerson();
  await steps.openPerson(person.referenceId, person.name);
}

describe('the screens of door, desk and needle', () => {
  it('the search: a spelling, and a camera that is not allowed', async () => {
    await button('listScan.start').click();
    await page()
      .getByText(/camera/i)
      .first()
      .waitFor();
    await look('no camera');
    await steps.find('जाधव');
    await look('found by sound');
    await steps.find('');
  });

  it('a person: eligibility, correction, earlier dose', async () => {
    await openSomebody();
    await look('person');
    await button('correct.open').click();
    await page().getByLabel(steps.say('walkIn.name')).fill('सुनीता क्षीरसागर');
    await page().getByLabel(steps.say('walkIn.birthYear')).fill('2031');
    await look('correction');
    await button('ui.cancel').click();
    await button('earlier.open').click();
    await button('earlier.save').click();
    await steps.see('earlier.fault.product-missing');
    await look('earlier dose');
    await page().getByRole('radio', { name: 'Covishield' }).check({ force: true });
    await page()
      .getByRole('radio', { name: steps.say('earlier.seen.paper') })
      .check({ force: true });
    await page().getByLabel(steps.say('earlier.day')).fill('2021-04-01');
    await button('earlier.save').click();
    await page().getByText(steps.say('earlier.seen.paper')).first().waitFor();
    await look('earlier dose stated');
  });

  it('a vial: what would be wasted', async () => {
    await page()
      .getByRole('link', { name: steps.say('nav.vials') })
      .first()
      .click();
    await button('vial.open').click();
    await page()
      .getByRole('group', { name: steps.say('vial.batch') })
      .waitFor();
    await look('vial adviser');
    await button('ui.cancel').click();
  });

  it('a walk-in who is a child', async () => {
    await page()
      .getByRole('link', { name: steps.say('nav.walkIn') })
      .first()
      .click();
    await page().getByLabel(steps.say('walkIn.name')).fill('राज पाटील');
    await page().getByLabel(steps.say('walkIn.birthYear')).fill('13');
    await page().getByLabel(steps.say('walkIn.guardian')).waitFor();
    await button('walkIn.register').click();
    await look('a child');
  });

  it('the lock screen: PIN forgotten, recording without unlocking', async () => {
    await page().locator('.switch-staff').click();
    await steps.see('staff.whoAreYou');
    await look('locked');
    await page().getByRole('button', { name: vaccinator }).first().click();
    await look('PIN');
    await button('phoneCode.open').click();
    await page().getByLabel(steps.say('phoneCode.code')).fill('0000 0000 0000 0000');
    await button('ui.next').click();
    await steps.see('phoneCode.wrong');
    await look('PIN forgotten');
    await button('ui.cancel').click();
    await page()
      .getByRole('link', { name: steps.say('recordOnly.open') })
      .click();
    await button('dose.save').click();
    await look('record only');
    await page().getByRole('radio', { name: vaccinator }).check({ force: true });
    await page().getByLabel(steps.say('walkIn.name')).fill('अ');
    await page().getByLabel(steps.say('walkIn.birthYear')).fill('61');
    await page().getByRole('radio', { name: 'Female', exact: true }).check({ force: true });
    await button('walkIn.noPhone').click();
    await page().getByLabel(steps.say('vial.name')).fill('A1');
    await page().getByLabel(steps.say('vial.batchTyped')).fill('4121Z025');
    await button('dose.save').click();
    await page().locator('.stamp').waitFor();
    await look('record only, saved');
    await expect
      .poll(async () => (await register.readEvents('dose-administered')).length, {
        timeout: 30_000,
      })
      .toBe(1);
  });

  it('have no fault in any language, size or theme', () => {
    expect(faults).toEqual([]);
  });
});
