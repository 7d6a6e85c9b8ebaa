// Owns the proof that the list is counted and sorted as a supervisor needs it, and that deciding on a tablet happens once.

import { signal } from '@preact/signals';
import { expect, test } from 'vitest';
import { createFakeDesk } from '../testing/fake-desk-client.ts';
import { fakeNow } from '../testing/fake-now.ts';
import { createSteppedTime, settle } from '../testing/stepped-time.ts';
import { createTabletsModel } from './tablets-model.ts';

function openTablets() {
  const desk = createFakeDesk();
  const time = createSteppedTime();
  const now = signal(fakeNow);
  const watch = <Answer>(answer: Answer): Answer => answer;
  const model = createTabletsModel({ client: desk.client, time, now, watch, mayDecide: true });
  model.open();
  return { desk, time, now, model };
}

test('the worst tablet comes first, a blocked one last', async () => {
  const { model } = openTablets();
  await settle();
  expect(model.rows.value?.map(({ tablet }) => tablet.device)).toEqual([
    'd3',
    'd4',
    'd8',
    'd2',
    'd5',
    'd1',
    'd7',
    'd6',
  ]);
});

test('counts late, still out and in need of help; a blocked tablet is expected to be quiet', async () => {
  const { model } = openTablets();
  await settle();
  expect(model.counts.value).toEqual({ all: 8, late: 3, out: 3, help: 1, confirm: 1, device: 3 });
  expect(model.stillOutSum.value).toBe(216);
  model.chooseFilter('device');
  expect(model.shown.value.map(({ tablet }) => tablet.device)).toEqual(['d3', 'd4', 'd2']);
});

test('becomes late on the page without a new answer of the server', async () => {
  const { model, now } = openTablets();
  await settle();
  now.value = fakeNow + 360;
  expect(model.counts.value.late).toBe(5);
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

test('asks for one tablet when it is looked at, and shows no other one’s answer', async () => {
  const { desk, model } = openTablets();
  model.one.look('d1');
  model.one.look('d3');
  await settle();
  expect(model.one.detail.value?.tablet.device).toBe('d3');
  expect(desk.calls.filter(([name]) => name === 'tablet')).toHaveLength(2);
  model.one.close();
  expect(model.one.detail.value).toBeNull();
});

test('blocks no tablet without a reason, and once with one', async () => {
  const { desk, model } = openTablets();
  model.one.look('d1');
  await settle();
  model.one.start('revoked');
  await model.one.decide();
  expect(model.one.draft.value?.isGroundMissing).toBe(true);
  model.one.pickGround('lost');
  await Promise.all([model.one.decide(), model.one.decide()]);
  const decided = desk.calls.filter(([name]) => name === 'decideTablet');
  expect(decided).toEqual([
    ['decideTablet', { device: 'd1', decision: 'revoked', ground: 'lost' }],
  ]);
  expect(model.one.result.value).toEqual({ outcome: 'revoked' });
  expect(model.one.row.value?.tablet.isRevoked).toBe(true);
  await settle();
  expect(model.rows.value?.at(-1)?.tablet.device).toBe('d1');
  expect(model.rows.value?.find(({ tablet }) => tablet.device === 'd1')?.tablet.isRevoked).toBe(
    true,
  );
});

test('keeps the picked reason when the server was not reached, and says when somebody was faster', async () => {
  const { desk, model } = openTablets();
  model.one.look('d8');
  await settle();
  model.one.start('confirmed');
  model.one.pickGround('tablet-seen');
  desk.fault = { outcome: 'offline' };
  await model.one.decide();
  expect(model.one.result.value).toEqual({ outcome: 'failed', fault: { outcome: 'offline' } });
  expect(model.one.draft.value?.ground).toBe('tablet-seen');
  desk.fault = null;
  desk.tabletDecisionOutcome = 'already';
  await model.one.decide();
  expect(model.one.result.value).toEqual({ outcome: 'already' });
});
