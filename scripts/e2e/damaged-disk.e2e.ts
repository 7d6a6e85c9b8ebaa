// Owns a disk that loses a record between two starts, played with a real browser and a real server: told, worked on with, and nothing else is lost.

import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import type { ChromiumProcess } from './parts/chromium-process.ts';
import { enrolTablet, openTabletPage, pin, recordDose } from './parts/failure-steps.ts';
import { createRegister, type Register } from './parts/register.ts';

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

it('a tablet that has lost one unsent record says so before anybody unlocks, takes the next dose, and sends every dose that is left', async () => {
  const { browser, staff, steps } = await enrolTablet(register);
  browsers.push(browser);
  const page = browser.page();
  await register.server.stop('SIGKILL');
  const [first, second, third] = [1, 2, 3].map(() => register.nextPerson());
  await recordDose(steps, page, first!);
  await recordDose(steps, page, second!);
  // The check-in of the second person: between two doses that have to arrive.
  const lost = await page.evaluate(loseRecordBeforeHead, 2);
  await page.reload();
  await steps.see('rescue.faultTitle');
  await steps.see('staff.whoAreYou');
  await page
    .getByRole('link', { name: steps.say('rescue.open') })
    .first()
    .click();
  await page.getByText(new RegExp(`, record ${lost}$`)).waitFor();
  await steps.see('rescue.step.doNotClear');
  await page
    .getByRole('link', { name: steps.say('unlock.back') })
    .first()
    .click();
  await steps.unlock(staff, pin);
  await recordDose(steps, page, third!);
  await register.server.start();
  await openTabletPage(steps, page);
  await steps.button('status.sendNow').click();
  await steps.see('status.nothingHere', 60);
  for (const person of [first!, second!, third!]) await register.waitForDoses(person, 1);
  const told = await register.withStore(({ database }) =>
    database.selectFrom('device').select('heartbeat').execute(),
  );
  expect(JSON.parse(told[0]!.heartbeat!)).toMatchObject({ needsHelp: 1 });
  // Sent and told, and still not forgotten at the next start.
  await page.reload();
  await steps.see('rescue.faultTitle');
});

/** Runs in the page: the record that stands so many places before the end is gone, and with it every gathered copy. Returns its number. */
async function loseRecordBeforeHead(places: number): Promise<number> {
  const done = <Value>(request: IDBRequest<Value>): Promise<Value> =>
    new Promise((resolve, reject) => {
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error!);
    });
  const database = await done(indexedDB.open('suchi-tablet'));
  const transaction = database.transaction(['logs', 'rows', 'bodies'], 'readwrite');
  const [log] = (await done(transaction.objectStore('logs').getAll())) as {
    log: string;
    headSeq: number;
  }[];
  const seq = log!.headSeq - places;
  transaction.objectStore('rows').delete([log!.log, seq]);
  transaction.objectStore('bodies').clear();
  await new Promise((resolve) => (transaction.oncomplete = resolve));
  database.close();
  return seq;
}
