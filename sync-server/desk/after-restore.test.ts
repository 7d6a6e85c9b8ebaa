// Owns what the desk can do after a loss: end the review of a restored register, and withdraw a tablet; both audited, in their own places.

import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { testEngines } from '../../scripts/testing/test-engines.ts';
import { openNewEpoch, readEpoch } from '../ingest/epoch.ts';
import { isRestoreReviewOpen } from '../restore-review.ts';
import { createTestApp, farCentre, type TestApp } from '../testing/test-app.ts';
import { testCentre } from '../testing/test-deployment.ts';

const district = { kind: 'district', state: 'State', district: 'District' } as const;

describe.each(testEngines)('the desk after a loss, on $engine', (engine) => {
  let t: TestApp;
  let cookie: string;
  beforeEach(async () => {
    t = await createTestApp({ engine });
    cookie = await t.signInAs('meera', 'district-supervisor', district);
  });
  afterEach(() => t.stop());

  const database = () => t.deployment.store.database;
  const auditOf = async (action: string): Promise<unknown[]> =>
    database()
      .selectFrom('audit')
      .select(['account', 'subject'])
      .where('action', '=', action)
      .execute();
  const rollBack = async (): Promise<void> => {
    const random = () => t.parts.random(4);
    const seen = await readEpoch(database(), random);
    await t.deployment.store.transact((transaction) =>
      openNewEpoch(transaction, seen, 0, random()),
    );
  };
  const review = async (): Promise<unknown> =>
    (await t.get('/v1/desk/restore-review', cookie)).json();

  it('has no review open as long as nothing was put back', async () => {
    expect(await review()).toEqual({ isOpen: false, restoredTo: null });
    await t.post('/v1/desk/restore-review/close', {}, cookie);
    expect(await auditOf('closed-restore-review')).toEqual([]);
  });

  it('keeps the review open from the new epoch until it is closed, once, by name (rule 16)', async () => {
    await rollBack();
    expect(await review()).toEqual({ isOpen: true, restoredTo: null });
    const nurse = await t.signInAs('nurse', 'in-charge', { kind: 'centre', centreId: testCentre });
    expect((await t.post('/v1/desk/restore-review/close', {}, nurse)).status).toBe(403);
    expect(await isRestoreReviewOpen(database())).toBe(true);
    for (let i = 0; i < 2; i++)
      expect(await (await t.post('/v1/desk/restore-review/close', {}, cookie)).json()).toEqual({
        isOpen: false,
        restoredTo: null,
      });
    expect(await isRestoreReviewOpen(database())).toBe(false);
    expect(await auditOf('closed-restore-review')).toEqual([
      { account: 'meera', subject: 'epoch 2' },
    ]);
    await rollBack();
    expect(await isRestoreReviewOpen(database())).toBe(true);
  });

  it('withdraws a tablet of its places only, once; it delivers on, and what comes is held', async () => {
    const tablet = await t.deployment.enrolTablet();
    const far = await t.deployment.enrolTablet(farCentre);
    const revoke = async (device: string): Promise<unknown> =>
      (
        await t.post(
          '/v1/desk/tablets/decisions',
          { device, decision: 'revoked', ground: 'lost' },
          cookie,
        )
      ).json();
    expect(await revoke(far.device)).toEqual({ outcome: 'not-yours' });
    expect(await revoke('nobody')).toEqual({ outcome: 'not-yours' });
    expect(await revoke(tablet.device)).toEqual({ outcome: 'decided' });
    expect(await revoke(tablet.device)).toEqual({ outcome: 'already' });
    expect(await auditOf('revoked-tablet')).toEqual([
      { account: 'meera', subject: `${tablet.device} lost` },
    ]);
    await tablet.unlock('st-1');
    tablet.openVial();
    const subject = t.deployment.subjectOf(3);
    tablet.giveDose(subject, tablet.tryCode(subject, t.deployment.codeOf(3)));
    const { head } = await t.deployment.exchange(tablet.request({ pull: true }));
    expect(head.pull).toBe('refused-revoked');
    expect(head.have[tablet.log]!.seq).toBe(4);
    const dose = await database().selectFrom('dose').select('state').executeTakeFirstOrThrow();
    expect(dose.state).toBe('held');
    expect(t.deployment.decisions.read().entries).toHaveLength(1);
  });
});
