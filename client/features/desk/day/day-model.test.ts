// Owns the proof that the day's figures add up, follow their day, and stay on the screen when an answer fails.

import { signal } from '@preact/signals';
import { expect, test } from 'vitest';
import { createChosenDay } from '../chosen-day.ts';
import type { DeskAnswer } from '../desk-client.ts';
import type { DeskDay } from '../../../../schemas/desk.ts';
import { createFakeDesk, fakeCentres, fakeDay } from '../testing/fake-desk-client.ts';
import { fakeNow } from '../testing/fake-now.ts';
import { createSteppedTime, settle } from '../testing/stepped-time.ts';
import { createDayModel, dayToTotals } from './day-model.ts';

function openDay() {
  const desk = createFakeDesk();
  const time = createSteppedTime();
  const chosenDay = createChosenDay(signal(fakeNow));
  const model = createDayModel({ client: desk.client, time, chosenDay, watch: (answer) => answer });
  return { desk, time, chosenDay, model };
}

test('withdrawn doses stand among the states, not among the doses', () => {
  const totals = dayToTotals({ day: fakeDay, asOf: 0, centres: fakeCentres });
  const sum = Object.values(totals.counts).reduce((all, each) => all + each, 0);
  expect(totals.recorded).toBe(sum - totals.counts.revoked);
  expect(totals.byProduct.reduce((all, each) => all + each.count, 0)).toBe(totals.recorded);
});

test('asks again every 15 seconds and keeps the last figures when the network is gone', async () => {
  const { desk, time, model } = openDay();
  await settle();
  const before = model.totals.value;
  desk.fault = { outcome: 'offline' };
  time.step(15);
  await settle();
  expect(desk.calls.filter(([name]) => name === 'day')).toEqual([
    ['day', fakeDay, undefined],
    ['day', fakeDay, 'by-itself'],
  ]);
  await model.refresh();
  expect(desk.calls.at(-1)).toEqual(['day', fakeDay, undefined]);
  expect(model.fault.value).toEqual({ outcome: 'offline' });
  expect(model.totals.value).toEqual(before);
});

test('figures of one day never stand under the date of another', async () => {
  const { chosenDay, model } = openDay();
  await settle();
  chosenDay.step(-1);
  expect(model.totals.value).toBeNull();
  await settle();
  expect(model.centreCount.value).toBe(0);
});

test('a slow answer to an older question does not replace a newer one', async () => {
  const waiting: ((answer: DeskAnswer<DeskDay>) => void)[] = [];
  const chosenDay = createChosenDay(signal(fakeNow));
  const client = { day: () => new Promise<DeskAnswer<DeskDay>>((go) => waiting.push(go)) };
  const model = createDayModel({ client, time: createSteppedTime(), chosenDay, watch: (a) => a });
  chosenDay.step(-1);
  const answer = (day: string): DeskAnswer<DeskDay> => ({
    outcome: 'answered',
    value: { day, asOf: 1, centres: day === fakeDay ? fakeCentres : [] },
    servedAt: null,
  });
  waiting[1]?.(answer('2021-05-20'));
  await settle();
  waiting[0]?.(answer(fakeDay));
  await settle();
  expect(model.centreCount.value).toBe(0);
  model.dispose();
});

test('finds a centre by a part of its name or block, and orders by what is to review', async () => {
  const { model } = openDay();
  await settle();
  model.typeSearch(' roha');
  expect(model.rows.value.map((row) => row.name)).toEqual(['PHC Nagothane', 'Rural Hospital Roha']);
  model.typeSearch('');
  model.chooseOrder('review-first');
  expect(model.rows.value[0]?.counts.held).toBe(4);
});
