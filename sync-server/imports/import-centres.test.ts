import { afterEach, beforeEach, expect, test } from 'vitest';
import type { CentreTable } from '../store/schema.ts';
import {
  madeUpRoster,
  madeUpSessions,
  openImportDesk,
  toCsv,
  type ImportDesk,
} from './import-fixture.ts';

let desk: ImportDesk;
beforeEach(async () => {
  desk = await openImportDesk();
});
afterEach(() => desk.close());

const [first, second] = madeUpSessions.centers;

async function importCentres(...centers: readonly object[]) {
  return desk.run({ sessions: await desk.write('sessions.json', JSON.stringify({ centers })) });
}
const storedCentre = (centreId: number): Promise<CentreTable | undefined> =>
  desk.store.database
    .selectFrom('centre')
    .selectAll()
    .where('centre_id', '=', centreId)
    .executeTakeFirst();

test('a centre comes out of CoWIN’s file with its number, name, place and hours', async () => {
  await importCentres(first!, second!);
  expect(await storedCentre(101)).toMatchObject({
    name: 'Test PHC',
    address: 'Road 1',
    block: 'Block',
    district: 'District',
    state: 'State',
    pincode: '410000',
    opens_at: '09:00',
    closes_at: '17:00',
  });
});

test('a camp of one day, which a later file brings, is taken like any other centre', async () => {
  await importCentres(first!);
  const session = { ...first!.sessions[0]!, session_id: 's-camp' };
  await importCentres({
    ...first!,
    center_id: 900,
    name: 'Camp in the school',
    sessions: [session],
  });
  expect(await storedCentre(900)).toMatchObject({ name: 'Camp in the school' });
  const roster = toCsv(madeUpRoster([{ center_id: '900', session_id: 's-camp' }]));
  await desk.run({ roster: await desk.write('roster.csv', roster) });
  expect((await desk.appointments()).map((row) => row.centre_id)).toEqual([900]);
});

test('a centre that a later file describes anew is changed under its number, and keeps its bookings', async () => {
  await importCentres(first!);
  await desk.run({ roster: await desk.write('roster.csv', toCsv(madeUpRoster([{}, {}]))) });
  const before = await storedCentre(101);
  const { printed } = await importCentres({ ...first!, name: 'Test RH', block_name: 'Far Block' });
  expect(await storedCentre(101)).toEqual({ ...before, name: 'Test RH', block: 'Far Block' });
  expect(printed).toMatch(/1 changed/);
  expect(await desk.appointments()).toHaveLength(2);
});

test('a centre without number or name is refused, and the report names the entry and what it lacks', async () => {
  const { outcome, printed } = await importCentres(
    { ...first!, center_id: undefined },
    { ...second!, name: ' ' },
  );
  expect(outcome).toBe('refused');
  expect(printed).toMatch(/entry 1\b.*center_id is not a number/);
  expect(printed).toMatch(/entry 2\b.*centre 102 has no name/);
  expect(await storedCentre(102)).toBeUndefined();
});
