// Owns the proof that the notice after a restore stands until somebody who may do so has ended it, in two steps.

import { expect, test } from 'vitest';
import { createFakeDesk } from '../testing/fake-desk-client.ts';
import { fakeNow } from '../testing/fake-now.ts';
import { createRestoreModel } from './restore-model.ts';

async function openNotice(isOpen: boolean) {
  const desk = createFakeDesk();
  desk.restoreReview = { isOpen, restoredTo: fakeNow };
  const watch = <Answer>(answer: Answer): Answer => answer;
  const model = createRestoreModel({ client: desk.client, watch, mayClose: true });
  await model.load();
  return { desk, model };
}

test('nothing stands where nothing was put back', async () => {
  expect((await openNotice(false)).model.openReview.value).toBeNull();
});

test('it is ended by a second press only', async () => {
  const { desk, model } = await openNotice(true);
  expect(model.openReview.value?.restoredTo).toBe(fakeNow);
  model.ask();
  model.stay();
  expect(model.openReview.value).not.toBeNull();
  expect(desk.calls.map(([name]) => name)).not.toContain('closeRestoreReview');
  model.ask();
  await model.close();
  expect(model.openReview.value).toBeNull();
});

test('it stays when the server could not be told', async () => {
  const { desk, model } = await openNotice(true);
  desk.fault = { outcome: 'offline' };
  await model.close();
  expect(model.openReview.value).not.toBeNull();
  expect(model.fault.value?.outcome).toBe('offline');
  await model.load();
  expect(model.openReview.value).not.toBeNull();
});
