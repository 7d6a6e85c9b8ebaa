// Owns failure case 25 (docs/failure-cases.md): a full day recorded offline goes over a link that is slow, far and cut again and again.

import { afterAll, beforeAll, expect, it } from 'vitest';
import { createChromiumProcess, type ChromiumProcess } from './parts/chromium-process.ts';
import { openCorePage, type InPage } from './parts/core.ts';
import { createCuttingProxy, type CuttingProxy } from './parts/cutting-proxy.ts';
import { cutLink, mendLink, pin } from './parts/failure-steps.ts';
import { createRegister, type Register } from './parts/register.ts';

const peopleMax = 200;
const dosesPerVial = 10;
const httpBytesMax = 20_000;

let register: Register;
let proxy: CuttingProxy;
let browser: ChromiumProcess;
beforeAll(async () => {
  register = await createRegister();
  proxy = await createCuttingProxy(Number(new URL(register.server.address).port));
  browser = await createChromiumProcess();
});
afterAll(async () => {
  await browser?.destroy();
  await proxy?.close();
  await register?.destroy();
});

it('case 25: 200 people with four events each, then 2G with cuts: all delivered within 20 kB of HTTP', async () => {
  await browser.open(`${proxy.address}/healthz`);
  await register.bookMore(peopleMax);
  const page = await openCorePage(browser.context(), proxy.address, browser.page());
  const people = Array.from({ length: peopleMax }, () => register.nextPerson());
  await page.evaluate(
    async ([code, digits]) => {
      const { tablet } = (globalThis as unknown as InPage).core;
      await tablet.enrol(code);
      const stage = tablet.stage.value;
      if (stage.stage === 'needs-first-pin') await tablet.setPin(stage.staff[0]!.staffId, digits);
    },
    [await register.makeEnrolmentCode(), pin] as const,
  );
  await page.waitForFunction(
    () => (globalThis as unknown as InPage).core.tablet.people.value.length > 0,
  );
  await page.waitForFunction(
    () => (globalThis as unknown as InPage).core.tablet.connection.value.unsent === 0,
  );
  await cutLink(page);
  const outcomes = await page.evaluate(
    async ([list, perVial]) => {
      const { tablet, openVial, recordPerson } = (globalThis as unknown as InPage).core;
      const said = new Set<string>();
      for (const [i, person] of list.entries()) {
        if (i % perVial === 0) said.add(await openVial());
        for (const one of await recordPerson(person.referenceId, Number(person.code)))
          said.add(one);
      }
      await tablet.lock();
      return [...said];
    },
    [people, dosesPerVial] as const,
  );
  expect(outcomes).toEqual(['saved']);
  await mendLink(page);
  proxy.setQuality({
    roundTripMilliseconds: 1_000,
    bitsPerSecond: 20_000,
    cutProbability: 0.3,
    dice: seededDice(2),
  });
  // Somebody presses "send" whenever the tablet says that it has no network: the waits between tries cost no bytes.
  await page.evaluate(
    () =>
      new Promise<void>((resolve) => {
        const { tablet } = (globalThis as unknown as InPage).core;
        tablet.connection.subscribe(({ unsent, state }) => {
          if (unsent === 0) resolve();
          else if (state === 'offline') queueMicrotask(tablet.exchangeNow);
        });
      }),
  );
  const { up, down, requests, cuts } = proxy.tally();
  proxy.setQuality(null);
  const doses = await register.withStore(({ database }) =>
    database.selectFrom('dose').select('case_key').execute(),
  );
  expect(doses).toHaveLength(peopleMax);
  await register.expectWhole();
  console.log(
    `case 25: ${up + down} bytes of HTTP (${up} up, ${down} down) in ${requests} requests, ${cuts} cut`,
  );
  expect(cuts).toBeGreaterThan(0);
  // One request a day: only a cut makes another.
  expect(requests - cuts).toBe(1);
  expect(up + down).toBeLessThanOrEqual(httpBytesMax);
});

function seededDice(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}
