// Owns the day of a slip: printed at the desk, read by a tablet while the server is stopped, the dose confirmed when it is back.

import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Page } from 'playwright-core';
import { openSlip } from '../../schemas/rules/slip.ts';
import { addDays, istDayOf } from '../../schemas/rules/day.ts';
import { openDeploymentKeys } from '../../sync-server/keys/deployment-keys.ts';
import { makeSlip } from '../../sync-server/slips/make-slip.ts';
import desk from '../../client/i18n/desk.en.json' with { type: 'json' };
import { createTabletBrowser, type TabletBrowser } from './parts/browser.ts';
import { sendNow } from './parts/failure-steps.ts';
import { createLooker, type Looker } from './parts/looks.ts';
import { createServerProcess, freePort, type ServerProcess } from './parts/server-process.ts';
import { stubCamera } from './parts/stub-camera.ts';
import {
  createTabletSteps,
  escapePattern,
  expectNoFaults,
  type TabletSteps,
} from './parts/tablet-steps.ts';

/** Pictures are kept for people to look at where this names a folder. */
const pictures = process.env['SLIPS_PICTURES'];
const pin = '274519';

describe('a slip, end to end', () => {
  let folder: string;
  let server: ServerProcess;
  let tablet: TabletBrowser;
  let office: TabletBrowser;
  let steps: TabletSteps;
  let slip: { readonly name: string; readonly qr: string; readonly referenceId: string };
  const looker: Looker = createLooker(pictures !== undefined);

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'suchi-slips-'));
    server = createServerProcess(await freePort(), join(folder, 'data'));
    await server.start();
    tablet = await createTabletBrowser(server.address);
    office = await createTabletBrowser(server.address, { width: 1280, height: 800 });
  });
  afterAll(async () => {
    for (const browser of [tablet, office]) await browser?.destroy();
    await server?.stop();
    await rm(folder, { recursive: true, force: true });
    if (pictures === undefined) return;
    await mkdir(pictures, { recursive: true });
    for (const { screen, language, size, jpeg } of looker.pictures)
      await writeFile(
        join(pictures, `${screen.replaceAll(' ', '-')}-${language}-${size}.jpg`),
        jpeg,
      );
  });

  const page = (): Page => tablet.page();
  /** The list's camera sees one code. */
  const scanAtList = async (code: string): Promise<void> => {
    await steps.openList();
    await steps.find('');
    await page().evaluate(stubCamera, [code]);
    await steps.button('listScan.start').click();
  };

  it('is printed at the desk, eight to a sheet of A4', async () => {
    const at = await office.open();
    const { account, password, people, centreName } = server.demo();
    const person = people[0]!;
    await at.goto(`${server.address}/desk/slips`);
    await at.getByLabel(desk['desk.signIn.account']).fill(account);
    await at.getByLabel(desk['desk.signIn.password'], { exact: true }).fill(password);
    await at.getByRole('button', { name: desk['desk.signIn.submit'] }).click();
    const centre = at.getByLabel(desk['desk.cards.centre']);
    await centre.waitFor();
    const choice = at
      .getByRole('option', { name: new RegExp(`^${escapePattern(centreName)}`) })
      .first();
    await centre.selectOption((await choice.getAttribute('value')) ?? '');
    await looker.look(at, 'desk slips');
    await at.getByRole('button', { name: desk['desk.slips.show'] }).click();
    const own = at.locator('.slip', { hasText: person.referenceId });
    await own.getByText(person.code, { exact: true }).waitFor();
    const qr = (await own.getByRole('img').getAttribute('data-text')) ?? '';
    slip = { name: person.name, referenceId: person.referenceId, qr };
    const count = await at.locator('.slip').count();
    const pdf = await at.pdf({ preferCSSPageSize: true, printBackground: true });
    if (pictures !== undefined) await mkdir(pictures, { recursive: true });
    if (pictures !== undefined) await writeFile(join(pictures, 'sheet.pdf'), pdf);
    const text = pdf.toString('latin1');
    expect(text.match(/\/Type \/Page\b/g)).toHaveLength(Math.ceil(count / 8));
    await at.getByRole('button', { name: desk['desk.slips.back'] }).click();
    await at.getByLabel(desk['desk.slips.reference']).fill(person.referenceId);
    await at.getByRole('button', { name: desk['desk.slips.show'] }).click();
    await own.waitFor();
    expect(await at.locator('.slip').count()).toBe(1);
    await looker.look(at, 'desk slip sheet');
    expect(looker.faults).toEqual([]);
    await expectNoFaults(office.faults, office.strangers);
  });

  it('is known on a tablet whose server is stopped, also after a restart, and counts once the person was checked', async () => {
    await tablet.open();
    steps = createTabletSteps(page());
    await page().goto(server.address);
    await steps.enrol(server.demo().enrolmentCode);
    await steps.see('staff.whoAreYou');
    const staff = await steps.choosePin(/Vaccinator/, pin);
    await steps.seeListed(slip);
    await steps.openVial();
    await server.stop();
    await page().reload();
    await steps.unlock(staff, pin);
    await scanAtList(slip.qr);
    await page().getByRole('heading', { name: slip.name }).first().waitFor();
    await steps.see('slip.inHand');
    await looker.look(page(), 'tablet slip in hand');
    await steps.button('check.allNormal').or(steps.button('check.facilitated')).first().click();
    await steps.see('code.matches');
    await steps.button('dose.save').click();
    await steps.see('place.saved-here');
  });

  it('is refused when it was used, or a digit of it was changed', async () => {
    await scanAtList(slip.qr);
    await steps.see('slip.used');
    await page().getByText(slip.name).first().waitFor();
    await looker.look(page(), 'tablet slip used');
    // Not the first digit of its fifteen: that may make a number no slip has.
    const at = slip.qr.length - 35;
    const other = String((Number(slip.qr[at]) + 1) % 10);
    await scanAtList(slip.qr.slice(0, at) + other + slip.qr.slice(at + 1));
    await steps.see('slip.not-ours');
    expect(looker.faults).toEqual([]);
  });

  it('says of a slip of next week which day it is for, and of one whose booking is gone that it was changed', async () => {
    const keys = await openDeploymentKeys(join(folder, 'data'));
    const own = await openSlip({
      scanned: slip.qr,
      deployment: keys.deployment,
      isSigned: async () => true,
    });
    if (own.outcome !== 'ours') throw new Error('the printed slip was not read');
    const gone = { ...own.appointment, appointmentNo: 1_999_999 };
    const nextWeek = addDays(istDayOf(Date.now() / 1_000), 7)!;
    await scanAtList(makeSlip(keys, gone, nextWeek));
    const dayOfMonth = String(Number(nextWeek.slice(-2)));
    await page()
      .getByText(new RegExp(`This slip is for ${dayOfMonth} `))
      .waitFor();
    await steps.find(slip.referenceId);
    await looker.look(page(), 'tablet slip of another day');
    await scanAtList(makeSlip(keys, gone, own.day!));
    await steps.see('slip.changed');
    await steps.find(slip.referenceId);
    await looker.look(page(), 'tablet slip of a changed booking');
    expect(looker.faults).toEqual([]);
  });

  it('has proved the dose when the network is back: confirmed, without anybody’s work', async () => {
    await server.start();
    await sendNow(steps, page());
    await steps.openList();
    await steps.find(slip.referenceId);
    await steps.see('place.confirmed', 60);
    await expectNoFaults(tablet.faults, tablet.strangers);
  });
});
