// Tests what a tablet is told about its own rows beside the acknowledgement.

import { randomBytes } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { bytesToBase64url } from '../../schemas/bytes.ts';
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
    const again = await d.exchange(tablet.request({ from: 5 }));
    expect(again.head.verdicts[tablet.log]).toContainEqual([4, 'quarantined']);
  });
});
