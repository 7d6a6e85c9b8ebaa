// Owns looking at the screens of staff, questions and review in three languages: no axe fault, no sideways scrolling; with SCREENS set, contact sheets.

import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { addAccount } from '../../sync-server/accounts/accounts.ts';
import { openDeploymentKeys } from '../../sync-server/keys/deployment-keys.ts';
import { createTabletBrowser, type TabletBrowser } from './parts/browser.ts';
import { writeContactSheets } from './parts/contact-sheet.ts';
import { openTabletPage, recordDose, sendNow } from './parts/failure-steps.ts';
import { createLooker, type Looker } from './parts/looks.ts';
import { createRegister, type Person, type Register } from './parts/register.ts';
import { createTabletSteps, type TabletSteps } from './parts/tablet-steps.ts';

const pin = '274519';
const nursePin = '835061';
const sheetFolder = process.env['SCREENS'];

describe('screens of staff, questions and review, in English, Hindi and Marathi', () => {
  let register: Register;
  let tablet: TabletBrowser;
  let desk: TabletBrowser;
  let steps: TabletSteps;
  let inCharge: string;
  let odd: Person;
  const looks: Looker = createLooker(sheetFolder !== undefined);

  beforeAll(async () => {
    register = await createRegister();
    tablet = await createTabletBrowser(register.server.address);
    desk = await createTabletBrowser(register.server.address, { width: 1280, height: 800 });
    const page = await tablet.open();
    steps = createTabletSteps(page);
    await page.goto(register.server.address);
    await steps.enrol(await register.makeEnrolmentCode());
    await steps.see('staff.whoAreYou');
    inCharge = await steps.choosePin(/in-charge/, pin);
    await steps.openList();
    odd = register.nextPerson();
  });
  afterAll(async () => {
    const browser = desk?.context().browser() ?? tablet?.context().browser();
    if (sheetFolder !== undefined && browser)
      await writeContactSheets(browser, sheetFolder, 'review', looks.pictures);
    for (const each of [tablet, desk]) await each?.destroy();
    await register?.destroy();
  });

  const look = (screen: string) => looks.look(tablet.page(), screen);
  const lookAtDesk = (screen: string) => looks.look(desk.page(), screen);

  it('the tablet: who is proved, a colleague, a substitute, the vouch', async () => {
    const page = tablet.page();
    await openTabletPage(steps, page);
    await look('tablet, name not proved');
    const { people } = await register.atDesk<{ people: { staffId: string; role: string }[] }>(
      `/v1/desk/staff?centre=${register.centreId}`,
    );
    const { code } = await register.atDesk<{ code: string }>('/v1/desk/staff-codes', {
      centreId: register.centreId,
      staffId: people.find((each) => each.role === 'in-charge')!.staffId,
    });
    await page.getByLabel(steps.say('prove.ownCode')).fill(code);
    await steps.button('prove.submit').click();
    await steps.see('prove.by-code');
    await steps.button('status.addStaff').click();
    await look('somebody new');
    await steps.button('addStaff.notListed').click();
    await page.getByLabel(steps.say('addStaff.name')).fill('सुनंदा भोईर');
    await look('a substitute');
    await steps.button('ui.next').click();
    await look('who vouches');
    await page.getByRole('main').getByRole('button', { name: inCharge }).first().click();
    await page.getByLabel(steps.say('addStaff.voucherPin')).waitFor();
    await look('PIN of the in-charge');
    await page.getByLabel(steps.say('addStaff.voucherPin')).fill(pin);
    await steps.button('ui.next').click();
    for (const [label, button] of [
      ['pin.choose', 'ui.next'],
      ['pin.again', 'pin.set'],
    ] as const) {
      await page.getByLabel(steps.say(label)).fill(nursePin);
      await steps.button(button).click();
    }
    await openTabletPage(steps, page);
    await steps.see('prove.by-vouch');
    await look('tablet, proved by a vouch');
    await steps.button('status.lock').click();
    await steps.see('staff.whoAreYou');
    await look('locked, somebody new');
    await page
      .getByRole('button', { name: /Verifier/ })
      .first()
      .click();
    await look('locked, no PIN yet');
    await steps.button('staff.somebodyElse').click();
    await steps.unlock(inCharge, pin);
    expect(looks.faults.splice(0)).toEqual([]);
  });

  it('the desk: the six digits, a case with all evidence, the question, staff', async () => {
    const page = await desk.open();
    await steps.openList();
    await steps.openVial();
    const wrong = String((Number(odd.code) + 103) % 10_000).padStart(4, '0');
    await recordDose(steps, tablet.page(), { ...odd, code: wrong });
    await sendNow(steps, tablet.page());
    await page.goto(`${register.server.address}/desk`);
    const account = 'meera.patil';
    const password = await makeAccount(register, account);
    await page.getByLabel('Account').fill(account);
    await page.getByLabel('Password', { exact: true }).fill(password);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByLabel('The six digits of your app').waitFor();
    await lookAtDesk('the six digits');
    const demo = register.server.demo();
    await page.getByLabel('Account').fill(demo.account);
    await page.getByLabel('Password', { exact: true }).fill(demo.password);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByRole('link', { name: /^Review/ }).click();
    await page.getByRole('button', { name: new RegExp(odd.name) }).click();
    await page.getByRole('region', { name: 'What happened, as it arrived' }).waitFor();
    await lookAtDesk('one case');
    await page.getByRole('region', { name: 'Code tries' }).scrollIntoViewIfNeeded();
    await lookAtDesk('one case, evidence');
    await page.getByRole('button', { name: 'Ask the centre…' }).click();
    await page.getByLabel('Which vial was it drawn from?').check();
    await lookInDialog('the question');
    await page.getByRole('button', { name: 'Send the question' }).click();
    await page.getByText(/^Asked\. The tablets get/).waitFor();
    await page.getByRole('link', { name: 'Staff', exact: true }).click();
    await page.getByText(`${inCharge} vouched`).waitFor();
    await lookAtDesk('staff');
    await page.getByRole('button', { name: 'Make a code' }).first().click();
    await page.locator('.desk-code').waitFor();
    await lookAtDesk('staff, a code');
    expect(looks.faults.splice(0)).toEqual([]);
  });

  it('the tablet again: the question on the list, at the person, and answered', async () => {
    const page = tablet.page();
    await sendNow(steps, page);
    await steps.openList();
    await page.getByRole('link', { name: /The district asks about 1 person/ }).waitFor();
    await look('list, the district asks');
    await steps.find(odd.referenceId);
    await look('list, whom it is about');
    await page.getByText(odd.name).first().click();
    await page.getByText('Which vial was it drawn from?').waitFor();
    await look('person, asked about');
    await steps.openList();
    await page.getByRole('link', { name: /The district asks about 1 person/ }).click();
    await steps.see('ask.pageTitle');
    await look('questions');
    await page
      .getByRole('radio', { name: steps.say('askAnswer.no'), exact: true })
      .first()
      .check({ force: true });
    await steps.button('ask.save').click();
    await steps.see('ask.answered');
    await look('questions, answered');
    expect(looks.faults.splice(0)).toEqual([]);
  });

  /** A dialog stands before the languages: only this one is looked at. */
  async function lookInDialog(screen: string): Promise<void> {
    const page = desk.page();
    const box = await page.getByRole('dialog').boundingBox();
    const width = page.viewportSize()?.width ?? 0;
    expect(box === null ? screen : box.x >= 0 && box.x + box.width <= width).toBe(true);
  }
});

async function makeAccount(register: Register, account: string): Promise<string> {
  const keys = await openDeploymentKeys(register.dataDirectory);
  const random = (length: number) => new Uint8Array(randomBytes(length));
  const added = await register.withStore((store) =>
    addAccount(
      { store, keys, random },
      { account, name: 'Meera Patil', role: 'state-admin', place: { kind: 'all' } },
    ),
  );
  if (added.outcome !== 'added') throw new Error(added.outcome);
  return added.password;
}
