// Owns the failure cases in which a browser is the actor (docs/failure-cases.md): killed, copied, full, emptied, shared, badly connected.

import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Page } from 'playwright-core';
import {
  cutLink,
  enrolTablet,
  exchangeAddress,
  mendLink,
  openTabletPage,
  pin,
  prepareDose,
  recordDose,
  sendNow,
  type EnrolledTablet,
} from './parts/failure-steps.ts';
import type { ChromiumProcess } from './parts/chromium-process.ts';
import { createRegister, type Register } from './parts/register.ts';
import { waitUntil } from './parts/server-process.ts';
import { createTabletSteps } from './parts/tablet-steps.ts';

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

async function unlockedOn(
  browser: ChromiumProcess,
  staff: string,
  prepare: (page: Page) => Promise<void> = async () => undefined,
) {
  const page = await browser.open(register.server.address);
  await prepare(page);
  const steps = createTabletSteps(page);
  await steps.unlock(staff, pin);
  return { page, steps };
}

describe('a browser that ends', () => {
  it('case 3: killed right after "Saved" has lost nothing', async () => {
    const { browser, staff, steps } = await newTablet();
    const people = [register.nextPerson(), register.nextPerson()];
    let current = { page: browser.page(), steps };
    await register.server.stop('SIGKILL');
    for (const person of people) {
      await recordDose(current.steps, current.page, person);
      await browser.kill();
      current = await unlockedOn(browser, staff);
    }
    await register.server.start();
    await sendNow(current.steps, current.page);
    for (const person of people)
      expect(await register.waitForDoses(person, 1)).toMatchObject([{ state: 'confirmed' }]);
  });

  it('case 10: a power loss that takes back what was already sent costs no dose, before or after', async () => {
    const { browser, staff, steps } = await newTablet();
    const [kept, takenBack, after] = [1, 2, 3].map(() => register.nextPerson());
    await recordDoseAndSend(steps, browser, kept!);
    await browser.close();
    const before = await browser.copyProfile();
    browsers.push(before);
    const first = await unlockedOn(browser, staff);
    await recordDoseAndSend(first.steps, browser, takenBack!);
    await browser.kill();
    await browser.takeProfileOf(before);
    const second = await unlockedOn(browser, staff);
    await recordDoseAndSend(second.steps, browser, after!);
    for (const person of [kept!, takenBack!, after!]) await register.waitForDoses(person, 1);
  });

  it('case 22: two browsers on copies of one profile both deliver, each dose once, and the copy is noticed', async () => {
    const { browser, staff } = await newTablet();
    await browser.close();
    const copy = await browser.copyProfile();
    browsers.push(copy);
    const [one, two] = [register.nextPerson(), register.nextPerson()];
    // Both without a network from the start: their logs part at the sign-in.
    const original = await unlockedOn(browser, staff, cutLink);
    const copied = await unlockedOn(copy, staff, cutLink);
    await recordDose(original.steps, original.page, one);
    await recordDose(copied.steps, copied.page, two);
    await mendLink(original.page);
    await mendLink(copied.page);
    await sendNow(original.steps, original.page);
    await sendNow(copied.steps, copied.page);
    for (const person of [one, two]) {
      const [dose] = await register.waitForDoses(person, 1);
      expect(dose).toMatchObject({ state: 'held' });
      expect(dose!.reasons).toContain('copied-tablet');
    }
  });
});

async function recordDoseAndSend(
  steps: EnrolledTablet['steps'],
  browser: ChromiumProcess,
  person: ReturnType<Register['nextPerson']>,
): Promise<void> {
  await cutLink(browser.page());
  await recordDose(steps, browser.page(), person);
  await mendLink(browser.page());
  await sendNow(steps, browser.page());
}

describe('a link that lies', () => {
  it('case 1: an answer lost after the commit marks nothing, and the dose stands once', async () => {
    const { browser, steps } = await newTablet();
    const page = browser.page();
    const person = register.nextPerson();
    await page.route(exchangeAddress, async (route) => {
      await route.fetch();
      await route.abort();
    });
    await recordDose(steps, page, person);
    await register.waitForDoses(person, 1);
    await openTabletPage(steps, page);
    await steps.see('connection.offline');
    await steps.see('connection.unsent');
    await mendLink(page);
    await sendNow(steps, page);
    expect(await register.waitForDoses(person, 1)).toMatchObject([{ state: 'confirmed' }]);
  });

  it('case 17: captive portals and 401, 403, 429, 500, 502 mark nothing', async () => {
    const { browser, steps } = await newTablet();
    const page = browser.page();
    const person = register.nextPerson();
    await cutLink(page);
    await recordDose(steps, page, person);
    await openTabletPage(steps, page);
    const html = { contentType: 'text/html', body: '<h1>Sign in to the network</h1>' };
    const lies = [
      ...[200, 204, 401, 403, 429, 500, 502, 503].map((status) => ({ status, ...html })),
      { status: 302, headers: { location: 'http://portal.invalid/' } },
      // The right type, and still nothing of ours.
      { status: 200, contentType: 'application/octet-stream', body: 'OK' },
      { status: 200, contentType: 'application/octet-stream', body: '' },
    ];
    let told = 0;
    for (const lie of lies) {
      await mendLink(page);
      await page.route(exchangeAddress, async (route) => {
        told += 1;
        await route.fulfill(lie);
      });
      const before = told;
      await steps.button('status.sendNow').click();
      await waitUntil(() => told > before, `an exchange that meets ${lie.status}`);
      await steps.see('connection.offline');
      await steps.see('connection.unsent');
    }
    expect(await register.dosesOf(person)).toEqual([]);
    await mendLink(page);
    await sendNow(steps, page);
    await register.waitForDoses(person, 1);
  });

  it('case 18: doses of somebody who left are sent under their name when a colleague has taken over', async () => {
    const { browser, steps, staff } = await newTablet();
    const page = browser.page();
    const [first, second] = [register.nextPerson(), register.nextPerson()];
    await cutLink(page);
    await recordDose(steps, page, first);
    await openTabletPage(steps, page);
    await steps.button('status.addStaff').click();
    const colleague = await steps.addColleague(/Verifier|in-charge/, '835061');
    expect(colleague).not.toBe(staff);
    await recordDose(steps, page, second);
    await openTabletPage(steps, page);
    await steps.button('status.lock').click();
    await steps.see('staff.whoAreYou');
    // Locked, nobody signed in: what is unsent goes all the same.
    await mendLink(page);
    await page.evaluate(() => window.dispatchEvent(new Event('online')));
    const [byFirst] = await register.waitForDoses(first, 1);
    const [bySecond] = await register.waitForDoses(second, 1);
    expect(byFirst!.by).not.toBeNull();
    expect(bySecond!.by).not.toBeNull();
    expect(byFirst!.by).not.toBe(bySecond!.by);
  });
});

describe('a storage that fails', () => {
  it('case 9: a full disk says NOT saved, leaves nothing half-written, and the same press works once there is room', async () => {
    const { browser, staff } = await newTablet();
    const person = register.nextPerson();
    // What the app keeps for itself must not take the room that is left for records.
    await browser.page().evaluate(async () => void (await navigator.serviceWorker.ready));
    await browser.close();
    // The browser remembers for half a minute how much room there is: the limit is set before it first looks. Unlocking
    // and what the app looks at by itself have room enough; the rest is filled below.
    const page = await browser.open(`${register.server.address}/healthz`);
    const session = await browser.context().newCDPSession(page);
    const { origin } = new URL(register.server.address);
    const usage = await page.evaluate(async () => (await navigator.storage.estimate()).usage ?? 0);
    const quotaSize = usage + 3_000_000;
    await session.send('Storage.overrideQuotaForOrigin', { origin, quotaSize });
    await page.goto(register.server.address);
    const steps = createTabletSteps(page);
    await steps.unlock(staff, pin);
    await prepareDose(steps, page, person);
    expect(await page.evaluate(fillStorage)).toBe('QuotaExceededError');
    await steps.button('dose.save').click();
    await steps.see('save.notSaved');
    await steps.see('save.storage-full');
    await session.send('Storage.overrideQuotaForOrigin', { origin });
    await steps.button('dose.save').click();
    await sendNow(steps, page);
    expect(await register.waitForDoses(person, 1)).toMatchObject([{ state: 'confirmed' }]);
  });

  it('case 21: a storage that is emptied under the open page is told at once, with what to do, and nothing is said to be saved', async () => {
    const { browser, steps } = await newTablet();
    const page = browser.page();
    await openTabletPage(steps, page);
    await steps.see('status.storageAtRisk');
    const person = register.nextPerson();
    await cutLink(page);
    await prepareDose(steps, page, person);
    const session = await browser.context().newCDPSession(page);
    const { origin } = new URL(register.server.address);
    await session.send('Storage.clearDataForOrigin', { origin, storageTypes: 'indexeddb' });
    await steps.see('enrol.emptied');
    await steps.see('enrol.emptied.do');
    await mendLink(page);
    await setUpAgain(steps);
    await recordDoseAndSend(steps, browser, person);
    await register.waitForDoses(person, 1);
  });

  it('case 21: with its key missing a tablet asks for a new code, and sends what it still holds under the head that was signed last', async () => {
    const { browser, steps } = await newTablet();
    const page = browser.page();
    const [held, after] = [register.nextPerson(), register.nextPerson()];
    await cutLink(page);
    await recordDose(steps, page, held);
    // The request that cannot be sent signs the head all the same.
    await waitUntil(() => page.evaluate(isEveryHeadSigned), 'the head to be signed');
    await page.evaluate(deleteDeviceKeys);
    await page.reload();
    await steps.see('enrol.title');
    await mendLink(page);
    await setUpAgain(steps);
    await cutLink(page);
    await recordDose(steps, page, after);
    await mendLink(page);
    await openTabletPage(steps, page);
    await steps.button('status.sendNow').click();
    await register.waitForDoses(after, 1);
    await register.waitForDoses(held, 1);
    await steps.see('status.nothingHere', 60);
  });
});

async function setUpAgain(steps: EnrolledTablet['steps']): Promise<void> {
  await steps.enrol(await register.makeEnrolmentCode());
  await steps.see('staff.whoAreYou');
  await steps.choosePin(/Vaccinator/, pin);
  await steps.openVial();
}

/** Runs in the page: writes until the browser says that there is no room, in ever smaller pieces. */
async function fillStorage(): Promise<string> {
  const database = await new Promise<IDBDatabase>((resolve, reject) => {
    const request = indexedDB.open('photos', 1);
    request.onupgradeneeded = () =>
      request.result.createObjectStore('photos', { autoIncrement: true });
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error!);
  });
  let fault = '';
  for (let size = 65_536; size >= 64; size /= 2)
    for (let isFull = false; !isFull;) {
      const transaction = database.transaction('photos', 'readwrite');
      transaction
        .objectStore('photos')
        .add(crypto.getRandomValues(new Uint8Array(Math.min(size, 65_536))));
      isFull = await new Promise<boolean>((resolve) => {
        transaction.oncomplete = () => resolve(false);
        transaction.onabort = () => resolve(true);
      });
      if (isFull) fault = transaction.error?.name ?? '';
    }
  database.close();
  return fault;
}

/** Runs in the page. */
async function isEveryHeadSigned(): Promise<boolean> {
  const database = await new Promise<IDBDatabase>((resolve, reject) => {
    const request = indexedDB.open('suchi-tablet');
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error!);
  });
  const readAll = <Value>(name: string): Promise<Value[]> =>
    new Promise((resolve, reject) => {
      const request = database.transaction(name).objectStore(name).getAll();
      request.onsuccess = () => resolve(request.result as Value[]);
      request.onerror = () => reject(request.error!);
    });
  const signed = await readAll<{ log: string; seq: number }>('signedHeads');
  const logs = await readAll<{ log: string; headSeq: number }>('logs');
  database.close();
  return logs.every(({ log, headSeq }) =>
    signed.some((head) => head.log === log && head.seq === headSeq),
  );
}

/** Runs in the page. */
async function deleteDeviceKeys(): Promise<void> {
  const database = await new Promise<IDBDatabase>((resolve, reject) => {
    const request = indexedDB.open('suchi-tablet');
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error!);
  });
  const transaction = database.transaction('settings', 'readwrite');
  transaction.objectStore('settings').delete('device-keys');
  await new Promise((resolve) => (transaction.oncomplete = resolve));
  database.close();
}
