// Owns background delivery in a real browser: nobody has the app open, or it is locked, and what was saved arrives all the same.

import { readFile } from 'node:fs/promises';
import { gzipSync } from 'node:zlib';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Page } from 'playwright-core';
import type { ChromiumProcess } from './parts/chromium-process.ts';
import {
  cutLink,
  enrolTablet,
  openTabletPage,
  pin,
  recordDose,
  type EnrolledTablet,
} from './parts/failure-steps.ts';
import { createRegister, type Person, type Register } from './parts/register.ts';
import { watchWorker } from './parts/service-worker.ts';
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

/** A tablet that has recorded two doses while the server was gone. */
async function tabletWithUnsent(): Promise<EnrolledTablet & { people: readonly Person[] }> {
  const tablet = await enrolTablet(register);
  browsers.push(tablet.browser);
  const page = tablet.browser.page();
  await page.evaluate(async () => void (await navigator.serviceWorker.ready));
  await register.server.stop('SIGKILL');
  const people = [register.nextPerson(), register.nextPerson()];
  for (const person of people) await recordDose(tablet.steps, page, person);
  return { ...tablet, people };
}

/** The highest pull counter that the server has seen of any tablet: each pull raises it. */
function readPulls(): Promise<number> {
  return register.withStore(async ({ database }) => {
    const rows = await database.selectFrom('device').select('counter').execute();
    return rows.reduce((sum, row) => sum + row.counter, 0);
  });
}

const tagsOf = (page: Page): Promise<string[]> =>
  page.evaluate(async () => {
    const found = (await navigator.serviceWorker.ready) as unknown as {
      readonly sync: { readonly getTags: () => Promise<string[]> };
    };
    return found.sync.getTags();
  });

describe('while the app is closed', () => {
  it('doses saved without a network are on the server after the browser wakes the worker, and the page shows it without asking', async () => {
    const { browser, staff, people } = await tabletWithUnsent();
    const pulls = await readPulls();
    expect(await tagsOf(browser.page())).toEqual(['suchi-deliver']);
    // The browser stays, without a page of the app.
    const blank = await browser.context().newPage();
    await browser.page().close();
    const worker = await watchWorker(browser.context(), register.server.address);
    // Failed by name: a browser tries such an event again.
    expect(await worker.wake()).toBe('background delivery: unreachable');
    await register.server.start();
    for (const person of people) expect(await register.dosesOf(person)).toEqual([]);
    expect(await worker.wake()).toBe('fulfilled');
    for (const person of people)
      expect(await register.waitForDoses(person, 1)).toMatchObject([{ state: 'confirmed' }]);
    expect(await readPulls()).toBe(pulls);
    // Woken once more it finds nothing, and asks nobody.
    await register.server.stop('SIGKILL');
    expect(await worker.wake()).toBe('fulfilled');
    await worker.stop();

    await cutLink(blank);
    await blank.goto(register.server.address);
    const steps = createTabletSteps(blank);
    await steps.unlock(staff, pin);
    for (const person of people) {
      await steps.openPerson(person.referenceId, person.name);
      const shown = blank
        .getByText(steps.say('place.sent'), { exact: true })
        .or(blank.getByText(steps.say('place.confirmed'), { exact: true }));
      await shown.first().waitFor();
    }
  });
});

describe('while the app is open', () => {
  it('and locked, with a page that reaches nobody, the worker delivers beside it and the page sees it at once', async () => {
    const { browser, steps, people } = await tabletWithUnsent();
    const page = browser.page();
    await openTabletPage(steps, page);
    await steps.button('status.lock').click();
    await steps.see('staff.whoAreYou');
    await cutLink(page);
    await register.server.start();
    const pulls = await readPulls();
    const worker = await watchWorker(browser.context(), register.server.address);
    expect(await worker.wake({ isLastChance: true })).toBe('fulfilled');
    for (const person of people) await register.waitForDoses(person, 1);
    expect(await readPulls()).toBe(pulls);
    await page
      .getByRole('link', { name: steps.say('rescue.open') })
      .first()
      .click();
    await steps.see('status.nothingHere');
    await worker.stop();
  });

  it('and looked at, the worker leaves it to the page, and the wish stays open', async () => {
    const { browser, people } = await tabletWithUnsent();
    await cutLink(browser.page());
    await register.server.start();
    const worker = await watchWorker(browser.context(), register.server.address);
    expect(await worker.wake()).toBe('background delivery: a visible page delivers');
    for (const person of people) expect(await register.dosesOf(person)).toEqual([]);
    expect(await tagsOf(browser.page())).toEqual(['suchi-deliver']);
    await worker.stop();
  });

  it('and unlocked, page and worker deliver at one moment, each dose once', async () => {
    const { browser, steps, people } = await tabletWithUnsent();
    await openTabletPage(steps, browser.page());
    const worker = await watchWorker(browser.context(), register.server.address);
    await register.server.start();
    const [ended] = await Promise.all([
      worker.wake({ isLastChance: true }),
      steps.button('status.sendNow').click(),
    ]);
    expect(ended).toBe('fulfilled');
    await steps.see('status.nothingHere', 60);
    for (const person of people)
      expect(await register.waitForDoses(person, 1)).toMatchObject([{ state: 'confirmed' }]);
    await worker.stop();
  });
});

describe('the built worker', () => {
  it('is small, and holds neither the view, nor screens, nor the PIN', async () => {
    const built = await readFile(new URL('../../dist/service-worker.js', import.meta.url));
    // Dexie alone is 31 kB of it, reading answers (zod) 11 kB.
    expect(gzipSync(built, { level: 9 }).length).toBeLessThan(60_000);
    // Names of files that it keeps for the app are no code of its own.
    const code = built.toString().replace(/"?url"?:\s*"[^"]*"/g, '');
    expect(code).not.toMatch(/rxdb|argon2|preact|hpke/i);
  });
});
