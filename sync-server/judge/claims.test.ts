// Owns that one person's dose is settled at one centre only: two centres at one moment cannot both win.

import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { testEngines } from '../../scripts/testing/test-engines.ts';
import {
  createTestDeployment,
  otherCentre,
  testCentre,
  type TestDeployment,
} from '../testing/test-deployment.ts';
import { claimDoses, settleContested } from './claims.ts';

describe.each(testEngines)('claims across centres, on $engine', (engine) => {
  let place: Awaited<ReturnType<typeof engine.prepare>>;
  let d: TestDeployment;
  beforeEach(async () => {
    place = await engine.prepare();
    d = await createTestDeployment(place.url);
  });
  afterEach(async () => {
    await d.stop();
    await place.drop();
  });

  const deps = () => ({
    store: d.store,
    keys: d.keys,
    random: (length: number) => new Uint8Array(length),
    appVersion: 'test',
    nowSeconds: () => d.now,
  });
  /** The lists of both centres name the same people, by document. */
  const giveAt = async (centreId: number, no: number) => {
    const tablet = await d.enrolTablet(centreId);
    await tablet.unlock('st-1');
    tablet.openVial();
    const code = tablet.tryCode(d.subjectOf(no), d.codeOf(no));
    const dose = tablet.giveDose(d.subjectOf(no), code);
    await d.exchange(tablet.request());
    return { tablet, dose };
  };
  const caseOf = (no: number): string => `a${no}-${d.subjectOf(no).check}`;
  const states = async (): Promise<string[]> =>
    (
      await d.store.database
        .selectFrom('dose')
        .select(['centre_id', 'state', 'reasons'])
        .orderBy('centre_id')
        .execute()
    ).map((row) => {
      const names = (JSON.parse(row.reasons) as { reason: string }[]).map((r) => r.reason);
      return `${row.centre_id === testCentre ? 'here' : 'there'} ${row.state} ${names.join()}`.trim();
    });

  it('leave a dose that nobody else claims as it is, however often they are made', async () => {
    await giveAt(testCentre, 3);
    for (let i = 0; i < 3; i++) await claimDoses(deps(), testCentre, [caseOf(3)]);
    expect(await states()).toEqual(['here confirmed']);
    expect(await d.store.database.selectFrom('claim').selectAll().execute()).toHaveLength(1);
  });

  it('hold both doses of a person who was dosed at two centres, whoever claims first', async () => {
    await giveAt(testCentre, 3);
    await giveAt(otherCentre, 3);
    await giveAt(otherCentre, 4);
    await claimDoses(deps(), otherCentre, [caseOf(3), caseOf(4)]);
    expect((await states()).sort()).toEqual([
      'here confirmed',
      'there confirmed',
      'there confirmed',
    ]);
    await claimDoses(deps(), testCentre, [caseOf(3)]);
    expect((await states()).sort()).toEqual([
      'here held dosed-elsewhere',
      'there confirmed',
      'there held dosed-elsewhere',
    ]);
    const tasks = await d.store.database
      .selectFrom('task')
      .select(['centre_id', 'reasons'])
      .where('is_open', '=', 1)
      .execute();
    expect(tasks.map((task) => task.reasons)).toEqual([
      '["dosed-elsewhere"]',
      '["dosed-elsewhere"]',
    ]);
  });

  it('made at one moment by both centres let neither pass unseen', async () => {
    await giveAt(testCentre, 3);
    await giveAt(otherCentre, 3);
    await Promise.all([
      claimDoses(deps(), testCentre, [caseOf(3)]),
      claimDoses(deps(), otherCentre, [caseOf(3)]),
    ]);
    expect((await states()).sort()).toEqual([
      'here held dosed-elsewhere',
      'there held dosed-elsewhere',
    ]);
  });

  it('free the one dose when the other is taken back', async () => {
    const { tablet, dose } = await giveAt(testCentre, 3);
    await giveAt(otherCentre, 3);
    for (const centreId of [testCentre, otherCentre])
      await claimDoses(deps(), centreId, [caseOf(3)]);
    tablet.append(
      'entered-in-error',
      d.subjectOf(3),
      { target: dose, reason: 'wrong-person' },
      { mayDose: true },
    );
    await d.exchange(tablet.request());
    await settleContested(deps());
    expect((await states()).filter((line) => line.startsWith('there'))).toEqual([
      'there confirmed',
    ]);
  });
});
