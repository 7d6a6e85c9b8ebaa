// Owns the proof that a quiet tablet is put into the right class and a wrong clock is flagged.

import { signal } from '@preact/signals';
import { expect, test } from 'vitest';
import { createFakeDesk, fakeNow } from '../testing/fake-desk-client.ts';
import { createSteppedTime, settle } from '../testing/stepped-time.ts';
import { createTabletsModel, latenessOf } from './tablets-model.ts';

test.each([
  [599, 'in-contact'],
  [600, 'late-10-minutes'],
  [1_799, 'late-10-minutes'],
  [1_800, 'late-30-minutes'],
  [86_399, 'late-30-minutes'],
  [86_400, 'late-day'],
  [-30, 'in-contact'],
] as const)('%i seconds after the last contact a tablet is %s', (seconds, lateness) => {
  expect(latenessOf(fakeNow - seconds, fakeNow)).toBe(lateness);
});

test('a tablet that never called says so instead of a time', () => {
  expect(latenessOf(null, fakeNow)).toBe('never');
});

function openTablets() {
  const desk = createFakeDesk();
  const time = createSteppedTime();
  const now = signal(fakeNow);
  const watch = <Answer>(answer: Answer): Answer => answer;
  const model = createTabletsModel({ client: desk.client, time, now, watch });
  model.open();
  return { desk, time, now, model };
}

test('the longest quiet comes first, a blocked tablet last', async () => {
  const { model } = openTablets();
  await settle();
  expect(model.rows.value?.map(({ tablet }) => tablet.device)).toEqual([
    'd5',
    'd4',
    'd3',
    'd2',
    'd1',
    'd6',
  ]);
});

test('counts quiet, unsent and clock; a blocked tablet is expected to be quiet', async () => {
  const { model } = openTablets();
  await settle();
  expect(model.counts.value).toEqual({ all: 6, quiet: 3, unsent: 3, clock: 1 });
  expect(model.unsentSum.value).toBe(216);
  model.chooseFilter('clock');
  expect(model.shown.value.map(({ tablet }) => tablet.device)).toEqual(['d2']);
});

test('asks by itself only while the page is open', async () => {
  const { desk, time, model } = openTablets();
  time.step(30);
  model.close();
  time.step(90);
  await settle();
  expect(desk.calls).toEqual([
    ['tablets', undefined],
    ['tablets', 'by-itself'],
  ]);
});
