// Owns the proof of "booked, but not on this list": number and code taken without a network, looked up by the server once they arrive,
// confirmed or held with its reason, and no code in clear in anything that the tablet keeps or another one gets.

import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTabletBrowser, type TabletBrowser } from './parts/browser.ts';
import { createLooker } from './parts/looks.ts';
import { createRegister, type Person, type Register } from './parts/register.ts';
import { waitUntil } from './parts/server-process.ts';
import { createTabletSteps, expectNoFaults, type TabletSteps } from './parts/tablet-steps.ts';

/** Pictures are kept for people to look at where this names a folder. */
const pictures = process.env['TABLE_PICTURES'];
const looker = createLooker(pictures !== undefined);

describe('a booking that is on no list here, end to end', () => {
  let register: Register;
  let tablet: TabletBrowser;
  let steps: TabletSteps;
  let booked: Person[];

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

  /** Axe and three languages take their time: they are looked at only where pictures are wanted. */
  const look = async (screen: string): Promise<void> => {
    if (pictures !== undefined) await looker.look(page(), screen);
  };
  const sendNow = () => steps.button('status.sendNow').first().click();
  /** Of the walk-ins, once none of them waits for the look-up any more. */
  const verdicts = async () => {
    const rows = await register.withStore(({ database }) =>
      database
        .selectFrom('dose')
        .select(['state', 'reasons'])
        .where('case_key', 'like', 'w%')
        .orderBy('state')
        .execute(),
    );
    return rows.filter(({ state }) => state !== 'waiting');
  };

  const recordWalkIn = async (name: string, phone: string, number: string, code: string) => {
    await page()
      .getByRole('link', { name: steps.say('nav.walkIn') })
      .first()
      .click();
    await page().getByLabel(steps.say('walkIn.name')).fill(name);
    await page().getByLabel(steps.say('walkIn.mobile')).fill(phone);
    await page().getByLabel(steps.say('walkIn.birthYear')).fill('1985');
    await page().getByRole('radio', { name: 'Female', exact: true }).check({ force: true });
    await page()
      .getByRole('radio', { name: steps.say('booking.elsewhere') })
      .check({ force: true });
    await steps.button('walkIn.register').click();
    await page().getByLabel(steps.say('booking.reference')).fill(number);
    await page().getByLabel(steps.say('code.label')).fill('12');
    await steps.button('booking.save').click();
    await steps.see('code.not-four-digits');
    if (looker.pictures.length === 0) await look('booking-form');
    await page().getByLabel(steps.say('code.label')).fill(code);
    await steps.button('booking.save').click();
    await steps.see('booking.checking');
    await steps.button('check.allNormal').or(steps.button('check.facilitated')).first().click();
    await steps.see('booking.stated');
    await steps.button('dose.save').click();
    await steps.see('place.saved-here');
  };

  const bookUnder = (person: Person, name: string) =>
    register.withStore(({ database }) =>
      database
        .updateTable('appointment')
        .set({ name, birth_year: 1985 })
        .where('appointment_no', '=', person.appointmentNo)
        .where('centre_id', '=', register.centreId)
        .execute(),
    );

  it('is recorded without a network, for a right code and for a wrong one', async () => {
    await tablet.open();
    await page().goto(register.server.address);
    steps = createTabletSteps(page());
    await steps.enrol(await register.makeEnrolmentCode());
    await steps.see('staff.whoAreYou');
    await steps.choosePin(/Vaccinator/, '274519');
    await steps.openList();
    expect(await register.server.stop('SIGKILL')).toBeNull();
    await steps.openVial();
    // Booked while this tablet hears nothing.
    await register.bookMore(2);
    booked = [];
    while (booked.length < 2) {
      const person = register.nextPerson();
      if (person.name.startsWith('Camp Person')) booked.push(person);
    }
    const [right, wrong] = booked;
    await bookUnder(right!, 'Sunita Kshirsagar');
    await bookUnder(wrong!, 'Kamal Pawar');
    await recordWalkIn('Sunita Kshirsagar', '9876501234', right!.referenceId, right!.code);
    const slip = String((Number(wrong!.code) + 1) % 10_000).padStart(4, '0');
    await recordWalkIn('Kamal Pawar', '9876501235', wrong!.referenceId, slip);
    await look('booking-saved');
  });

  it('is confirmed for the right code, and with the district for the wrong one', async () => {
    await register.server.start();
    await page()
      .getByRole('link', { name: steps.say('nav.tablet') })
      .first()
      .click();
    await sendNow();
    await waitUntil(async () => (await verdicts()).length === 2, 'both looked up');
    // What the server says comes with the next contact.
    await sendNow();
    await steps.openList();
    await steps.find('Sunita');
    await steps.see('place.confirmed', 120);
    await steps.find('Kamal');
    await steps.see('place.held', 60);
    // The booking bears the same name: the dose is the walk-in's.
    await page()
      .getByRole('link', { name: /Kamal/ })
      .filter({ hasText: steps.say('place.held') })
      .first()
      .click();
    await steps.see('booking.held');
    await look('booking-held');
    expect(await verdicts()).toEqual([
      { state: 'confirmed', reasons: '[]' },
      { state: 'held', reasons: '[{"reason":"code-wrong"}]' },
    ]);
  });

  it('leaves no code in clear in the events, and the pages without a fault', async () => {
    const stated = await register.readEvents('booking-stated');
    expect(new Set(stated.map((each) => each.body['referenceId']))).toEqual(
      new Set(booked.map((person) => person.referenceId)),
    );
    for (const { body } of stated)
      expect(Object.keys(body).sort()).toEqual(['masked', 'referenceId']);
    const masked = stated.map(({ body }) => Number(body['masked']));
    // Two masks hit two codes once in a hundred million runs.
    expect(new Set(masked)).not.toEqual(new Set(booked.map((person) => Number(person.code))));
    expect(looker.faults).toEqual([]);
    await expectNoFaults(tablet.faults, tablet.strangers);
  });
});
