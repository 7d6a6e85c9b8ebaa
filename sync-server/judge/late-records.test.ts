// Owns what the judge makes of rows copied from paper: their own day, their own hour, and no task for being late.

import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { istDayOf } from '../../schemas/rules/day.ts';
import {
  createTestDeployment,
  testCentre,
  type TestDeployment,
} from '../testing/test-deployment.ts';

const twoDays = 2 * 86_400;

describe('a dose that was written on paper', () => {
  let d: TestDeployment;
  beforeEach(async () => {
    d = await createTestDeployment();
  });
  afterEach(() => d.stop());

  const readDoses = () =>
    d.store.database
      .selectFrom('dose')
      .select(['state', 'reasons', 'day', 'given_at'])
      .where('centre_id', '=', testCentre)
      .execute();

  it('stands on the day and the hour it was given, however late it was typed', async () => {
    const tablet = await d.enrolTablet();
    await tablet.unlock('st-1');
    const given = d.now - twoDays;
    tablet.append(
      'vial-opened',
      { vaccinationSession: 'vs-1', vial: 'A1' },
      {
        product: 'COVISHIELD',
        vaccineBatch: 'B1',
        expiry: null,
        dosesNominal: 10,
        openedAt: given - 600,
      },
    );
    const code = tablet.tryCode(d.subjectOf(3), d.codeOf(3));
    tablet.giveDose(d.subjectOf(3), code, { administeredAt: given });
    await d.exchange(tablet.request());
    const [dose] = await readDoses();
    expect(dose).toMatchObject({ given_at: given, day: istDayOf(given) });
    expect(dose!.reasons).not.toContain('vial-past-time');
  });

  it('is past the vial’s time by the paper’s clock, not by the hour it was typed', async () => {
    const tablet = await d.enrolTablet();
    await tablet.unlock('st-1');
    tablet.openVial();
    const code = tablet.tryCode(d.subjectOf(3), d.codeOf(3));
    tablet.giveDose(d.subjectOf(3), code, { administeredAt: tablet.now + 5 * 3600 });
    await d.exchange(tablet.request());
    const [dose] = await readDoses();
    expect(dose!.reasons).toContain('vial-past-time');
    // Good practice is another question than whether it was given.
    expect(dose!.state).toBe('confirmed');
  });
});
