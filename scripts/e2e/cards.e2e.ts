// Owns the day of a card: a dose given on a tablet, confirmed by a running server, printed at the desk, believed by a phone without a network.
// And a receipt held before that phone brings its dose to the district.

import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import type { Page } from 'playwright-core';
import type { DeskCardShown } from '../../schemas/desk-cards.ts';
import texts from '../../client/i18n/desk.en.json' with { type: 'json' };
import en from '../../client/i18n/verify.en.json' with { type: 'json' };
import { createTabletBrowser, type TabletBrowser } from './parts/browser.ts';
import type { ChromiumProcess } from './parts/chromium-process.ts';
import { cutLink, enrolTablet, recordDose, sendNow } from './parts/failure-steps.ts';
import { createLooker, looks } from './parts/looks.ts';
import { createRegister, type Person, type Register } from './parts/register.ts';
import { stubCamera } from './parts/stub-camera.ts';
import { waitUntil } from './parts/server-process.ts';
import { escapePattern, expectNoFaults } from './parts/tablet-steps.ts';

let register: Register;
let tablets: ChromiumProcess[] = [];
let phones: TabletBrowser[] = [];
beforeAll(async () => {
  register = await createRegister();
});
afterEach(async () => {
  for (const browser of [...tablets, ...phones]) await browser.destroy();
  [tablets, phones] = [[], []];
});
afterAll(() => register?.destroy());

/** A phone on which the page was opened once with a network, and never again with one. */
async function openVerifyPage(): Promise<{ readonly phone: TabletBrowser; readonly page: Page }> {
  const phone = await createTabletBrowser(register.server.address, looks.sizes[2]);
  phones.push(phone);
  const page = await phone.open();
  await page.goto(`${register.server.address}/verify.html`);
  await page.getByText(/^Keys and withdrawn cards as of/).waitFor();
  await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
  return { phone, page };
}

async function goOffline({ phone, page }: Awaited<ReturnType<typeof openVerifyPage>>) {
  await phone.context().setOffline(true);
  await page.reload();
  await page.getByText(en['verify.offline']).waitFor();
}

async function checkText(page: Page, text: string): Promise<void> {
  const details = page.locator('details.verify-text');
  if (!(await details.evaluate((it) => (it as HTMLDetailsElement).open)))
    await page.getByText(en['verify.typeInstead']).click();
  await page.getByLabel(en['verify.text']).fill(text);
  await page.getByRole('button', { name: en['verify.checkText'] }).click();
}

async function showCard(person: Person): Promise<DeskCardShown> {
  const caseKey = await register.withStore(async ({ database }) => {
    const row = await database
      .selectFrom('dose')
      .select('case_key')
      .where('centre_id', '=', register.centreId)
      .where('case_key', 'like', `a${person.appointmentNo}-%`)
      .executeTakeFirstOrThrow();
    return row.case_key;
  });
  const { centreId } = register;
  return register.atDesk<DeskCardShown>('/v1/desk/cards/show', { centreId, caseKey });
}

it('a card of a running server is believed by a phone with its network off, scanned and as a file, and no changed one is', async () => {
  const { browser, steps } = await enrolTablet(register);
  tablets.push(browser);
  const person = register.nextPerson();
  await recordDose(steps, browser.page(), person);
  await sendNow(steps, browser.page());
  await register.waitForDoses(person, 1);
  const { print } = await showCard(person);
  expect(print).not.toBeNull();

  const opened = await openVerifyPage();
  await goOffline(opened);
  const { page, phone } = opened;
  await page.evaluate(stubCamera, [print!.numeric]);
  await page.getByRole('button', { name: en['verify.scan'] }).click();
  await page.getByText(en['verify.is.good']).waitFor();
  await page.getByText(print!.name, { exact: true }).waitFor();
  await page.getByText(en['verify.noId']).waitFor();
  const looker = createLooker(false);
  await looker.look(page, 'verify good');

  const at = print!.numeric.length - 200;
  const changed = String((Number(print!.numeric[at]) + 1) % 10);
  await checkText(page, print!.numeric.slice(0, at) + changed + print!.numeric.slice(at + 1));
  await page
    .getByText(new RegExp(`${en['verify.is.changed']}|${en['verify.is.damaged']}`))
    .waitFor();
  expect(await page.getByText(en['verify.is.good']).count()).toBe(0);
  await looker.look(page, 'verify refused');

  await page.setInputFiles('input.verify-file', {
    name: 'card.smart-health-card',
    mimeType: 'application/smart-health-card',
    buffer: Buffer.from(print!.file),
  });
  await page.getByText(en['verify.is.good']).waitFor();
  expect(looker.faults).toEqual([]);
  await expectNoFaults(phone.faults, phone.strangers);
});

it('a centre prints a card for somebody without a phone: one sheet of A4, in three languages', async () => {
  const { browser, steps } = await enrolTablet(register);
  tablets.push(browser);
  const person = register.nextPerson();
  await recordDose(steps, browser.page(), person);
  await sendNow(steps, browser.page());
  await register.waitForDoses(person, 1);
  const desk = await createTabletBrowser(register.server.address, looks.sizes[2]);
  phones.push(desk);
  const page = await desk.open();
  const { account, password } = register.server.demo();
  await page.goto(`${register.server.address}/desk/cards`);
  await page.getByLabel(texts['desk.signIn.account']).fill(account);
  await page.getByLabel(texts['desk.signIn.password'], { exact: true }).fill(password);
  await page.getByRole('button', { name: texts['desk.signIn.submit'] }).click();
  const centre = page.getByLabel(texts['desk.cards.centre']);
  await centre.waitFor();
  await centre.selectOption(String(register.centreId));
  await page.getByRole('button', { name: texts['desk.cards.load'] }).click();
  const row = page.getByRole('row', { name: new RegExp(escapePattern(person.name)) });
  await row.waitFor();
  const looker = createLooker(false);
  await looker.look(page, 'desk cards');
  await row.getByRole('button', { name: texts['desk.cards.show'] }).click();
  await page.getByRole('img', { name: texts['desk.cards.paper.code'] }).waitFor();
  await looker.look(page, 'desk card');
  const pdf = (await page.pdf({ preferCSSPageSize: true })).toString('latin1');
  expect(pdf.match(/\/Type \/Page\b/g)).toHaveLength(1);
  const [, width, height] = /\/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]/.exec(pdf) ?? [];
  expect([Math.round(Number(width)), Math.round(Number(height))]).toEqual([595, 842]);
  expect(looker.faults).toEqual([]);
  await expectNoFaults(desk.faults, desk.strangers);
});

it('a receipt is no card: a phone without a network keeps it, and brings the dose when there is one', async () => {
  const { browser, steps } = await enrolTablet(register);
  tablets.push(browser);
  const tablet = browser.page();
  const person = register.nextPerson();
  await cutLink(tablet);
  await recordDose(steps, tablet, person);
  await steps.button('receipt.open').click();
  const code = tablet.getByRole('img', { name: steps.say('receipt.code') });
  const frame = await code.getAttribute('data-text');
  expect(frame).toMatch(/^\d+$/);

  const opened = await openVerifyPage();
  await goOffline(opened);
  const { page, phone } = opened;
  await checkText(page, frame!);
  await page.getByText(en['verify.receipt']).waitFor();
  expect(await page.getByText(en['verify.is.good']).count()).toBe(0);
  // The page was closed in between: what it keeps is on the disk.
  await page.reload();
  await page.getByText('1 receipt waits here for a network').waitFor();
  expect(await register.dosesOf(person)).toHaveLength(0);
  await phone.context().setOffline(false);
  await register.waitForDoses(person, 1);
  await waitUntil(
    async () => (await page.getByText('1 receipt waits here for a network').count()) === 0,
    'the phone to have brought the receipt',
  );
  await expectNoFaults(phone.faults, phone.strangers);
});
