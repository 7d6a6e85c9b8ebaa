// Owns that a record opened at a table and left as it was is in the audit: once, under the device's signature, and found by the person.

import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { testEngines } from '../../scripts/testing/test-engines.ts';
import type { DeskHistory } from '../../schemas/desk-history.ts';
import type { ExchangeRequest } from '../../schemas/exchange.ts';
import { nameOfReads, type PersonRead } from '../../schemas/reads.ts';
import { nodeDigest } from '../keys/digest.ts';
import type { PaperTablet } from '../testing/paper-tablet.ts';
import { createTestApp, type TestApp } from '../testing/test-app.ts';
import { testCentre } from '../testing/test-deployment.ts';

const district = { kind: 'district', state: 'State', district: 'District' } as const;

describe.each(testEngines)('records opened at a table, on $engine', (engine) => {
  let t: TestApp;
  let tablet: PaperTablet;
  beforeEach(async () => {
    t = await createTestApp({ engine });
    tablet = await t.deployment.enrolTablet();
    await tablet.unlock('st-1');
  });
  afterEach(() => t.stop());

  const keyOf = (no: number): string => `a${no}-${t.deployment.subjectOf(no).check}`;
  const tell = async (reads: unknown, pull = true) => {
    const edit = (header: ExchangeRequest): void => void Object.assign(header, { reads });
    return (await t.deployment.exchange(tablet.request({ pull, edit }))).head;
  };
  const rows = () =>
    t.parts.store.database
      .selectFrom('audit')
      .select(['account', 'at', 'centre_id', 'subject'])
      .where('action', '=', 'opened-at-table')
      .orderBy('at')
      .execute();

  it('are rows of the audit, once however often they are told, and the answer names them', async () => {
    const at = t.deployment.now;
    const reads: PersonRead[] = [
      [at - 60, 'st-1', keyOf(3)],
      // A clock that is ahead: not written down before its time.
      [at + 5_000, 'st-2', keyOf(4)],
    ];
    for (let i = 0; i < 2; i++)
      expect((await tell(reads)).readsTaken).toBe(nameOfReads(nodeDigest, reads));
    expect(await rows()).toEqual([
      { account: 'st-1', at: at - 60, centre_id: testCentre, subject: keyOf(3) },
      { account: 'st-2', at, centre_id: testCentre, subject: keyOf(4) },
    ]);
  });

  it('count only under the signature of the tablet, and cost no row when they are damaged', async () => {
    const read: PersonRead = [t.deployment.now, 'st-1', keyOf(3)];
    expect((await tell([read], false)).readsTaken).toBeUndefined();
    tablet.openVial();
    for (const damaged of [
      ['now', 'st-1', keyOf(3)],
      [1, 'st-1', 'Sunita Patil'],
      [1, 'st\u0000', keyOf(3)],
    ])
      expect((await tell([read, damaged])).readsTaken).toBeUndefined();
    const head = await tell('nothing of ours');
    expect(head.readsTaken).toBeUndefined();
    expect(head.have[tablet.log]?.seq).toBe(tablet.rows.length);
    await t.deployment.store.database
      .updateTable('device')
      .set({ revoked_at: 1 })
      .where('device', '=', tablet.device)
      .execute();
    expect((await tell([read])).readsTaken).toBeUndefined();
    expect(await rows()).toEqual([]);
  });

  it('are found at the desk by the person and by the staff id', async () => {
    await tell([[t.deployment.now, 'ST-1', keyOf(3)]]);
    const { reference_id: referenceId } = await t.parts.store.database
      .selectFrom('appointment')
      .select('reference_id')
      .where('centre_id', '=', testCentre)
      .where('appointment_no', '=', 3)
      .executeTakeFirstOrThrow();
    const meera = await t.signInAs('meera', 'district-supervisor', district);
    for (const asked of [{ referenceId }, { account: 'ST-1' }]) {
      const answer = await t.post('/v1/desk/history', asked, meera);
      const { rows: found } = (await answer.json()) as DeskHistory;
      expect(found).toContainEqual(
        expect.objectContaining({
          account: 'ST-1',
          action: 'opened-at-table',
          subject: keyOf(3),
        }),
      );
    }
  });
});
