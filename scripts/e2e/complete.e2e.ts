// Owns the proof that a dose recorded without unlocking is completed on the same tablet: it comes back once sent, lists what it lacks,
// and becomes a full record of the booked person by two events; the first record is entered in error, nothing is changed in silence.

import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTabletBrowser, type TabletBrowser } from './parts/browser.ts';
import { createLooker } from './parts/looks.ts';
import { createRegister, type Person, type Register } from './parts/register.ts';
import { waitUntil } from './parts/server-process.ts';
import { createTabletSteps, expectNoFaults, type TabletSteps } from './parts/tablet-steps.ts';

/** Pictures are kept for people to look at where this names a folder. */
const pictures = process.env['COMPLETE_PICTURES'];
const looker = createLooker(pictures !== undefined);
const pin = '274519';

describe('a dose recorded without unlocking, end to end', () => {
  let register: Register;
  let tablet: TabletBrowser;
  let steps: TabletSteps;
  let vaccinator: string;
  let person: Person;

  beforeAll(async () => {
    register = await createRegister();
    tablet = await createTabletBrowser(register.server.address);
  });
  afterAll(async () => {
    if (pictures !== undefined) {
      await mkdir(pictures, { recursive: true });
      for (const { screen, language, size, jpeg } of looker.pictures)
        await writeFile(join(pictures, `${screen}-${language}-${size}.jpg`), jpeg);
    }
    await tablet?.destroy();
    await register?.destroy();
  });

  const page = () => tablet.page();
  const look = (screen: string) => looker.look(page(), screen);
  const states = () =>
    register.withStore(({ database }) =>
      database
        .selectFrom('dose')
        .select(['case_key', 'state', 'is_error', 'given_at'])
        .orderBy('is_error')
        .execute(),
    );

  const nextFirstDose = async (): Promise<Person> => {
    const rows = await register.withStore(({ database }) =>
      database
        .selectFrom('appointment')
        .select('appointment_no')
        .where('centre_id', '=', register.centreId)
        .where('dose_number', '=', 1)
        .execute(),
    );
    for (;;) {
      const next = register.nextPerson();
      if (rows.some((row) => row.appointment_no === next.appointmentNo)) return next;
    }
  };

  it('is taken while the tablet is locked, for a booked person who says their number', async () => {
    await tablet.open();
    await page().goto(register.server.address);
    steps = createTabletSteps(page());
    await steps.enrol(await register.makeEnrolmentCode());
    await steps.see('staff.whoAreYou');
    vaccinator = await steps.choosePin(/Vaccinator/, pin);
    await steps.openList();
    person = await nextFirstDose();
    await steps.openVial();
    const vials = () =>
      register.withStore(({ database }) => database.selectFrom('vial').selectAll().execute());
    await waitUntil(async () => (await vials()).length === 1, 'the vial is there');
    const [vial] = await vials();
    await page().locator('.switch-staff').click();
    await steps.see('staff.whoAreYou');
    await page()
      .getByRole('link', { name: steps.say('recordOnly.open') })
      .click();
    await page().getByRole('radio', { name: vaccinator }).check({ force: true });
    await page().getByLabel(steps.say('walkIn.name')).fill('Typed Name');
    await page().getByLabel(steps.say('walkIn.birthYear')).fill('1961');
    await page().getByRole('radio', { name: 'Female', exact: true }).check({ force: true });
    await steps.button('walkIn.noPhone').click();
    await page().getByLabel(steps.say('recordOnly.reference')).fill(person.referenceId);
    await page().getByLabel(steps.say('vial.name')).fill(vial!.vial);
    await page().getByLabel(steps.say('vial.batchTyped')).fill(vial!.vaccine_batch);
    await steps.button('dose.save').click();
    await page().locator('.stamp').waitFor();
    await waitUntil(async () => (await states()).length === 1, 'the dose is at the district');
    // No session, no vial by that name in it: nobody but staff at the table can say more.
    expect(await states()).toMatchObject([{ state: 'waiting', is_error: 0 }]);
  });

  it('is listed for whoever unlocks, with what it lacks', async () => {
    await page()
      .getByRole('link', { name: steps.say('unlock.back') })
      .first()
      .click();
    await steps.unlock(vaccinator, pin);
    await page().getByText('1 dose recorded without unlocking').waitFor({ timeout: 120_000 });
    await steps.find(person.referenceId);
    await look('complete-notice');
    await page().getByText('1 dose recorded without unlocking').click();
    await steps.button('complete.begin').waitFor();
    await page()
      .getByText('Missing: who of the list it was, the four digits of the slip')
      .waitFor();
    await look('complete-list');
  });

  it('is completed with person and code, and the first record is entered in error', async () => {
    await steps.button('complete.begin').click();
    await steps.see('complete.how');
    await page().getByLabel(steps.say('paper.field.code')).fill(person.code);
    await look('complete-row');
    await steps.button('complete.save').click();
    await page().getByText('1 row saved on this tablet').waitFor();
    expect(await page().getByText(steps.say('complete.list')).count()).toBe(0);
    await waitUntil(async () => (await states()).length === 2, 'both are at the district');
    const [full, first] = await states();
    expect(full!.case_key).toMatch(new RegExp(`^a${person.appointmentNo}-`));
    expect(full).toMatchObject({ state: 'confirmed', is_error: 0 });
    expect(first).toMatchObject({ is_error: 1, given_at: full!.given_at });
    const [taken] = await register.readEvents('entered-in-error');
    expect(taken!.body['reason']).toBe('recorded-again');
  });

  it('leaves the pages without a fault', async () => {
    expect(looker.faults).toEqual([]);
    await expectNoFaults(tablet.faults, tablet.strangers);
  });
});
