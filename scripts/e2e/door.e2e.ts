// Owns the proof of the person's own door: a walk-in recorded without a network, asked by message, confirmed by the person, carried away as a card; and "not me".

import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTabletBrowser, type TabletBrowser } from './parts/browser.ts';
import { createLooker, type Looker } from './parts/looks.ts';
import {
  createServerProcess,
  freePort,
  waitUntil,
  type ServerProcess,
} from './parts/server-process.ts';
import { createTabletSteps, expectNoFaults, type TabletSteps } from './parts/tablet-steps.ts';

const phone = '9876501234';
const name = 'सुनीता क्षीरसागर';
/** Pictures are kept for people to look at where this names a folder. */
const pictures = process.env['DOOR_PICTURES'];

describe('the person’s own door, end to end', () => {
  let folder: string;
  let server: ServerProcess;
  let tablet: TabletBrowser;
  let desk: TabletBrowser;
  let person: TabletBrowser;
  let onTablet: TabletSteps;
  const myLooks: Looker = createLooker(pictures !== undefined);
  const deskLooks: Looker = createLooker(pictures !== undefined);

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'suchi-door-'));
    server = createServerProcess(await freePort(), join(folder, 'data'));
    await server.start();
    tablet = await createTabletBrowser(server.address);
    desk = await createTabletBrowser(server.address, { width: 1280, height: 800 });
    person = await createTabletBrowser(server.address, { width: 360, height: 740 });
  });
  afterAll(async () => {
    if (pictures !== undefined) {
      await mkdir(pictures, { recursive: true });
      for (const each of [...myLooks.pictures, ...deskLooks.pictures])
        await writeFile(
          join(
            pictures,
            `${each.screen.replaceAll(/\W+/g, '-')}-${each.language}-${each.size}.jpg`,
          ),
          each.jpeg,
        );
    }
    for (const browser of [tablet, desk, person]) await browser?.destroy();
    await server?.stop();
    await rm(folder, { recursive: true, force: true });
  });

  const mine = (): Page => person.page();
  const press = (button: string | RegExp) => mine().getByRole('button', { name: button }).click();
  const openPeople = () => desk.page().getByRole('link', { name: 'Persons' }).first().click();

  /** What a supervisor sees of the newest message of this kind. */
  const readMessage = async (kind: string): Promise<string> => {
    const page = desk.page();
    const row = page.locator('.desk-message', { hasText: kind }).first();
    await waitUntil(async () => {
      if (await row.isVisible()) return true;
      await page.reload();
      await page.getByRole('heading', { name: 'Messages to phones' }).waitFor();
      return false;
    }, `a message “${kind}”`);
    await row.getByRole('button', { name: 'Read it' }).click();
    return (await row.locator('blockquote').textContent()) ?? '';
  };

  it('records a walk-in with a phone while there is no network', async () => {
    const page = await tablet.open();
    onTablet = createTabletSteps(page);
    await page.goto(server.address);
    await onTablet.enrol(server.demo().enrolmentCode);
    await onTablet.see('staff.whoAreYou');
    await onTablet.choosePin(/Vaccinator/, '274519');
    await onTablet.openList();
    expect(await server.stop('SIGKILL')).toBeNull();
    await onTablet.openVial();
    await page
      .getByRole('link', { name: onTablet.say('nav.walkIn') })
      .first()
      .click();
    await page.getByLabel(onTablet.say('walkIn.name')).fill(name);
    await page.getByLabel(onTablet.say('walkIn.mobile')).fill(phone);
    await page.getByLabel(onTablet.say('walkIn.birthYear')).fill('1985');
    await page.getByRole('radio', { name: 'Female', exact: true }).check({ force: true });
    await page
      .getByRole('radio', { name: onTablet.say('category.citizen') })
      .check({ force: true });
    await onTablet.button('walkIn.register').click();
    await page.getByRole('heading', { name }).first().waitFor();
    await onTablet
      .button('check.allNormal')
      .or(onTablet.button('check.facilitated'))
      .first()
      .click();
    await onTablet.button('dose.save').click();
    await onTablet.see('place.saved-here');
  });

  it('sends it when the network returns; the dose waits, and the desk’s outbox asks the person', async () => {
    await server.start();
    await onTablet.openList();
    await onTablet.find('सुनीता');
    await onTablet.see('place.being-checked', 120);
    const page = await desk.open();
    await page.goto(`${server.address}/desk`);
    const offer = server.demo();
    await page.getByLabel('Account').fill(offer.account);
    await page.getByLabel('Password', { exact: true }).fill(offer.password);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await openPeople();
    const asked = await readMessage('Question: was it you?');
    expect(asked).toContain(`${server.address}/my`);
    expect(asked).not.toMatch(/confirmed|निश्चित|पक्की/);
    await page.getByText(`To ${phone}`).waitFor();
  });

  it('gives nothing away of a phone that nobody knows', async () => {
    const page = await person.open();
    await page.goto(`${server.address}/my`);
    await page.getByLabel('Your mobile number').waitFor();
    await myLooks.look(page, 'my phone');
    await page.getByLabel('Your mobile number').fill('9700000000');
    await press('Send me a code');
    await page.getByText(/a code was sent there just now/).waitFor();
    await page.getByLabel('The 6-digit code').fill('000000');
    await press('Show my doses');
    await page.getByText('The code is wrong, too old, or was used already.').waitFor();
    await myLooks.look(page, 'my wrong code');
    await press('Use another number');
  });

  it('shows the person the dose by the one-time code, and their word confirms it on the tablet', async () => {
    const page = mine();
    await page.getByLabel('Your mobile number').fill(`+91 ${phone}`);
    expect(await page.getByLabel('Your mobile number').inputValue()).toBe(phone);
    await press('Send me a code');
    const message = await readMessage('One-time code');
    const code = /\b\d{6}\b/.exec(message)?.[0] ?? '';
    await page.getByLabel('The 6-digit code').fill(code);
    await press('Show my doses');
    await page.getByRole('heading', { name }).waitFor();
    await page.getByText('Waits for you').waitFor();
    await myLooks.look(page, 'my dose that asks');
    expect(page.url()).toBe(`${server.address}/my`);
    await press('Yes, I got this dose');
    await page.getByText('Thank you. The dose is confirmed.').waitFor();
    await myLooks.look(page, 'my dose confirmed');
    await onTablet.openList();
    await onTablet.find('सुनीता');
    await onTablet.see('place.confirmed', 120);
  });

  it('hands out the card as a QR, as a file and on one sheet of paper', async () => {
    const page = mine();
    await press('Show my card');
    await page.getByRole('img', { name: 'QR code of the card' }).waitFor();
    await myLooks.look(page, 'my card');
    const download = page.waitForEvent('download');
    await press('Save as a file');
    const file = await download;
    expect(file.suggestedFilename()).toBe('card.smart-health-card');
    const pdf = await page.pdf({ preferCSSPageSize: true });
    if (pictures !== undefined) {
      await mkdir(pictures, { recursive: true });
      await writeFile(join(pictures, 'my-card.pdf'), pdf);
      await page.emulateMedia({ media: 'print' });
      await page.screenshot({ path: join(pictures, 'my-card-printed.png'), fullPage: true });
      await page.emulateMedia({ media: null });
    }
    // Counted in the file itself: one page object.
    expect(pdf.toString('latin1').match(/\/Type\s*\/Page\b(?!s)/g)).toHaveLength(1);
  });

  it('asks for a correction, and says "this was not me": first at the desk, in question on the tablet', async () => {
    const page = mine();
    await press('Ask for a correction');
    await page.getByLabel('Name', { exact: true }).fill('सुनीता विठ्ठल क्षीरसागर');
    await myLooks.look(page, 'my correction');
    await press('Send the request');
    await page.getByText('A correction waits for a supervisor.').waitFor();
    await press('This was not me');
    await myLooks.look(page, 'my not me');
    await press('Yes, tell the district');
    await page.getByText('You said: not me').waitFor();
    expect(await page.getByRole('button', { name: 'Show my card' }).count()).toBe(0);
    await desk.page().reload();
    const first = desk.page().getByRole('heading', { level: 3 }).first();
    await desk.page().getByRole('heading', { name: '“This was not me”' }).waitFor();
    expect(await first.textContent()).toBe('“This was not me”');
    await deskLooks.look(desk.page(), 'desk persons');
    await desk.page().getByLabel('What you compared it with').fill('PAN seen at the desk');
    await desk.page().getByRole('button', { name: 'Accept the correction' }).click();
    await desk.page().getByText('Asks for a correction').waitFor({ state: 'detached' });
    await desk.page().getByRole('link', { name: 'Open the day’s review' }).click();
    await desk
      .page()
      .getByText('The person said by their own page: this was not me.')
      .first()
      .waitFor();
    await onTablet.openList();
    await onTablet.find('सुनीता');
    await onTablet.see('place.in-question', 120);
  });

  it('closes, and keeps nothing of anybody in the browser', async () => {
    const page = mine();
    await press('Close');
    await page.getByLabel('Your mobile number').waitFor();
    const kept = await page.evaluate(async () => ({
      caches: await caches.keys(),
      databases: (await indexedDB.databases()).map((each) => each.name),
      workers: (await navigator.serviceWorker.getRegistrations()).length,
    }));
    expect(kept).toEqual({ caches: [], databases: [], workers: 0 });
    await page.reload();
    await page.getByLabel('Your mobile number').waitFor();
    expect(await page.getByText(name).count()).toBe(0);
  });

  it('weighs at most 30 kB on the line without the drawing of codes, and pages meet WCAG 2.2 AA', async () => {
    const html = await (
      await fetch(`${server.address}/my`, { headers: { accept: 'text/html' } })
    ).text();
    const files = [...html.matchAll(/(?:src|href)="(\/assets\/[^"]+)"/g)].map(([, path]) => path!);
    let bytes = gzipSync(html).length;
    for (const path of files) {
      const answer = await fetch(`${server.address}${path}`, {
        headers: { 'accept-encoding': 'gzip' },
      });
      const content = Buffer.from(await answer.arrayBuffer());
      bytes += gzipSync(content).length;
    }
    process.stdout.write(
      `my.html with ${files.length} files: ${(bytes / 1000).toFixed(1)} kB gzipped\n`,
    );
    expect(files.length).toBeGreaterThan(1);
    expect(bytes).toBeLessThan(30_000);
    expect([...myLooks.faults, ...deskLooks.faults]).toEqual([]);
    for (const browser of [tablet, desk, person])
      await expectNoFaults(browser.faults, browser.strangers);
  });
});
