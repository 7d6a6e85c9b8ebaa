// Tests what a tablet is told about its own rows beside the acknowledgement.

import { randomBytes } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { bytesToBase64url } from '../../schemas/bytes.ts';
import type { ExchangeRequest } from '../../schemas/exchange.ts';
import { createTestDeployment, type TestDeployment } from '../testing/test-deployment.ts';

describe('a row that the server cannot read', () => {
  let d: TestDeployment;
  beforeEach(async () => {
    d = await createTestDeployment(null);
  });
  afterEach(() => d.stop());

  it('is told to its tablet as kept apart, so that nobody takes it for received', async () => {
    const tablet = await d.enrolTablet();
    await tablet.unlock('st-1');
    tablet.openVial();
    const code = tablet.tryCode(d.subjectOf(3), d.codeOf(3));
    tablet.giveDose(d.subjectOf(3), code);
    const damage = bytesToBase64url(randomBytes(12));
    const taken = await d.exchange(tablet.request({ edit: (h) => (h.rows[3]!.iv = damage) }));
    expect(taken.head.have[tablet.log]!.seq).toBe(4);
    expect(taken.head.verdicts[tablet.log]).toEqual([[4, 'quarantined']]);
    expect(taken.head.settled).toEqual({ [tablet.log]: 3 });
    const again = await d.exchange(tablet.request({ from: 5 }));
    expect(again.head.verdicts[tablet.log]).toContainEqual([4, 'quarantined']);
  });
});

describe('what a tablet is told of its own doses', () => {
  let d: TestDeployment;
  beforeEach(async () => {
    d = await createTestDeployment(null);
  });
  afterEach(() => d.stop());
  const keeping =
    (log: string, settled: number) =>
    (header: ExchangeRequest): void =>
      void (header.settled = { [log]: settled });

  it('is said again until the tablet has kept it, and then no more', async () => {
    const tablet = await d.enrolTablet();
    await tablet.unlock('st-1');
    tablet.openVial();
    tablet.giveDose(d.subjectOf(3), tablet.tryCode(d.subjectOf(3), d.codeOf(3)));
    const first = await d.exchange(tablet.request());
    expect(first.head).toMatchObject({
      verdicts: { [tablet.log]: [[4, 'confirmed']] },
      settled: { [tablet.log]: 4 },
    });
    // The answer was lost: nothing says that it was kept.
    const again = await d.exchange(tablet.request({ from: 5 }));
    expect(again.head.verdicts).toEqual({ [tablet.log]: [[4, 'confirmed']] });
    tablet.giveDose(d.subjectOf(4), tablet.tryCode(d.subjectOf(4), d.codeOf(4)));
    const kept = await d.exchange(tablet.request({ from: 5, edit: keeping(tablet.log, 4) }));
    expect(kept.head).toMatchObject({
      verdicts: { [tablet.log]: [[6, 'confirmed']] },
      settled: { [tablet.log]: 6 },
    });
  });

  it('names a dose that is not confirmed each time, also below what was settled before', async () => {
    const tablet = await d.enrolTablet();
    await tablet.unlock('st-1');
    tablet.openVial();
    tablet.giveDose(d.subjectOf(3), tablet.tryCode(d.subjectOf(3), (d.codeOf(3) + 103) % 10_000));
    tablet.giveDose(d.subjectOf(4), tablet.tryCode(d.subjectOf(4), d.codeOf(4)));
    const first = await d.exchange(tablet.request());
    expect(first.head).toMatchObject({
      verdicts: {
        [tablet.log]: [
          [6, 'confirmed'],
          [4, 'held'],
        ],
      },
      settled: { [tablet.log]: 3 },
    });
    const again = await d.exchange(tablet.request({ from: 7, edit: keeping(tablet.log, 6) }));
    expect(again.head).toMatchObject({
      verdicts: { [tablet.log]: [[4, 'held']] },
      settled: { [tablet.log]: 3 },
    });
  });

  it('begins anew with a server that holds less than the tablet was told', async () => {
    const tablet = await d.enrolTablet();
    await tablet.unlock('st-1');
    tablet.openVial();
    tablet.giveDose(d.subjectOf(3), tablet.tryCode(d.subjectOf(3), d.codeOf(3)));
    await d.exchange(tablet.request());
    const { head } = await d.exchange(tablet.request({ from: 5, edit: keeping(tablet.log, 400) }));
    expect(head.settled).toEqual({ [tablet.log]: 4 });
    tablet.giveDose(d.subjectOf(4), tablet.tryCode(d.subjectOf(4), d.codeOf(4)));
    const later = await d.exchange(tablet.request({ from: 5, edit: keeping(tablet.log, 4) }));
    expect(later.head.verdicts).toEqual({ [tablet.log]: [[6, 'confirmed']] });
  });
});
