// Owns what the observer does: letting go in time, early with a reason, and all who are over at once.

import { describe, expect, it } from 'vitest';
import { createFakeTablet } from '../../testing/fake-tablet.ts';
import { fakeNow } from '../../testing/fake-now.ts';
import { createBoardModel } from './board-model.ts';

async function scene() {
  const tablet = createFakeTablet();
  await tablet.openVial({
    vaccinationSession: 'vs-demo',
    name: 'A1',
    product: 'COVISHIELD',
    vaccineBatch: 'B1',
    expiry: null,
    dosesNominal: 10,
  });
  for (const [i, minutesAgo] of [40, 31, 5].entries()) {
    tablet.now.value = fakeNow - minutesAgo * 60;
    const vial = tablet.vials.value[0]!;
    await tablet.recordDose({ person: tablet.people.value[i]!, vial, doseNumber: 1, code: null });
  }
  tablet.now.value = fakeNow;
  return { tablet, model: createBoardModel(tablet) };
}

describe('the observation board', () => {
  it('shows minutes left, and who is over', async () => {
    const { model } = await scene();
    expect(model.lines.value.map((line) => [line.isOver, line.minutesLeft])).toEqual([
      [true, 0],
      [true, 0],
      [false, 25],
    ]);
  });

  it('lets a person go whose time is over, without a question', async () => {
    const { tablet, model } = await scene();
    const [first] = model.lines.value;
    await model.letGo(first!);
    expect(model.lines.value).toHaveLength(2);
    expect(model.lastGone.value).toBe(first!.entry.token);
    const ended = tablet.people.value[0]!.folded.observationsEnded;
    expect(ended.map((end) => end.body.leftEarly)).toEqual([undefined]);
  });

  it('asks why before it lets somebody go early, and records the reason', async () => {
    const { tablet, model } = await scene();
    const early = model.lines.value[2]!;
    await model.letGo(early);
    expect(model.lines.value).toHaveLength(3);
    expect(model.leaving.value?.entry.token).toBe(early.entry.token);
    await model.letGoEarly('own-wish');
    expect(model.lines.value).toHaveLength(2);
    expect(tablet.people.value[2]!.folded.observationsEnded[0]!.body.leftEarly).toBe('own-wish');
  });

  it('lets all go at once who are over, and nobody else', async () => {
    const { model } = await scene();
    await model.letAllOverGo();
    expect(model.lines.value.map((line) => line.isOver)).toEqual([false]);
  });

  it('shows the same people while locked, and opens nobody', async () => {
    const { tablet, model } = await scene();
    await tablet.lock();
    expect(model.lines.value).toHaveLength(3);
    expect(model.lines.value.every((line) => line.observed === null)).toBe(true);
    await model.letGo(model.lines.value[0]!);
    expect(model.lines.value).toHaveLength(3);
  });

  it('keeps a person on the board when nothing could be saved', async () => {
    const { tablet, model } = await scene();
    tablet.answers.save = { outcome: 'not-saved', why: 'storage-full' };
    await model.letGo(model.lines.value[0]!);
    expect(model.lines.value).toHaveLength(3);
    expect(model.saving.problem.value).toMatchObject({ why: 'storage-full' });
  });
});
