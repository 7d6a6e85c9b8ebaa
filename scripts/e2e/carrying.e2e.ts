// Owns what copies save with a real server: a tablet is destroyed, a phone that was never set up brings its doses, once.

import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import type { Page } from 'playwright-core';
import { createChromiumProcess, type ChromiumProcess } from './parts/chromium-process.ts';
import { cutLink, enrolTablet, openTabletPage, recordDose } from './parts/failure-steps.ts';
import { createRegister, type Register } from './parts/register.ts';
import { stubCamera } from './parts/stub-camera.ts';
import { waitUntil } from './parts/server-process.ts';
import { createTabletSteps, type TabletSteps } from './parts/tablet-steps.ts';

let register: Register;
const browsers: ChromiumProcess[] = [];
beforeAll(async () => {
  register = await createRegister();
});
afterEach(async () => {
  for (const browser of browsers.splice(0)) await browser.destroy();
});
afterAll(() => register?.destroy());

interface Opened {
  readonly browser: ChromiumProcess;
  readonly page: Page;
  readonly steps: TabletSteps;
}

async function newTablet(): Promise<Opened> {
  const { browser, steps } = await enrolTablet(register);
  browsers.push(browser);
  const page = browser.page();
  await cutLink(page);
  return { browser, page, steps };
}

/** A phone on which the app was opened once, at the page of copies. */
async function newPhone(): Promise<Opened> {
  const browser = await createChromiumProcess();
  browsers.push(browser);
  const page = await browser.open(`${register.server.address}/carry`);
  const steps = createTabletSteps(page);
  await steps.see('carry.takeWhy');
  return { browser, page, steps };
}

async function openCopies({ steps, page }: Opened): Promise<void> {
  await openTabletPage(steps, page);
  await page.getByRole('link', { name: steps.say('status.copies') }).click();
  await steps.see('carry.makeWhy');
}

async function burn(tablet: Opened): Promise<void> {
  await tablet.browser.kill();
  await tablet.browser.destroy();
  browsers.splice(browsers.indexOf(tablet.browser), 1);
}

const carriesNothing = ({ page, steps }: Opened): Promise<void> =>
  waitUntil(
    async () => (await page.getByText(steps.say('carry.carriedMeans')).count()) === 0,
    'the phone to have delivered its copies',
    60,
  );

it('a tablet burns after a copy as a file: a phone brings every dose up to the copy, once, and what came after is lost', async () => {
  const tablet = await newTablet();
  const { page, steps } = tablet;
  const [first, second, after] = [
    register.nextPerson(),
    register.nextPerson(),
    register.nextPerson(),
  ];
  await recordDose(steps, page, first);
  await recordDose(steps, page, second);
  await openCopies(tablet);
  await page.evaluate(stubShareSheet);
  await steps.button('carry.shareFile').click();
  await steps.see('carry.shared');
  const shared = await page.evaluate(() => (window as unknown as SharedFile).sharedFile!);
  expect(shared.name).toMatch(/^suchi-[0-9A-Z]{4}-\d{4}-\d\d-\d\d-\d+\.copy$/);
  await steps.button('carry.arrived').click();
  await recordDose(steps, page, after);
  await burn(tablet);

  const phone = await newPhone();
  await cutLink(phone.page);
  const file = { ...shared, mimeType: 'text/plain', buffer: Buffer.from(shared.bytes) };
  for (const word of ['carry.take.taken', 'carry.take.already-carried']) {
    await phone.page.locator('input[type=file]').setInputFiles(file);
    await phone.steps.see(word);
  }
  // The app is closed and opened again on the way to the network.
  await phone.page.unroute('**/v1/exchange');
  await phone.page.reload();
  await register.waitForDoses(first, 1);
  await register.waitForDoses(second, 1);
  await carriesNothing(phone);
  // Another phone has the same copy.
  const other = await newPhone();
  await other.page.locator('input[type=file]').setInputFiles(file);
  await other.steps.see('carry.take.taken');
  await carriesNothing(other);
  for (const [person, count] of [
    [first, 1],
    [second, 1],
    [after, 0],
  ] as const)
    expect(await register.dosesOf(person)).toHaveLength(count);
});

it('a tablet burns after codes that two phones scanned, the later ones delivered first', async () => {
  const tablet = await newTablet();
  const { page, steps } = tablet;
  const people = [register.nextPerson(), register.nextPerson()];
  const phones = [await newPhone(), await newPhone()];
  for (const [i, person] of people.entries()) {
    await recordDose(steps, page, person);
    await openCopies(tablet);
    await steps.button('carry.showCodes').click();
    await steps.see('carry.codesHow');
    const texts = await readCodes(tablet);
    await cutLink(phones[i]!.page);
    await phones[i]!.page.evaluate(stubCamera, [...texts].reverse());
    await phones[i]!.steps.button('carry.scanCodes').click();
    await phones[i]!.steps.see('carry.take.taken');
    await steps.button('carry.arrived').click();
    await steps.see('carry.done');
  }
  await burn(tablet);
  for (const phone of phones.reverse()) {
    await phone.page.unroute('**/v1/exchange');
    await phone.page.reload();
    await carriesNothing(phone);
  }
  for (const person of people) await register.waitForDoses(person, 1);
});

/** The codes as the tablet shows them, turned by hand. */
async function readCodes({ page, steps }: Opened): Promise<string[]> {
  const texts = new Set<string>();
  const code = page.locator('.qr-code');
  for (let turn = 0; turn < 60; turn++) {
    const text = (await code.getAttribute('data-text')) ?? '';
    if (texts.has(text)) return [...texts];
    texts.add(text);
    const next = steps.button('carry.codeNext');
    if ((await next.count()) === 0) return [...texts];
    await next.click();
  }
  throw new Error('the codes do not end');
}

interface SharedFile {
  sharedFile?: { readonly name: string; readonly bytes: number[] };
}

/** Runs in the page: headless Chromium has no share sheet. */
function stubShareSheet(): void {
  Object.assign(navigator, {
    canShare: () => true,
    share: async ({ files }: { files: File[] }) => {
      const bytes = [...new Uint8Array(await files[0]!.arrayBuffer())];
      (window as unknown as SharedFile).sharedFile = { name: files[0]!.name, bytes };
    },
  });
}
