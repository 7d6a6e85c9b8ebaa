// Owns looking at every screen in three languages: no axe fault, no sideways scrolling; with SCREENS set, contact sheets as well.

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTabletBrowser, type TabletBrowser } from './parts/browser.ts';
import { writeContactSheets, writeReadmePicture } from './parts/contact-sheet.ts';
import { createLooker, type Looker } from './parts/looks.ts';
import { createServerProcess, freePort, type ServerProcess } from './parts/server-process.ts';
import { createTabletSteps, escapePattern, type TabletSteps } from './parts/tablet-steps.ts';

const pin = '274519';
const sheetFolder = process.env['SCREENS'];

describe('every screen, in English, Hindi and Marathi', () => {
  let folder: string;
  let server: ServerProcess;
  let tablet: TabletBrowser;
  let desk: TabletBrowser;
  let steps: TabletSteps;
  let vaccinator: string;
  const tabletLooks: Looker = createLooker(sheetFolder !== undefined);
  const deskLooks: Looker = createLooker(sheetFolder !== undefined);

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'suchi-screens-'));
    server = createServerProcess(await freePort(), join(folder, 'data'));
    await server.start();
    tablet = await createTabletBrowser(server.address);
    desk = await createTabletBrowser(server.address, { width: 1280, height: 800 });
  });
  afterAll(async () => {
    if (sheetFolder !== undefined) {
      const browser = desk.context().browser() ?? tablet.context().browser();
      if (browser) {
        await writeContactSheets(browser, sheetFolder, 'tablet', tabletLooks.pictures);
        await writeContactSheets(browser, sheetFolder, 'desk', deskLooks.pictures);
        const find = (from: Looker, screen: string, size: string) =>
          from.pictures.find((p) => p.screen === screen && p.size === size && p.language === 'en');
        const list = find(tabletLooks, 'list', '800x1280');
        const day = find(deskLooks, 'the day', '1280x800');
        if (list && day)
          await writeReadmePicture(browser, join(sheetFolder, 'tablet-and-desk.jpg'), list, day);
      }
    }
    for (const browser of [tablet, desk]) await browser?.destroy();
    await server?.stop();
    await rm(folder, { recursive: true, force: true });
  });

  const look = (screen: string) => tabletLooks.look(tablet.page(), screen);
  const lookAtDesk = (screen: string) => deskLooks.look(desk.page(), screen);

  it('setting up: the code, a wrong code, staff, PIN', async () => {
    const page = await tablet.open();
    steps = createTabletSteps(page);
    await page.goto(server.address);
    await page.getByLabel(steps.say('enrol.code')).waitFor();
    await look('set up');
    await page.getByRole('link', { name: steps.say('enrol.toCarry') }).click();
    await page
      .locator('input[type=file]')
      .setInputFiles({ name: 'photo.jpg', mimeType: 'image/jpeg', buffer: Buffer.from('photo') });
    await steps.see('carry.take.not-a-copy');
    await look('copies on a phone');
    await page.getByRole('link', { name: steps.say('carry.back') }).click();
    await steps.enrol('AAA-AAAAA');
    await steps.see('enrol.code-unknown');
    await look('set up, unknown code');
    await steps.enrol(server.demo().enrolmentCode);
    await steps.see('staff.whoAreYou');
    await look('who are you');
    await page
      .getByRole('button', { name: /Vaccinator/ })
      .first()
      .click();
    await page.getByLabel(steps.say('pin.choose')).fill('111111');
    await steps.button('ui.next').click();
    await look('PIN too simple');
    await page.reload();
    await steps.see('staff.whoAreYou');
    vaccinator = await steps.choosePin(/Vaccinator/, pin);
    await steps.seeListed(server.demo().people[0]!);
    expect(tabletLooks.faults.splice(0)).toEqual([]);
  });

  it('the list: full, searched, nobody found', async () => {
    await look('list');
    await steps.find(server.demo().people[1]!.referenceId);
    await look('list, searched');
    await steps.find('zzzz');
    await steps.see('list.nobodyFound');
    await look('list, nobody found');
    await steps.find('');
    expect(tabletLooks.faults.splice(0)).toEqual([]);
  });

  it('vials: none, the form, one open', async () => {
    const page = tablet.page();
    await page
      .getByRole('link', { name: steps.say('nav.vials') })
      .first()
      .click();
    await steps.see('vial.title');
    await look('vials, none open');
    await steps.openVial();
    await look('vials, one open');
    expect(tabletLooks.faults.splice(0)).toEqual([]);
  });

  it('one person: check, code refused, dose, saved, already dosed, not today', async () => {
    const [first, second] = server.demo().people;
    const page = tablet.page();
    await steps.openPerson(first!.referenceId, first!.name);
    await look('person, photo ID');
    await steps.button('check.somethingToReport').click();
    await look('person, screening');
    await page.reload();
    await steps.unlock(vaccinator, pin);
    await steps.openPerson(first!.referenceId, first!.name);
    // The open form came back with the person.
    await steps.button('ui.cancel').click();
    await steps.button('check.allNormal').click();
    await steps.typeCode(first!.code.replace(/.$/, (digit) => String((Number(digit) + 1) % 10)));
    await steps.seeCodeRefused();
    await look('person, wrong code');
    await steps.button('code.noCode').click();
    await look('person, without code');
    await steps.button('code.haveCode').click();
    await steps.typeCode(first!.code);
    await steps.see('code.matches');
    await look('person, vial and dose');
    await steps.button('dose.save').click();
    await steps.see('given.nextPerson');
    await look('dose saved');
    await steps.button('given.inError').click();
    await look('entered in error');
    await steps.openPerson(second!.referenceId, second!.name);
    await steps.button('notToday.open').click();
    await look('not today');
    expect(tabletLooks.faults.splice(0)).toEqual([]);
  });

  it('a walk-in: empty, with every field to mend, somebody likely the same', async () => {
    const page = tablet.page();
    await page
      .getByRole('link', { name: steps.say('nav.walkIn') })
      .first()
      .click();
    await page.getByLabel(steps.say('walkIn.name')).waitFor();
    await look('walk-in');
    await steps.button('walkIn.register').click();
    await steps.see('walkInFault.name-missing');
    await look('walk-in, to mend');
    await page.getByLabel(steps.say('walkIn.name')).fill(server.demo().people[0]!.name);
    await page.getByLabel(steps.say('walkIn.mobile')).fill('98765');
    await look('walk-in, likely the same');
    expect(tabletLooks.faults.splice(0)).toEqual([]);
  });

  it('the tablet itself: status, offline, locked, wrong PIN', async () => {
    const page = tablet.page();
    await page
      .getByRole('link', { name: steps.say('nav.tablet'), exact: true })
      .first()
      .click();
    await steps.see('status.title');
    await look('tablet');
    const details = page.getByRole('link', { name: steps.say('status.details') }).first();
    await details.click();
    await steps.see('rescue.safetyCopy');
    await look('what is still here');
    await page
      .getByRole('link', { name: steps.say('rescue.toTablet') })
      .first()
      .click();
    await server.stop('SIGKILL');
    await steps.button('status.sendNow').click();
    await steps.see('connection.offline', 90);
    await look('tablet, no network');
    await steps.openVial();
    await steps.openList();
    await page
      .getByRole('link', { name: steps.say('nav.tablet'), exact: true })
      .first()
      .click();
    await page.getByRole('link', { name: steps.say('status.copies') }).click();
    await steps.see('carry.makeWhy');
    await look('copies');
    await steps.button('carry.showCodes').click();
    await steps.see('carry.codesHow');
    await look('copies, the codes');
    await steps.button('carry.arrived').click();
    await steps.see('carry.done');
    await look('copies, handed over');
    const dosed = server.demo().people[0]!;
    await steps.openPerson(dosed.referenceId, dosed.name);
    await steps.button('receipt.open').click();
    await steps.see('receipt.noCertificate');
    await look('receipt');
    await steps.openList();
    await look('list, no network');
    await page.reload();
    await steps.see('staff.whoAreYou');
    await look('locked');
    await page
      .getByRole('link', { name: steps.say('rescue.open') })
      .first()
      .click();
    await steps.see('rescue.safetyCopy');
    await look('what is still here, locked and no network');
    await page
      .getByRole('link', { name: steps.say('unlock.back') })
      .first()
      .click();
    await page
      .getByRole('button', { name: new RegExp(escapePattern(vaccinator)) })
      .first()
      .click();
    await page.getByLabel(steps.say('unlock.pin')).fill('999111');
    await steps.button('unlock.open').click();
    await steps.see('unlock.wrong');
    await look('locked, wrong PIN');
    expect(tabletLooks.faults.splice(0)).toEqual([]);
    await server.start();
    await page.getByLabel(steps.say('unlock.pin')).fill(pin);
    await steps.button('unlock.open').click();
    await page.getByLabel(steps.say('list.search')).first().waitFor();
  });

  it('the desk: sign-in, day, review, decision, tablets, one tablet, a new tablet', async () => {
    const page = await desk.open();
    const offer = server.demo();
    const button = (name: string) => page.getByRole('button', { name });
    // A dose without a code, so that there is something to review.
    const person = offer.people[1]!;
    await steps.openPerson(person.referenceId, person.name);
    await steps.button('check.allNormal').click();
    await steps.button('code.noCode').click();
    await tablet
      .page()
      .getByRole('button', { name: steps.say('code.without.lost-sms') })
      .or(tablet.page().getByRole('radio', { name: steps.say('code.without.lost-sms') }))
      .first()
      .click({ force: true });
    await steps.button('dose.save').click();
    await steps.see('place.being-checked', 120);
    await page.goto(`${server.address}/desk`);
    await page.getByLabel('Account').waitFor();
    await lookAtDesk('sign-in');
    await page.getByLabel('Account').fill(offer.account);
    await page.getByLabel('Password', { exact: true }).fill('wrong password');
    await button('Sign in').click();
    await page.getByText('Account or password is wrong').waitFor();
    await lookAtDesk('sign-in, wrong');
    await page.getByLabel('Password', { exact: true }).fill(offer.password);
    await button('Sign in').click();
    await page.getByRole('heading', { name: 'Doses of the day' }).waitFor();
    await page.getByRole('row').nth(3).waitFor();
    await lookAtDesk('the day');
    await button('Day before').click();
    await page
      .getByText('No centre has anything on this day')
      .or(page.getByRole('row'))
      .first()
      .waitFor();
    await lookAtDesk('the day, nothing');
    await button('Back to today').click();
    await page
      .getByRole('link', { name: /^Review/ })
      .first()
      .click();
    await page.getByRole('button', { name: new RegExp(escapePattern(person.name)) }).click();
    await page.getByText('Why it is here').waitFor();
    await lookAtDesk('review');
    await button('Withdraw this dose…').click();
    await page.getByRole('dialog').waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('link', { name: 'Tablets', exact: true }).click();
    await page.getByText('In contact').first().waitFor();
    await lookAtDesk('tablets');
    await page
      .getByRole('button', { name: /^Look closer at/ })
      .first()
      .click();
    await page.getByRole('heading', { name: 'What has arrived from it' }).waitFor();
    await page.getByText(/^1–\d+ unbroken, ends in/).waitFor();
    await lookAtDesk('one tablet');
    await button('Block this tablet…').click();
    await page.getByRole('dialog').waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('link', { name: 'Enrol a tablet' }).click();
    await page.getByLabel('Centre of the tablet').selectOption({ index: 1 });
    await button('Make a code').click();
    await page.locator('.desk-code').waitFor();
    await lookAtDesk('a new tablet');
    expect(deskLooks.faults.splice(0)).toEqual([]);
  });
});
