// Owns the update of the app as a tablet meets it: it waits for a tap, reloads nothing by itself, and costs no record.

import { appendFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTabletBrowser, type TabletBrowser } from './parts/browser.ts';
import { createServerProcess, freePort, type ServerProcess } from './parts/server-process.ts';
import { createTabletSteps, type TabletSteps } from './parts/tablet-steps.ts';

const pin = '274519';
const worker = new URL('../../dist/service-worker.js', import.meta.url);

describe('an update of the app with unsent records and an open tab', () => {
  let folder: string;
  let server: ServerProcess;
  let tablet: TabletBrowser;
  let steps: TabletSteps;
  let vaccinator: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'suchi-update-'));
    server = createServerProcess(await freePort(), join(folder, 'data'));
    await server.start();
    tablet = await createTabletBrowser(server.address);
    const page = await tablet.open();
    steps = createTabletSteps(page);
    await page.goto(server.address);
    await steps.enrol(server.demo().enrolmentCode);
    await steps.see('staff.whoAreYou');
    vaccinator = await steps.choosePin(/Vaccinator/, pin);
    await steps.seeListed(server.demo().people[0]!);
    await page.evaluate(async () => void (await navigator.serviceWorker.ready));
  });
  afterAll(async () => {
    await tablet?.destroy();
    await server?.stop();
    await rm(folder, { recursive: true, force: true });
  });

  /** The server holds the build it read at start: the next build is in it, and the folder is as it was. */
  async function startWithNextBuild(difference: string): Promise<void> {
    const built = await readFile(worker);
    await appendFile(worker, `\n// The next build differs in this line: ${difference}\n`);
    try {
      await server.start();
    } finally {
      await writeFile(worker, built);
    }
  }

  it('keeps what is unsent, offers the new version, and reloads only on a tap', async () => {
    const page = tablet.page();
    await server.stop('SIGKILL');
    await steps.openVial();
    await steps.see('connection.unsent');
    await startWithNextBuild('first');
    // The link to the server hangs in the air for the records: only the worker script is let through.
    await page.route('**/v1/exchange', (route) => route.abort());
    await page.evaluate(() => {
      (window as unknown as { isFirstPage: boolean }).isFirstPage = true;
    });
    await page.evaluate(async () => (await navigator.serviceWorker.getRegistration())?.update());
    await steps.see('update.ready', 60);
    const isFirstPage = () =>
      page.evaluate(() => (window as unknown as { isFirstPage?: boolean }).isFirstPage === true);
    expect(await isFirstPage()).toBe(true);
    const reloaded = page.waitForEvent('load');
    await steps.button('update.now').click();
    await reloaded;
    expect(await isFirstPage()).toBe(false);
    await steps.unlock(vaccinator, pin);
    await steps.see('connection.unsent');
    await page.unroute('**/v1/exchange');
    await page
      .getByRole('link', { name: steps.say('nav.tablet'), exact: true })
      .first()
      .click();
    await steps.button('status.sendNow').click();
    await steps.see('status.nothingHere', 60);
    expect(tablet.faults).toEqual([]);
  });

  it('case 19: a tab that stays open in the old version goes on saving, and what it saved is sent', async () => {
    const oldTab = tablet.page();
    const newTab = await tablet.context().newPage();
    await newTab.goto(server.address);
    await newTab.bringToFront();
    const onNew = createTabletSteps(newTab);
    await onNew.unlock(vaccinator, pin);
    await oldTab.evaluate(() => {
      (window as unknown as { isFirstPage: boolean }).isFirstPage = true;
    });
    await server.stop('SIGKILL');
    await startWithNextBuild('second');
    await tablet.context().route('**/v1/exchange', (route) => route.abort());
    await newTab.evaluate(async () => (await navigator.serviceWorker.getRegistration())?.update());
    await onNew.see('update.ready', 60);
    const reloaded = newTab.waitForEvent('load');
    await onNew.button('update.now').click();
    await reloaded;
    await oldTab.bringToFront();
    await steps.openVial();
    await steps.see('connection.unsent');
    expect(
      await oldTab.evaluate(() => (window as unknown as { isFirstPage?: boolean }).isFirstPage),
    ).toBe(true);
    await tablet.context().unroute('**/v1/exchange');
    await oldTab
      .getByRole('link', { name: steps.say('nav.tablet'), exact: true })
      .first()
      .click();
    await steps.button('status.sendNow').click();
    await steps.see('status.nothingHere', 60);
    expect(tablet.faults).toEqual([]);
  });
});
