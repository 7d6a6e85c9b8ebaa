// Owns "no dose invented" against whoever holds an enrolled tablet and writes what no honest app would.

import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Subject } from '../../schemas/events/event.ts';
import { testEngines } from '../../scripts/testing/test-engines.ts';
import type { PaperTablet } from '../testing/paper-tablet.ts';
import {
  createTestDeployment,
  testCentre,
  type TestDeployment,
} from '../testing/test-deployment.ts';

describe.each(testEngines)('a forger with an enrolled tablet, on $engine', (engine) => {
  let place: Awaited<ReturnType<typeof engine.prepare>>;
  let d: TestDeployment;
  let forger: PaperTablet;
  beforeEach(async () => {
    place = await engine.prepare();
    d = await createTestDeployment(place.url);
    forger = await d.enrolTablet();
  });
  afterEach(async () => {
    await d.stop();
    await place.drop();
  });

  const wrongCode = (no: number): number => (d.codeOf(no) + 103) % 10_000;
  const doses = async (): Promise<string[]> =>
    (
      await d.store.database
        .selectFrom('dose')
        .select(['case_key', 'state', 'reasons'])
        .where('centre_id', '=', testCentre)
        .orderBy('case_key')
        .execute()
    ).map((row) => {
      const reasons = JSON.parse(row.reasons) as { reason: string }[];
      return `${row.case_key} ${row.state} ${reasons.map((r) => r.reason).join(',')}`.trim();
    });

  it('cannot write a word of the server by naming the server’s log as a row’s origin', async () => {
    await forger.unlock('st-1');
    forger.openVial();
    const dose = forger.giveDose(d.subjectOf(3), forger.tryCode(d.subjectOf(3), wrongCode(3)));
    await d.exchange(forger.request());
    const ownLog = forger.log;
    forger.log = `S999-deadbeef.${testCentre}`;
    forger.rows = [];
    await forger.unlock('st-1');
    forger.append(
      'accepted',
      d.subjectOf(3),
      { doseEvent: dose, reasons: [{ reason: 'code-wrong' }], note: 'as if', account: 'meera' },
      { mayDose: true },
    );
    forger.rotate(0);
    await d.exchange(forger.request());
    forger.log = ownLog;
    const other = await d.enrolTablet();
    await other.unlock('st-2');
    other.tryCode(d.subjectOf(3), wrongCode(3));
    await d.exchange(other.request());
    expect(await doses()).toEqual([expect.stringMatching(/ held code-wrong$/)]);
  });

  it('cannot put a row under the name of another tablet’s log, nor make that tablet look copied', async () => {
    const honest = await d.enrolTablet();
    await honest.unlock('st-1');
    honest.openVial();
    honest.giveDose(d.subjectOf(3), honest.tryCode(d.subjectOf(3), d.codeOf(3)));
    await d.exchange(honest.request());
    forger.log = honest.log;
    await forger.unlock('st-2');
    for (let i = 0; i < 4; i++) forger.tryCode(d.subjectOf(3), wrongCode(3));
    forger.rotate(0);
    const { head } = await d.exchange(forger.request());
    expect(head.have[forger.log]?.seq).toBe(5);
    await honest.unlock('st-1');
    honest.tryCode(d.subjectOf(3), d.codeOf(3));
    await d.exchange(honest.request());
    expect(await doses()).toEqual([expect.stringMatching(/ confirmed$/)]);
  });

  it('cannot use the code a person said before being sent home; the person says it again', async () => {
    await forger.unlock('st-1');
    forger.openVial();
    const said = forger.tryCode(d.subjectOf(3), d.codeOf(3));
    forger.append('not-today', d.subjectOf(3), {
      outcome: 'deferred',
      reason: 'fever',
      nextDate: null,
      ends: [said],
    });
    forger.giveDose(d.subjectOf(3), said);
    await d.exchange(forger.request());
    expect(await doses()).toEqual([expect.stringMatching(/ waiting code-none$/)]);
    forger.tryCode(d.subjectOf(3), d.codeOf(3));
    await d.exchange(forger.request());
    expect(await doses()).toEqual([expect.stringMatching(/ confirmed$/)]);
  });

  it('gains no second try at one code by writing the number of the booking in another way', async () => {
    await forger.unlock('st-1');
    forger.openVial();
    const { check } = d.subjectOf(3);
    const others = ['03', '003', '3'].map(
      (no) => ({ appointmentNo: no, check, tablet: true }) as unknown as Subject,
    );
    for (const [i, subject] of [d.subjectOf(3) as Subject, ...others].entries())
      forger.giveDose(
        subject,
        forger.tryCode(subject, (d.codeOf(3) + ((i + 3) % 4) * 103) % 10_000),
      );
    await d.exchange(forger.request());
    const states = await doses();
    expect(states.length).toBeGreaterThan(0);
    expect(states.filter((line) => / confirmed| waiting/.test(line))).toEqual([]);
  });

  it('learns nothing of a guessed code in secret: a guess that was taken back stays on the desk', async () => {
    await forger.unlock('st-1');
    forger.openVial();
    const guess = forger.giveDose(d.subjectOf(3), forger.tryCode(d.subjectOf(3), wrongCode(3)));
    forger.append(
      'entered-in-error',
      d.subjectOf(3),
      { target: guess, reason: 'wrong-person' },
      { mayDose: true },
    );
    await d.exchange(forger.request());
    expect(await doses()).toEqual([expect.stringMatching(/ held code-wrong$/)]);
  });

  it('reaches the same end whether the guess or its taking back arrives first', async () => {
    const other = await d.enrolTablet();
    await forger.unlock('st-1');
    forger.openVial();
    const dose = forger.giveDose(d.subjectOf(3), null, { withoutCode: 'lost-sms' });
    forger.append(
      'entered-in-error',
      d.subjectOf(3),
      { target: dose, reason: 'wrong-person' },
      { mayDose: true },
    );
    await d.exchange(forger.request());
    await other.unlock('st-2');
    other.tryCode(d.subjectOf(3), wrongCode(3));
    await d.exchange(other.request());
    expect(await doses()).toEqual([expect.stringMatching(/ held code-wrong$/)]);
  });

  it('confirms nothing by the code of a booking that has been replaced', async () => {
    await d.store.database
      .updateTable('appointment')
      .set({ is_ended: 1 })
      .where('appointment_no', '=', 3)
      .execute();
    await forger.unlock('st-1');
    forger.openVial();
    forger.giveDose(d.subjectOf(3), forger.tryCode(d.subjectOf(3), d.codeOf(3)));
    await d.exchange(forger.request());
    expect(await doses()).toEqual([expect.stringMatching(/ waiting code-none$/)]);
  });

  it('hides no dose on a day nobody looks at: of an unknown or a far session it stands on the day it arrived', async () => {
    await d.store.database
      .insertInto('vaccination_session')
      .values({
        centre_id: testCentre,
        vaccination_session: 'vs-old',
        day: '2021-05-10',
        product: 'COVISHIELD',
        slots: '[]',
        age_min: 18,
        age_max: null,
        capacity: 100,
      })
      .execute();
    await forger.unlock('st-1');
    forger.now = 0;
    forger.giveDose(d.subjectOf(3), null, { vaccinationSession: 'nowhere' });
    forger.giveDose(d.subjectOf(4), null, { vaccinationSession: 'vs-old' });
    forger.giveDose(d.subjectOf(5), null);
    await d.exchange(forger.request());
    const days = await d.store.database.selectFrom('dose').select('day').execute();
    expect(new Set(days.map((row) => row.day))).toEqual(new Set(['2026-09-21']));
  });

  it('stops no honest row by text, subjects and times that no app writes', async () => {
    await forger.unlock('st-1');
    forger.openVial();
    const poison: [string, object, object, object][] = [
      ['dose-administered', d.subjectOf(4), { vaccineBatch: 'B\u0000' }, {}],
      ['dose-administered', d.subjectOf(4), {}, { at: 2 ** 53 - 1, skew: -(2 ** 53 - 1) }],
      ['dose-administered', d.subjectOf(4), {}, { at: -(2 ** 53 - 1), skew: 2 ** 53 - 1 }],
      ['dose-administered', { walkIn: { log: 'x\u0000', seq: 1, h: 'AAAAAAAAAAA' } }, {}, {}],
      ['dose-administered', { tablet: true, walkIn: null }, {}, {}],
      ['dose-administered', { tablet: true, appointmentNo: null }, {}, {}],
      ['dose-administered', { tablet: true, appointmentNo: { a: 1 }, check: [] }, {}, {}],
      ['dose-administered', { appointmentNo: 2 ** 53 - 1, check: 1 }, {}, {}],
      ['from-2031\u0000', d.subjectOf(4), {}, {}],
    ];
    const body = {
      doseNumber: 1,
      product: 'COVISHIELD',
      vial: 'A1',
      vaccinationSession: 'vs-1',
      vaccineBatch: 'B1',
      code: null,
      rules: 'in-2022-08-12',
    };
    for (const [kind, subject, more, envelope] of poison)
      forger.append(kind, subject as Subject, { ...body, ...more }, { mayDose: true, ...envelope });
    forger.append('signed-in', { tablet: true }, { staffId: 'st\u0000-1', signature: null });
    forger.append(
      'vial-opened',
      { vaccinationSession: 'vs\u0000', vial: 'A1' },
      { product: 'COVISHIELD\u0000', vaccineBatch: 'B1', expiry: null, dosesNominal: 10 },
    );
    await forger.unlock('st-1');
    forger.giveDose(d.subjectOf(3), forger.tryCode(d.subjectOf(3), d.codeOf(3)));
    const { head } = await d.exchange(forger.request());
    expect(head.have[forger.log]?.seq).toBe(forger.rows.length);
    expect((await doses()).filter((line) => line.startsWith('a3-'))).toEqual([
      expect.stringMatching(/ confirmed$/),
    ]);
    const given = await d.store.database.selectFrom('dose').select('given_at').execute();
    for (const { given_at } of given) expect(Number.isSafeInteger(Number(given_at))).toBe(true);
  });

  it('holds only what a revoked tablet brings after it was revoked', async () => {
    await forger.unlock('st-1');
    forger.openVial();
    forger.giveDose(d.subjectOf(3), forger.tryCode(d.subjectOf(3), d.codeOf(3)));
    await d.exchange(forger.request());
    d.now += 60;
    await d.store.database.updateTable('device').set({ revoked_at: d.now }).execute();
    d.now += 60;
    forger.tryCode(d.subjectOf(3), d.codeOf(3));
    forger.giveDose(d.subjectOf(4), forger.tryCode(d.subjectOf(4), d.codeOf(4)));
    await d.exchange(forger.request());
    expect(await doses()).toEqual([
      expect.stringMatching(/^a3-\d+ confirmed$/),
      expect.stringMatching(/^a4-\d+ held revoked-tablet$/),
    ]);
  });

  it('is seen as a copied tablet whichever branch of the copy arrives first', async () => {
    await forger.unlock('st-1');
    forger.openVial();
    await d.exchange(forger.request());
    const copy = forger.clone();
    copy.giveDose(d.subjectOf(7), copy.tryCode(d.subjectOf(7), d.codeOf(7)));
    forger.now += 5;
    forger.giveDose(d.subjectOf(3), forger.tryCode(d.subjectOf(3), d.codeOf(3)));
    forger.rotate(2);
    await d.exchange(forger.request());
    await d.exchange(copy.request({ from: 3 }));
    expect(await doses()).toEqual([
      expect.stringMatching(/^a3-\d+ held copied-tablet$/),
      expect.stringMatching(/^a7-\d+ held copied-tablet$/),
    ]);
  });

  it('is told the states of its own doses only, not of another tablet’s log', async () => {
    const honest = await d.enrolTablet();
    await honest.unlock('st-1');
    honest.giveDose(d.subjectOf(3), null);
    await d.exchange(honest.request());
    const { head } = await d.exchange(
      forger.request({ edit: (header) => void (header.ask = { [honest.log]: [] }) }),
    );
    expect(head.verdicts).toEqual({});
  });

  it('is refused when it names more logs than any tablet has', async () => {
    const names = Array.from({ length: 65 }, (_, i) => `AAAAAAAA.${String(i).padStart(8, '0')}`);
    const bytes = forger.request({
      edit: (header) => void (header.ask = Object.fromEntries(names.map((log) => [log, []]))),
    });
    expect((await d.send(bytes)).status).toBe(400);
  });
});
