// Owns what bad input at a centre comes to: a vial named twice, a walk-in with nothing but a name. Nothing is lost, nothing is guessed.

import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { testEngines } from '../../scripts/testing/test-engines.ts';
import type { PaperTablet } from '../testing/paper-tablet.ts';
import { createTestApp, type TestApp } from '../testing/test-app.ts';

describe.each(testEngines)('bad input at a centre on $engine', (engine) => {
  let t: TestApp;
  beforeEach(async () => {
    t = await createTestApp({ engine });
  });
  afterEach(() => t.stop());

  const give = (tablet: PaperTablet, no: number, vaccineBatch: string): void => {
    const subject = t.deployment.subjectOf(no);
    const code = tablet.tryCode(subject, t.deployment.codeOf(no));
    tablet.giveDose(subject, code, { vaccineBatch });
  };
  const openVial = (tablet: PaperTablet, vaccineBatch: string, openedAt: number): void => {
    tablet.now = openedAt;
    const subject = { vaccinationSession: 'vs-1', vial: 'A1' };
    const body = { product: 'COVISHIELD', vaccineBatch, expiry: null, dosesNominal: 10 };
    tablet.append('vial-opened', subject, body);
  };
  const doses = () =>
    t.parts.store.database
      .selectFrom('dose')
      .select(['vaccine_batch', 'state', 'reasons'])
      .orderBy('vaccine_batch')
      .execute();

  it('a vial named twice: both doses stand with the batch each was recorded with, in either order of arrival', async () => {
    const seen: string[] = [];
    for (const order of ['first-then-second', 'second-then-first']) {
      const first = await t.deployment.enrolTablet();
      const second = await t.deployment.enrolTablet();
      await first.unlock('st-1');
      openVial(first, 'B1', t.deployment.now - 60);
      give(first, 3, 'B1');
      await second.unlock('st-2');
      openVial(second, 'B2', t.deployment.now);
      give(second, 4, 'B2');
      const arriving = order === 'first-then-second' ? [first, second] : [second, first];
      for (const tablet of arriving) await t.deployment.exchange(tablet.request());
      const rows = await doses();
      expect(rows.map((dose) => dose.vaccine_batch)).toEqual(['B1', 'B2']);
      seen.push(JSON.stringify(rows));
      await t.stop();
      t = await createTestApp({ engine });
    }
    expect(seen[0]).toBe(seen[1]);
  });

  it('a walk-in with every field empty but the name: kept byte for byte, in nobody’s case, and its dose is on the desk’s list', async () => {
    const tablet = await t.deployment.enrolTablet();
    await tablet.unlock('st-1');
    tablet.openVial();
    const ref = tablet.append(
      'walk-in-registered',
      { walkIn: 'self' },
      { name: 'Only A Name' },
      { mayDose: true },
    );
    tablet.giveDose({ walkIn: ref }, null);
    await t.deployment.exchange(tablet.request());
    const row = await t.parts.store.database
      .selectFrom('log_row')
      .select(['event', 'kind', 'case_key'])
      .where('log', '=', tablet.log)
      .where('seq', '=', ref.seq)
      .executeTakeFirstOrThrow();
    expect([row.kind, row.case_key]).toEqual(['?', null]);
    expect(Buffer.from(row.event!)).toEqual(Buffer.from(tablet.rows[ref.seq - 1]!.event));
    expect(await doses()).toMatchObject([{ state: 'waiting' }]);
  });
});
