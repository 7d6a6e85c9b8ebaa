// Owns who may see who did and read what: of their own places, by person and by account, page by page.

import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { DeskHistory } from '../../schemas/desk-history.ts';
import { createTestApp, type TestApp } from '../testing/test-app.ts';
import { testCentre } from '../testing/test-deployment.ts';

const day = '2026-09-21';
const district = { kind: 'district', state: 'State', district: 'District' } as const;
const block = { ...district, kind: 'block', block: 'Block' } as const;
const far = { kind: 'district', state: 'State', district: 'Another District' } as const;
let t: TestApp;
let meera: string;
let reader: string;
beforeEach(async () => {
  t = await createTestApp();
  meera = await t.signInAs('meera', 'district-supervisor', district);
  reader = await t.signInAs('reader', 'block-supervisor', block);
});
afterEach(() => t.stop());

const history = async (body: object = {}, by = meera): Promise<DeskHistory> => {
  const answer = await t.post('/v1/desk/history', body, by);
  expect(answer.status).toBe(200);
  return (await answer.json()) as DeskHistory;
};
const lines = ({ rows }: DeskHistory): string[] =>
  rows.map(({ account, action }) => `${account} ${action}`);
const readSlipOf = (referenceId: string): Promise<Response> =>
  t.post('/v1/desk/slips', { centreId: testCentre, day, referenceId }, reader);
const referenceOf = async (no: number): Promise<string> => {
  const row = await t.deployment.store.database
    .selectFrom('appointment')
    .select('reference_id')
    .where('centre_id', '=', testCentre)
    .where('appointment_no', '=', no)
    .executeTakeFirstOrThrow();
  return row.reference_id;
};

describe('who did and read what', () => {
  it('names everybody who signed in or out, with the time, the latest first', async () => {
    await t.post('/v1/desk/sign-out', {}, reader);
    const { rows } = await history();
    expect(lines({ rows, next: null }).sort()).toEqual([
      'meera signed-in',
      'reader signed-in',
      'reader signed-out',
    ]);
    expect(rows.every((row) => row.at === t.deployment.now)).toBe(true);
    await t.post('/v1/desk/sign-out', {}, reader);
    expect(lines(await history())).toHaveLength(3);
  });

  it('names who read one person’s record, and that somebody asked', async () => {
    const [third, fourth] = [await referenceOf(3), await referenceOf(4)];
    await readSlipOf(third);
    await readSlipOf(fourth);
    const { rows } = await history({ referenceId: third });
    expect(rows.map(({ account, action, subject }) => [account, action, subject])).toContainEqual([
      'reader',
      'printed-slip',
      `a3-${t.deployment.subjectOf(3).check}`,
    ]);
    expect(rows.every((row) => row.subject!.startsWith('a3-'))).toBe(true);
    expect(lines(await history({ referenceId: third }))).toContain('meera read-history');
    expect(await history({ referenceId: '99999999999999' })).toEqual({ rows: [], next: null });
  });

  it('can be narrowed to one account', async () => {
    await readSlipOf(await referenceOf(3));
    expect(lines(await history({ account: ' Reader ' })).sort()).toEqual([
      'reader printed-slip',
      'reader signed-in',
    ]);
  });

  it('says nothing of another district, its records and its people', async () => {
    await readSlipOf(await referenceOf(3));
    const stranger = await t.signInAs('stranger', 'district-supervisor', far);
    expect(lines(await history({}, stranger))).toEqual(['stranger signed-in']);
    expect(await history({ referenceId: await referenceOf(3) }, stranger)).toEqual({
      rows: [],
      next: null,
    });
    expect(lines(await history())).not.toContain('stranger signed-in');
  });

  it('is not for those who stand nearer: a block’s supervisor, an in-charge', async () => {
    expect((await t.post('/v1/desk/history', {}, reader)).status).toBe(403);
    const centre = { kind: 'centre', centreId: testCentre } as const;
    const table = await t.signInAs('table', 'in-charge', centre);
    expect((await t.post('/v1/desk/history', {}, table)).status).toBe(403);
  });

  it('goes on page by page, no line twice and none left out', async () => {
    await t.deployment.store.database
      .insertInto('audit')
      .values(
        Array.from({ length: 250 }, (_, i) => ({
          audit_id: `id${String(i).padStart(4, '0')}`,
          at: 1_000 + Math.floor(i / 7),
          account: 'meera',
          action: 'read-person',
          centre_id: testCentre,
          subject: `a${i}-1`,
        })),
      )
      .execute();
    const ids: string[] = [];
    for (let after: string | null = ''; after !== null;) {
      const page: DeskHistory = await history(after === '' ? {} : { after });
      ids.push(...page.rows.map((row) => row.id));
      after = page.next;
    }
    expect(ids).toHaveLength(252);
    expect(new Set(ids).size).toBe(252);
  });
});
