// Owns the judge's rules that lean on more than one case: stock, closings, time, phones, and takings back that count for nothing.

import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { testEngines } from '../../scripts/testing/test-engines.ts';
import { limits } from '../../schemas/limits.ts';
import { createKey, type PaperTablet } from '../testing/paper-tablet.ts';
import {
  createTestDeployment,
  testCentre,
  type TestDeployment,
} from '../testing/test-deployment.ts';
import { sayEvidenceDue } from './evidence-due.ts';

describe.each(testEngines)('the judge, on $engine', (engine) => {
  let place: Awaited<ReturnType<typeof engine.prepare>>;
  let d: TestDeployment;
  let tablet: PaperTablet;
  beforeEach(async () => {
    place = await engine.prepare();
    d = await createTestDeployment(place.url);
    tablet = await d.enrolTablet();
    await tablet.unlock('st-1');
  });
  afterEach(async () => {
    await d.stop();
    await place.drop();
  });

  const send = async (which = tablet): Promise<void> => void (await d.exchange(which.request()));
  const doses = async (): Promise<string[]> =>
    (
      await d.store.database
        .selectFrom('dose')
        .select(['case_key', 'state', 'reasons', 'is_error'])
        .orderBy('case_key')
        .execute()
    ).map((row) => {
      const reasons = JSON.parse(row.reasons) as { reason: string }[];
      const end = row.is_error === 1 ? ' taken-back' : '';
      const names = reasons.map((r) => r.reason).join(',');
      return `${row.case_key.replace(/[-/].*/, '')} ${row.state} ${names}`.trim() + end;
    });
  const tasks = async (kinds = ['case', 'vial', 'batch']): Promise<string[]> =>
    (
      await d.store.database
        .selectFrom('task')
        .select(['task_key', 'reasons'])
        .where('is_open', '=', 1)
        .where('kind', 'in', kinds)
        .orderBy('task_key')
        .execute()
    ).map((row) => `${row.task_key.replace(/-\d+$/, '')} ${row.reasons}`);
  const issue = (vaccineBatch: string, count: number) =>
    d.store.database
      .insertInto('stock')
      .values({
        centre_id: testCentre,
        product: 'COVISHIELD',
        vaccine_batch: vaccineBatch,
        expiry: null,
        doses: count,
      })
      .execute();
  const give = (no: number, more: object = {}) =>
    tablet.giveDose(d.subjectOf(no), tablet.tryCode(d.subjectOf(no), d.codeOf(no)), more);
  const close = (doseCount: number, which = tablet) =>
    which.append(
      'vaccination-session-closed',
      { vaccinationSession: 'vs-1' },
      {
        doses: [],
        vaccineBatches: [],
        countedLogs: [{ log: which.log, upToSeq: which.rows.length, doses: doseCount }],
        stillObserved: 0,
        notSeen: 0,
        unsent: 0,
      },
    );
  const lookAfter = async (seconds: number): Promise<number> => {
    d.now += seconds;
    const { store, keys } = d;
    const random = (length: number) => new Uint8Array(length);
    const nowSeconds = (): number => d.now;
    return sayEvidenceDue({ store, keys, nowSeconds, random, appVersion: 'test' });
  };

  it('makes one task of a batch that the district never issued, and none of its doses', async () => {
    await issue('B2', 100);
    tablet.openVial();
    for (const no of [3, 4, 5]) give(no);
    await send();
    expect(await doses()).toEqual([3, 4, 5].map((no) => `a${no} waiting batch-unknown`));
    expect(await tasks()).toEqual(['batch/COVISHIELD/B1 ["batch-unknown"]']);
  });

  it('judges the doses of a batch again when the stock list comes, or is corrected', async () => {
    await issue('B2', 100);
    tablet.openVial();
    for (const no of [3, 4]) give(no);
    await send();
    await issue('B1', 10);
    await lookAfter(900);
    expect(await doses()).toEqual(['a3 confirmed', 'a4 confirmed']);
    expect(await tasks()).toEqual([]);
    await d.store.database.updateTable('stock').set({ doses: 0 }).execute();
    await lookAfter(900);
    expect(await doses()).toEqual(['a3', 'a4'].map((key) => `${key} waiting batch-overdrawn`));
  });

  it('has no cap where the centre has no stock records', async () => {
    tablet.openVial();
    for (const no of [3, 4, 5]) give(no);
    await send();
    expect(await doses()).toEqual([3, 4, 5].map((no) => `a${no} confirmed`));
  });

  it('lets all doses of a batch wait once more were drawn than it can have given, and go on when one is taken back', async () => {
    await issue('B1', 1);
    tablet.openVial();
    give(3);
    const second = give(4);
    await send();
    expect(await doses()).toEqual(['a3 confirmed', 'a4 confirmed']);
    give(5);
    await send();
    expect(await doses()).toEqual([3, 4, 5].map((no) => `a${no} waiting batch-overdrawn`));
    expect(await tasks()).toEqual(['batch/COVISHIELD/B1 ["batch-overdrawn"]']);
    const mistake = { target: second, reason: 'wrong-person' };
    tablet.append('entered-in-error', d.subjectOf(4), mistake, { mayDose: true });
    await send();
    expect((await doses()).filter((line) => line.endsWith(' confirmed'))).toHaveLength(2);
    expect(await tasks()).toEqual([]);
  });

  it('lets the doses of a vial wait when the rest thrown away leaves less than was drawn: one task for the vial', async () => {
    tablet.openVial();
    for (let no = 3; no < 8; no++) give(no);
    await send();
    const rest = { dosesLeft: 7, reason: 'expired' };
    tablet.append('vial-discarded', { vaccinationSession: 'vs-1', vial: 'A1' }, rest);
    await send();
    expect(await doses()).toEqual([3, 4, 5, 6, 7].map((no) => `a${no} waiting vial-overdrawn`));
    expect(await tasks()).toEqual(['vial/vs-1/A1 ["vial-overdrawn"]']);
  });

  it('turns what still waits for evidence into a task 48 hours after the session closed, and the person’s word never', async () => {
    give(3);
    tablet.openVial('B1');
    tablet.giveDose(d.subjectOf(4), null, { withoutCode: 'lost-sms', vial: 'B1' });
    close(2);
    await send();
    expect(await lookAfter(limits.evidenceDueSeconds - 1)).toBe(0);
    expect(await tasks()).toEqual([]);
    expect(await lookAfter(1)).toBe(1);
    expect(await lookAfter(90 * 86_400)).toBe(0);
    expect(await doses()).toEqual([
      'a3 waiting vial-unknown,evidence-overdue',
      'a4 waiting code-none',
    ]);
    // One task for the vial, whatever the number of doses drawn from it.
    expect(await tasks()).toEqual(['vial/vs-1/A1 ["vial-unknown"]']);
    tablet.openVial();
    await send();
    expect(await doses()).toEqual(['a3 confirmed', 'a4 waiting code-none']);
    expect(await tasks()).toEqual([]);
  });

  it('counts a session that nobody closed as closed when its day ended', async () => {
    give(3);
    await send();
    give(4);
    await send();
    expect(await lookAfter(3 * 86_400)).toBe(1);
    // What is odd about the session is one flag, whatever the number of its doses.
    expect(await tasks(['session-flag'])).toEqual(['flag/vs-1/hours/ ["hours"]']);
    expect(await tasks()).toEqual(['vial/vs-1/A1 ["vial-unknown"]']);
  });

  it('ends with the session the codes that no dose had used', async () => {
    tablet.openVial();
    const said = tablet.tryCode(d.subjectOf(3), d.codeOf(3));
    give(4);
    close(1);
    tablet.giveDose(d.subjectOf(3), said);
    await send();
    expect(await doses()).toEqual(['a3 waiting code-none', 'a4 confirmed']);
  });

  it('lets a code expire with its day: in a session of another day the person’s word is asked', async () => {
    await d.store.database
      .insertInto('vaccination_session')
      .values({
        centre_id: testCentre,
        vaccination_session: 'vs-next',
        day: '2026-09-29',
        product: 'COVISHIELD',
        slots: '[]',
        age_min: 18,
        age_max: null,
        capacity: 100,
      })
      .execute();
    tablet.openVial('A1', 'vs-next');
    give(3, { vaccinationSession: 'vs-next' });
    await send();
    expect(await doses()).toEqual(['a3 waiting code-none']);
  });

  it('makes a task of a code that looks right and is not, also when no dose follows', async () => {
    tablet.tryCode(d.subjectOf(3), (d.codeOf(3) + 103) % 10_000);
    tablet.tryCode(d.subjectOf(4), (d.codeOf(4) + 1) % 10_000);
    await send();
    expect(await tasks()).toEqual(['case/a3 ["code-wrong"]']);
  });

  it('lets two people’s own PINs and a closed, reconciled session stand for a phone that is not there', async () => {
    const key = createKey();
    const other = createKey();
    for (const [staff_id, { publicKey }] of [
      ['st-1', key],
      ['st-2', other],
    ] as const)
      await d.store.database
        .insertInto('staff_key')
        .values({
          centre_id: testCentre,
          staff_id,
          device: tablet.device,
          public_key: publicKey,
          is_proved: 1,
          bound_at: d.now,
        })
        .execute();
    tablet.openVial();
    const register = () =>
      tablet.append(
        'walk-in-registered',
        { walkIn: 'self' },
        {
          name: 'Sunita Devi',
          birthYear: 1975,
          gender: 'Female',
          mobileNumber: null,
          idType: null,
          idLast4: null,
          vaccinationSession: 'vs-1',
          category: 'citizen',
        },
      );
    await tablet.unlock('st-2', other);
    const walkIn = register();
    await tablet.unlock('st-1', key);
    const vouchedDose = tablet.giveDose({ walkIn }, null, { withoutCode: 'no-phone' });
    const alone = register();
    tablet.giveDose({ walkIn: alone }, null, { withoutCode: 'no-phone' });
    await send();
    const states = async () => (await doses()).map((line) => line.replace(/^\S+ /, '')).sort();
    expect(await states()).toEqual(['waiting no-phone-unproved', 'waiting no-phone-unproved']);
    close(2);
    await send();
    expect(await states()).toEqual(['confirmed', 'waiting no-phone-unproved']);
    // Whoever vouched for the second name may be both: until a supervisor says otherwise they count as one.
    const vouch = { centre_id: testCentre, log: 'AAAAAAAA.AAAAAAAA', seq: 1, staff_id: 'st-2' };
    await d.store.database
      .insertInto('vouch')
      .values({
        ...vouch,
        device: tablet.device,
        public_key: new Uint8Array(65),
        voucher: 'st-1',
        substitute_name: null,
        vouched_at: d.now,
        state: 'open',
        decided_by: null,
        decided_at: null,
      })
      .execute();
    tablet.append('observation-ended', { walkIn }, { doseEvent: vouchedDose });
    await send();
    expect(await states()).toEqual(['waiting no-phone-unproved', 'waiting vouch-unconfirmed']);
    await d.store.database.updateTable('vouch').set({ state: 'confirmed' }).execute();
    tablet.append('observation-ended', { walkIn }, { doseEvent: vouchedDose });
    await send();
    expect(await states()).toEqual(['confirmed', 'waiting no-phone-unproved']);
    // A dose that no closing counted: the session is not reconciled any more.
    const late = await d.enrolTablet();
    await late.unlock('st-2');
    late.giveDose(d.subjectOf(9), null, { withoutCode: 'lost-sms' });
    await send(late);
    expect((await states()).filter((line) => line === 'confirmed')).toEqual([]);
  });

  it('lets a dose stand that a revoked tablet took back, until a supervisor has looked', async () => {
    tablet.openVial();
    const dose = give(3);
    await send();
    const mistake = { target: dose, reason: 'wrong-person' };
    await d.store.database
      .updateTable('device')
      .set({ revoked_at: d.now + 5 })
      .execute();
    d.now += 10;
    tablet.append('entered-in-error', d.subjectOf(3), mistake, { mayDose: true });
    await send();
    expect(await doses()).toEqual(['a3 held taken-back-in-doubt']);
    expect(await tasks()).toEqual(['case/a3 ["taken-back-in-doubt"]']);
    const good = await d.enrolTablet();
    await good.unlock('st-2');
    good.append('entered-in-error', d.subjectOf(3), mistake, { mayDose: true });
    await send(good);
    expect(await doses()).toEqual(['a3 confirmed taken-back']);
    expect(await tasks()).toEqual([]);
  });
});
