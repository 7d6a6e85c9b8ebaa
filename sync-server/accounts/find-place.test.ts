// Owns how the place of a new account is found: only among known centres, and never guessed between two of one name.

import { afterAll, beforeAll, expect, it } from 'vitest';
import type { DeskRole } from '../../schemas/desk.ts';
import { createTestApp, farCentre, type TestApp } from '../testing/test-app.ts';
import { testCentre } from '../testing/test-deployment.ts';
import { findPlace, type WantedPlace } from './find-place.ts';
import { placeToColumns, readPlace, type Place } from './place.ts';

let t: TestApp;
beforeAll(async () => {
  t = await createTestApp();
});
afterAll(() => t.stop());

const find = async (role: DeskRole, wanted: WantedPlace): Promise<Place | string> => {
  const found = await findPlace(t.parts.store.database, role, wanted);
  return found.outcome === 'found' ? found.place : found.sentences.join(' ');
};

it('finds a place by the name people type, with its state', async () => {
  expect(await find('district-supervisor', { district: ' district ' })).toEqual({
    kind: 'district',
    state: 'State',
    district: 'District',
  });
  expect(await find('block-supervisor', { block: 'Block', district: 'District' })).toMatchObject({
    kind: 'block',
    block: 'Block',
  });
  expect(await find('in-charge', { centre: String(testCentre) })).toEqual({
    kind: 'centre',
    centreId: testCentre,
  });
  expect(await find('state-admin', { state: 'STATE' })).toEqual({ kind: 'state', state: 'State' });
  expect(await find('state-admin', { everywhere: true })).toEqual({ kind: 'all' });
});

it('says what a role needs and what is known', async () => {
  expect(await find('district-supervisor', {})).toContain('--district DISTRICT');
  expect(await find('in-charge', { district: 'District' })).toContain('--centre ID');
  expect(await find('district-supervisor', { everywhere: true })).toContain('needs');
  expect(await find('district-supervisor', { district: 'Raigarh' })).toContain(
    'Known: District, Far.',
  );
  expect(await find('in-charge', { centre: '999' })).toContain('npm run import');
  expect(await find('in-charge', { centre: 'PHC' })).toContain('number');
});

it('asks for the state when two districts have one name', async () => {
  const { database } = t.parts.store;
  await database
    .updateTable('centre')
    .set({ state: 'Bihar', district: 'District' })
    .where('centre_id', '=', farCentre)
    .execute();
  expect(await find('district-supervisor', { district: 'District' })).toContain('--state STATE');
  expect(await find('district-supervisor', { district: 'District', state: 'Bihar' })).toMatchObject(
    {
      state: 'Bihar',
    },
  );
});

it('reads every place back as it was stored, and a damaged one as no place', () => {
  const places: Place[] = [
    { kind: 'centre', centreId: 7 },
    { kind: 'block', state: 'S', district: 'D', block: 'B, "b"' },
    { kind: 'district', state: 'S', district: 'D' },
    { kind: 'state', state: 'S' },
    { kind: 'all' },
  ];
  for (const place of places) {
    const { place_kind: kind, place: text } = placeToColumns(place);
    expect(readPlace(kind, text)).toEqual(place);
  }
  for (const [kind, text] of [
    ['district', '{}'],
    ['district', 'Raigad'],
    ['centre', '{"centreId":"7"}'],
    ['world', '{}'],
  ]) {
    expect(readPlace(kind ?? '', text ?? '')).toBeNull();
  }
});
