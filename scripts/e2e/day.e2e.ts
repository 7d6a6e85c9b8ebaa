// Owns the proof of the main job: a vaccination day with two tablets and a supervisor, the server really stopped in the middle.

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTabletBrowser, type TabletBrowser } from './parts/browser.ts';
import {
  createServerProcess,
  freePort,
  waitUntil,
  type ServerProcess,
} from './parts/server-process.ts';
import {
  createTabletSteps,
  escapePattern,
  expectNoFaults,
  type TabletSteps,
} from './parts/tablet-steps.ts';

const pin = '274519';
const otherPin = '835061';

describe('one vaccination day, end to end', () => {
  let folder: string;
  let server: ServerProcess;
  let one: TabletBrowser;
  let two: TabletBrowser;
  let desk: TabletBrowser;
  let onOne: TabletSteps;
  let onTwo: TabletSteps;
  let vaccinator: string;
  let offer: ReturnType<ServerProcess['demo']>;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'suchi-day-'));
    server = createServerProcess(await freePort(), join(folder, 'data'));
    await server.start();
    offer = server.demo();
    one = await createTabletBrowser(server.address);
    two = await createTabletBrowser(server.address, { width: 360, height: 740 });
    desk = await createTabletBrowser(server.address, { width: 1280, height: 800 });
  });
  afterAll(async () => {
    for (const browser of [one, two, desk]) await browser?.destroy();
    await server?.stop();
    await rm(folder, { recursive: true, force: true });
  });

  const person = (index: number) => offer.people[index]!;
  const deskButton = (name: string | RegExp) => desk.page().getByRole('button', { name });

  it('shows a demo supervisor, an enrolment code and three people with codes, made just now', () => {
    expect(offer.password.length).toBeGreaterThanOrEqual(16);
    expect(offer.enrolmentCode).toMatch(/^[0-9A-Z]{3}-[0-9A-Z]{5}$/);
    expect(offer.people).toHaveLength(3);
  });

  it('enrols the first tablet with the code, and loads the day', async () => {
    const page = await one.open();
    onOne = createTabletSteps(page);
    await page.goto(server.address);
    await onOne.enrol('AAA-AAAAA');
    await onOne.see('enrol.code-unknown');
    await onOne.enrol(offer.enrolmentCode);
    await onOne.see('staff.whoAreYou');
    vaccinator = await onOne.choosePin(/Vaccinator/, pin);
    await onOne.seeListed(person(0));
    expect(await page.getByText(onOne.say('shell.demo')).count()).toBeGreaterThan(0);
  });

  it('lets the supervisor sign in and make a code, by which a second tablet joins in Marathi', async () => {
    const page = await desk.open();
    await page.goto(`${server.address}/desk`);
    await page.getByLabel('Account').fill(offer.account);
    await page.getByLabel('Password', { exact: true }).fill('not the password');
    await deskButton('Sign in').click();
    await page.getByText('Account or password is wrong').waitFor();
    await page.getByLabel('Password', { exact: true }).fill(offer.password);
    await deskButton('Sign in').click();
    await page.getByRole('link', { name: 'Enrol a tablet' }).click();
    const centres = page.getByLabel('Centre of the tablet');
    const options = await centres.locator('option').allTextContents();
    await centres.selectOption({
      label: options.find((option) => option.includes(offer.centreName))!,
    });
    await deskButton('Make a code').click();
    const code = page.getByText(/^[0-9A-Z]{3}-[0-9A-Z]{5}$/).first();
    await code.waitFor();
    const second = await two.open();
    await second.goto(server.address);
    await second.getByRole('button', { name: 'मराठी' }).click();
    onTwo = createTabletSteps(second, 'mr');
    await onTwo.enrol((await code.textContent())!.trim());
    await onTwo.see('staff.whoAreYou');
    await onTwo.choosePin(new RegExp(String(onTwo.say('role.verifier'))), otherPin);
    await onTwo.seeListed(person(0));
  });

  it('refuses the used code for a third tablet', async () => {
    const third = await createTabletBrowser(server.address);
    try {
      const page = await third.open();
      await page.goto(server.address);
      const steps = createTabletSteps(page);
      await steps.enrol(offer.enrolmentCode);
      await steps.see('enrol.code-used');
    } finally {
      await third.destroy();
    }
  });

  it('opens without any network after a reload and a browser restart, behind the PIN', async () => {
    expect(await server.stop('SIGKILL')).toBeNull();
    await one.page().reload();
    await onOne.see('staff.whoAreYou');
    expect(await one.page().getByText(person(0).name).count()).toBe(0);
    await one.close();
    const page = await one.open();
    onOne = createTabletSteps(page);
    await page.goto(server.address);
    await page.getByRole('button', { name: vaccinator }).first().click();
    await page.getByLabel(onOne.say('unlock.pin')).fill('111222');
    await onOne.button('unlock.open').click();
    await onOne.see('unlock.wrong');
    await page.getByLabel(onOne.say('unlock.pin')).fill(pin);
    await onOne.button('unlock.open').click();
    await onOne.seeListed(person(0));
    await onOne.see('connection.offline');
  });

  it('finds a person by name, by reference id and by the last 4 of the phone', async () => {
    const { name, referenceId } = person(0);
    const page = one.page();
    // Two people may have one name: the digits are those of the person with this id.
    await onOne.find(referenceId);
    const row = page.getByRole('link', { name: new RegExp(escapePattern(name)) }).first();
    await row.filter({ hasText: /••\d{4}/ }).waitFor();
    const last4 = /••(\d{4})/.exec((await row.textContent())!)![1]!;
    for (const text of [name.slice(0, 6), referenceId, last4]) {
      await onOne.find(text);
      await page
        .getByRole('link', { name: new RegExp(escapePattern(name)) })
        .first()
        .waitFor();
    }
    await onOne.find('zzzz nobody');
    await onOne.see('list.nobodyFound');
  });

  it('refuses slips of the code, takes the right one, and saves the dose on this tablet', async () => {
    const { name, referenceId, code } = person(0);
    await onOne.openVial();
    await onOne.openPerson(referenceId, name);
    await onOne.button('check.allNormal').click();
    const slips = [
      code.replace(/.$/, (digit) => String((Number(digit) + 1) % 10)),
      code[1]! + code[0]! + code.slice(2) === code ? '' : code[1]! + code[0]! + code.slice(2),
    ].filter((slip) => slip !== '' && slip !== code);
    for (const slip of slips) {
      await onOne.typeCode(slip);
      await onOne.seeCodeRefused();
    }
    await onOne.typeCode(code);
    await onOne.see('code.matches');
    await onOne.button('dose.save').dblclick();
    await onOne.see('place.saved-here');
    await onOne.openList();
    await onOne.find(referenceId);
    await onOne.see('progress.dosed');
  });

  it('registers a walk-in and records the dose the same way', async () => {
    const page = one.page();
    await page
      .getByRole('link', { name: onOne.say('nav.walkIn') })
      .first()
      .click();
    await page.getByLabel(onOne.say('walkIn.name')).fill('सुनीता क्षीरसागर');
    await page.getByLabel(onOne.say('walkIn.mobile')).fill('9876543210');
    await page.getByLabel(onOne.say('walkIn.birthYear')).fill('1985');
    await page.getByRole('radio', { name: 'Female', exact: true }).check({ force: true });
    await page.getByRole('radio', { name: onOne.say('category.citizen') }).check({ force: true });
    await onOne.button('walkIn.register').click();
    await page.getByRole('heading', { name: 'सुनीता क्षीरसागर' }).first().waitFor();
    const facilitated = onOne
      .button('check.allNormal')
      .or(onOne.button('check.facilitated'))
      .first();
    await facilitated.click();
    await onOne.button('dose.save').click();
    await onOne.see('place.saved-here');
  });

  it('sends by itself when the network returns, and the second tablet sees it', async () => {
    await server.start();
    await onOne.openList();
    await onOne.find(person(0).referenceId);
    await onOne.see('place.confirmed', 120);
    await onOne.find('सुनीता');
    await onOne.see('place.being-checked', 120);
    await onTwo.openList();
    await onTwo.find(person(0).referenceId);
    await onTwo.see('place.confirmed', 120);
  });

  it('shows the day at the desk; the supervisor accepts the walk-in and the tablet hears of it', async () => {
    const page = desk.page();
    await page.goto(`${server.address}/desk`);
    offer = { ...server.demo(), people: offer.people };
    const account = page.getByLabel('Account');
    await Promise.race([
      account.waitFor(),
      page.getByRole('link', { name: 'Review' }).first().waitFor(),
    ]);
    if (await account.isVisible()) {
      await account.fill(offer.account);
      await page.getByLabel('Password', { exact: true }).fill(offer.password);
      await deskButton('Sign in').click();
    }
    await page
      .getByRole('link', { name: /Review/ })
      .first()
      .click();
    await page.getByRole('button', { name: /सुनीता क्षीरसागर/ }).click();
    await page.getByText('Came without a booking').first().waitFor();
    await deskButton('Accept this dose…').click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('radio').first().check({ force: true });
    await dialog.getByRole('textbox').last().fill('Called the person; she remembers the dose.');
    await dialog.getByRole('button', { name: 'Accept', exact: true }).click();
    await page.getByText('Accepted').first().waitFor();
    await onOne.openList();
    await onOne.find('सुनीता');
    await onOne.see('place.confirmed', 120);
    await page.getByRole('link', { name: 'Tablets' }).first().click();
    await page.getByText('In contact').first().waitFor();
  });

  it('kept every promise on the way: no fault on a page, no request to a stranger, nothing lost', async () => {
    await expectNoFaults(
      [...one.faults, ...two.faults, ...desk.faults],
      [...one.strangers, ...two.strangers, ...desk.strangers],
    );
    await waitUntil(async () => {
      const answer = (await (await fetch(`${server.address}/readyz`)).json()) as {
        status?: string;
      };
      return answer !== null;
    }, 'the server to be ready');
  });
});
