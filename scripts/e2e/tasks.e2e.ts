// Owns the proof, in a real browser on a real server: a supervisor works from tasks; one decision settles a whole vial, and two entries of one person are compared.

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { putPair } from '../../sync-server/judge/pairs.ts';
import { createTabletBrowser, type TabletBrowser } from './parts/browser.ts';
import { recordDose, sendNow } from './parts/failure-steps.ts';
import { createLooker, type Looker } from './parts/looks.ts';
import { writeContactSheets } from './parts/contact-sheet.ts';
import { createRegister, type Register } from './parts/register.ts';
import { waitUntil } from './parts/server-process.ts';
import { createTabletSteps, expectNoFaults, type TabletSteps } from './parts/tablet-steps.ts';

const sheetFolder = process.env['SCREENS'];

describe('tasks at the desk', () => {
  let register: Register;
  let tablet: TabletBrowser;
  let desk: TabletBrowser;
  let steps: TabletSteps;
  const looks: Looker = createLooker(sheetFolder !== undefined);
  const lookAt = (screen: string) => looks.look(desk.page(), screen);

  beforeAll(async () => {
    register = await createRegister();
    tablet = await createTabletBrowser(register.server.address);
    desk = await createTabletBrowser(register.server.address, { width: 1280, height: 800 });
    const page = await tablet.open();
    steps = createTabletSteps(page);
    await page.goto(register.server.address);
    await steps.enrol(await register.makeEnrolmentCode());
    await steps.see('staff.whoAreYou');
    await steps.choosePin(/in-charge/, '274519');
    await steps.openList();
    await steps.openVial();
  });
  afterAll(async () => {
    const browser = desk?.context().browser();
    if (sheetFolder !== undefined && browser)
      await writeContactSheets(browser, sheetFolder, 'tasks', looks.pictures);
    for (const each of [tablet, desk]) await each?.destroy();
    await register?.destroy();
  });

  it('settles every dose of a vial by one decision, and says so', async () => {
    const people = [register.nextPerson(), register.nextPerson()];
    for (const person of people) await recordDose(steps, tablet.page(), person);
    await sendNow(steps, tablet.page());
    await register.waitForDoses(people[1]!, 1);
    // A vial of the smallest kind: two dozen doses would take too long to record by hand.
    await register.withStore(({ database }) =>
      database.updateTable('vial').set({ doses_nominal: 0 }).execute(),
    );
    const last = register.nextPerson();
    await recordDose(steps, tablet.page(), last);
    await sendNow(steps, tablet.page());
    expect(await register.waitForDoses(last, 1)).toMatchObject([{ state: 'waiting' }]);

    const page = await desk.open();
    const { account, password } = register.server.demo();
    await page.goto(`${register.server.address}/desk`);
    await page.getByLabel('Account').fill(account);
    await page.getByLabel('Password', { exact: true }).fill(password);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByRole('link', { name: 'Tasks', exact: true }).click();
    await page.getByRole('heading', { name: 'What needs a look' }).waitFor();
    await lookAt('tasks');
    await page.getByRole('button', { name: /^Vial / }).click();
    await page.getByText('More doses were drawn from the vial than it can hold.').first().waitFor();
    await lookAt('a vial');
    await page.getByRole('button', { name: 'This is in order…' }).click();
    await page.getByRole('button', { name: 'It is in order', exact: true }).click();
    await page.getByText('Write at least 3 characters.').waitFor();
    await page.getByLabel('Say it in your own words').fill('Counted on paper with the in-charge');
    await page.getByRole('button', { name: 'It is in order', exact: true }).click();
    await page.getByText(/^Settled for \d+ doses\.$/).waitFor();
    expect(await register.waitForDoses(last, 1)).toMatchObject([{ state: 'confirmed' }]);
    await page.getByText('This task is settled').waitFor();
  });

  it('compares two entries that are one person, and keeps what was said', async () => {
    const page = desk.page();
    await makePair(register);
    await page.getByRole('button', { name: 'To the list of tasks' }).click();
    await page.getByRole('button', { name: 'Refresh' }).click();
    await page.getByRole('button', { name: /Perhaps one person twice/ }).click();
    await page.getByText('The person said so by their own page.').waitFor();
    await lookAt('two entries');
    await page.getByRole('button', { name: 'Two different people…' }).click();
    await page.getByLabel('Say it in your own words').fill('Two sisters');
    await page.getByRole('button', { name: 'They are two people', exact: true }).click();
    await page.getByText('Said to be two people.').waitFor();
    await page.getByRole('button', { name: 'To the list of tasks' }).click();
    await page.getByRole('heading', { name: 'What needs a look' }).waitFor();
    await page
      .getByRole('button', { name: /Perhaps one person twice/ })
      .waitFor({ state: 'detached' });
    const pair = await register.withStore(({ database }) =>
      database.selectFrom('likely_pair').select('state').execute(),
    );
    expect(pair).toEqual([{ state: 'different' }]);
  });

  it('tells two entries apart on the page of a case, and says there who did and why', async () => {
    const page = desk.page();
    await makeLookAlike(register);
    await page.getByRole('button', { name: 'Refresh' }).click();
    await page.getByRole('button', { name: /Meera Kadam/ }).click();
    const same = page.getByRole('region', { name: 'The same person in other entries' });
    const different = same.getByRole('button', { name: 'Two different people…' }).first();
    await different.scrollIntoViewIfNeeded();
    await lookAt('a look-alike');
    await different.click();
    await page.getByLabel('Say it in your own words').fill('Mother and daughter');
    await page.getByRole('button', { name: 'They are two people', exact: true }).click();
    await page.getByText(/^Noted as two different people/).waitFor();
    const reason = same.getByText('Mother and daughter');
    await reason.scrollIntoViewIfNeeded();
    await lookAt('two people told apart');
    await page.getByRole('button', { name: 'To the list of tasks' }).click();
  });

  it('decides a vouch where its task is', async () => {
    const page = desk.page();
    await register.withStore(async ({ database }) => {
      const { device } = await database
        .selectFrom('device')
        .select('device')
        .executeTakeFirstOrThrow();
      const at = Math.floor(Date.now() / 1_000);
      const of = {
        centre_id: register.centreId,
        staff_id: 'new-1',
        voucher: 'in-charge-1',
        device,
      };
      await database
        .insertInto('vouch')
        .values({
          ...of,
          log: 'LOGV',
          seq: 4,
          public_key: new Uint8Array(65),
          substitute_name: 'Nilesh Gharat',
          vouched_at: at,
          state: 'open',
          decided_by: null,
          decided_at: null,
        })
        .execute();
    });
    await page.getByRole('button', { name: 'Refresh' }).click();
    await page.getByRole('button', { name: /Nilesh Gharat/ }).click();
    const yes = page.getByRole('button', { name: 'It is so', exact: true });
    await yes.scrollIntoViewIfNeeded();
    await lookAt('a vouch');
    await yes.click();
    await page.getByText(/^Said to be so\./).waitFor();
    await page.getByText('This task is settled').waitFor();
    const vouch = await register.withStore(({ database }) =>
      database.selectFrom('vouch').select('state').execute(),
    );
    expect(vouch).toEqual([{ state: 'confirmed' }]);
  });

  it('is told of a record that was opened at the table and left as it was, and of no other', async () => {
    const read = register.nextPerson();
    await steps.openPerson(read.referenceId, read.name);
    await steps.openList();
    const dosed = register.nextPerson();
    await recordDose(steps, tablet.page(), dosed);
    await sendNow(steps, tablet.page());
    const opened = () =>
      register.withStore(({ database }) =>
        database
          .selectFrom('audit')
          .select('subject')
          .where('action', '=', 'opened-at-table')
          .execute(),
      );
    await waitUntil(async () => (await opened()).length > 0, 'the opening to be in the audit');
    const [first, ...more] = await opened();
    expect(first?.subject).toMatch(new RegExp(`^a${read.appointmentNo}-\\d+$`));
    expect(more).toEqual([]);
    const page = desk.page();
    await page.goto(`${register.server.address}/desk/history`);
    await page.getByRole('button', { name: 'Show the history', exact: true }).click();
    await page.getByText('Opened a record at the table and recorded nothing').first().waitFor();
  });

  it('kept the register whole, in three languages and without a fault', async () => {
    expect(looks.faults.splice(0)).toEqual([]);
    await register.expectWhole();
    for (const { faults, strangers } of [tablet, desk]) await expectNoFaults(faults, strangers);
  });
});

/** As the person's own page leaves it. */
async function makePair(register: Register): Promise<void> {
  await register.withStore(async ({ database }) => {
    const rows = await database
      .selectFrom('dose')
      .select(['centre_id', 'case_key'])
      .orderBy('case_key')
      .limit(2)
      .execute();
    const [one, two] = rows;
    if (one === undefined || two === undefined) throw new Error('two doses are needed');
    const placeOf = (row: typeof one) => ({ centreId: row.centre_id, caseKey: row.case_key });
    await putPair(database, {
      places: [placeOf(one), placeOf(two)],
      why: ['said'],
      foundBy: 'person',
      now: 1_600_000_000,
    });
  });
}

/** Somebody else of the same name and year, and a task about one of the two. */
async function makeLookAlike(register: Register): Promise<void> {
  await register.withStore(async ({ database }) => {
    const dose = await database
      .selectFrom('dose')
      .select(['centre_id', 'case_key', 'day'])
      .orderBy('case_key', 'desc')
      .executeTakeFirstOrThrow();
    const own = Number(/^a(\d+)-/.exec(dose.case_key)![1]);
    const { appointment_no: other } = await database
      .selectFrom('appointment')
      .select('appointment_no')
      .where('centre_id', '=', dose.centre_id)
      .where('appointment_no', '>', own)
      .orderBy('appointment_no')
      .executeTakeFirstOrThrow();
    await database
      .updateTable('appointment')
      .set({ name: 'Meera Kadam', birth_year: 1971 })
      .where('centre_id', '=', dose.centre_id)
      .where('appointment_no', 'in', [own, other])
      .execute();
    await database
      .insertInto('task')
      .values({
        centre_id: dose.centre_id,
        task_key: `case/${dose.case_key}`,
        kind: 'case',
        case_key: dose.case_key,
        vaccination_session: null,
        subject: '',
        reasons: '["code-wrong"]',
        day: dose.day,
        opened_at: 1_600_000_000,
        is_open: 1,
        trouble: null,
        urgency: 1,
        settled_at: null,
        settled_by: null,
        settled_reasons: null,
      })
      .onConflict((conflict) =>
        conflict.columns(['centre_id', 'task_key']).doUpdateSet({ is_open: 1, urgency: 1 }),
      )
      .execute();
  });
}
