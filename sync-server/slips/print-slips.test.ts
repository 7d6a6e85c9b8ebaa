// Owns what printing slips gives, to whom, and what is written down of it.

import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { digitsToBytes } from '../../schemas/carry/digits.ts';
import type { DeskSlips } from '../../schemas/desk-slips.ts';
import { looksLikeSlip } from '../../schemas/rules/slip.ts';
import { createTestApp, farCentre, type TestApp } from '../testing/test-app.ts';
import { otherCentre, testCentre } from '../testing/test-deployment.ts';
import { makeSlip } from './make-slip.ts';
import { printSlips } from './print-slips.ts';

const day = '2026-09-21';
const block = { kind: 'block', state: 'State', district: 'District', block: 'Block' } as const;
let t: TestApp;
let cookie: string;
beforeEach(async () => {
  t = await createTestApp();
  cookie = await t.signInAs('block', 'block-supervisor', block);
});
afterEach(() => t.stop());

const ask = (body: object = {}, by = cookie): Promise<Response> =>
  t.post('/v1/desk/slips', { centreId: testCentre, day, ...body }, by);
const print = async (body: object = {}): Promise<DeskSlips> => {
  const answer = await ask(body);
  expect(answer.status).toBe(200);
  return (await answer.json()) as DeskSlips;
};
const bookings = () =>
  t.deployment.store.database
    .selectFrom('appointment')
    .selectAll()
    .where('centre_id', '=', testCentre)
    .orderBy('appointment_no')
    .execute();
const printed = async () => {
  const rows = await t.deployment.store.database
    .selectFrom('audit')
    .select(['account', 'subject', 'centre_id'])
    .where('action', '=', 'printed-slip')
    .execute();
  return rows.map(({ account, subject }) => `${account} ${subject}`);
};

/** Booking, day and secret: a signature of the same text is another one each time, and as good. */
const unsigned = (qr: string) => digitsToBytes(qr)!.slice(0, 24);

describe('printing slips', () => {
  it('gives each booking of the day its digits and the code that the tablet knows, and writes each down', async () => {
    const { slips, next, dosed, centreName } = await print();
    const rows = await bookings();
    expect([slips.length, next, dosed, centreName]).toEqual([rows.length, null, 0, 'Test PHC']);
    const one = slips.find((slip) => slip.name === 'Person 3')!;
    const subject = t.deployment.subjectOf(3);
    expect(one.digits).toBe(String(t.deployment.codeOf(3)).padStart(4, '0'));
    const again = makeSlip(t.deployment.keys, { centreId: testCentre, ...subject }, day);
    expect(unsigned(one.qr)).toEqual(unsigned(again));
    expect(looksLikeSlip(one.qr)).toBe(true);
    const written = await printed();
    expect(written).toHaveLength(rows.length);
    expect(written).toContain(`block a3-${subject.check}`);
  });

  it('prints the same slip again, for one person too, and writes the second print down as well', async () => {
    const [, , third] = await bookings();
    const first = (await print({ referenceId: third!.reference_id })).slips;
    const again = (await print({ referenceId: third!.reference_id })).slips;
    expect(first).toHaveLength(1);
    expect(unsigned(again[0]!.qr)).toEqual(unsigned(first[0]!.qr));
    expect({ ...again[0], qr: '' }).toEqual({ ...first[0], qr: '' });
    expect(await printed()).toHaveLength(2);
  });

  it('leaves out whoever has a dose, and a booking that was changed', async () => {
    const d = t.deployment;
    const tablet = await d.enrolTablet();
    await tablet.unlock('st-1');
    tablet.openVial();
    tablet.giveDose(d.subjectOf(1), tablet.tryCode(d.subjectOf(1), d.codeOf(1)));
    await d.exchange(tablet.request());
    await d.store.database
      .updateTable('appointment')
      .set({ is_ended: 1 })
      .where('centre_id', '=', testCentre)
      .where('appointment_no', '=', 2)
      .execute();
    const { slips, dosed } = await print();
    expect(dosed).toBe(1);
    expect(slips.map((slip) => slip.name)).not.toContain('Person 1');
    expect(slips.map((slip) => slip.name)).not.toContain('Person 2');
    expect(slips).toHaveLength((await bookings()).length - 2);
  });

  it('prints no digits that count for nothing', async () => {
    await t.deployment.store.database
      .updateTable('appointment')
      .set({ code_state: 'weak' })
      .where('centre_id', '=', testCentre)
      .where('appointment_no', '=', 3)
      .execute();
    const { slips } = await print();
    expect(slips.find((slip) => slip.name === 'Person 3')!.digits).toBeNull();
  });

  it('is for days to come, and for days', async () => {
    expect((await ask({ day: '2026-09-20' })).status).toBe(400);
    expect((await ask({ day: '2026-02-30' })).status).toBe(400);
    expect((await ask({ referenceId: "1' or 1" })).status).toBe(400);
    expect((await print({ day: '2026-09-22' })).slips).toEqual([]);
    expect((await print({ referenceId: '99999999999999' })).slips).toEqual([]);
    expect(await printed()).toEqual([]);
  });

  it('is refused to whoever stands at the table, and to a supervisor of another place: nothing is written down', async () => {
    const table = await t.signInAs('table', 'in-charge', { kind: 'centre', centreId: testCentre });
    expect((await ask({}, table)).status).toBe(403);
    for (const centreId of [otherCentre, farCentre, 1])
      expect((await ask({ centreId })).status).toBe(403);
    expect(await printed()).toEqual([]);
  });

  it('goes on page by page, nobody twice and nobody left out', async () => {
    const rows = await bookings();
    const more = Array.from({ length: 230 }, (_, i) => ({
      ...rows[0]!,
      appointment_no: 1_000 + i,
      reference_id: String(70_000_000_000_000 + i),
    }));
    for (const row of more)
      await t.deployment.store.database.insertInto('appointment').values(row).execute();
    const first = await print();
    expect(first.slips).toHaveLength(200);
    const second = await print({ from: first.next! });
    const numbers = [...first.slips, ...second.slips].map((slip) => slip.referenceId);
    expect(second.next).toBeNull();
    expect(numbers).toHaveLength(rows.length + 230);
    expect(new Set(numbers).size).toBe(numbers.length);
  });

  it('leaves no name, reference id, code or slip in the log', async () => {
    const { slips } = await print();
    const log = t.log();
    expect(log).toContain('slips printed');
    for (const { name, referenceId, qr, digits } of slips) {
      for (const secret of [name, referenceId, qr]) expect(log).not.toContain(secret);
      expect(log).not.toContain(`"${digits}"`);
    }
  });

  it('by the command is written down under the command’s name', async () => {
    const outcome = await printSlips(t.parts, 'slips', { centreId: testCentre, day });
    expect(outcome.outcome).toBe('printed');
    expect((await printSlips(t.parts, 'slips', { centreId: 9, day })).outcome).toBe(
      'no-such-centre',
    );
    expect((await printed())[0]).toMatch(/^slips a\d+-\d+$/);
  });
});
