// Owns the proof that a supervisor decides about what was seen, and that nothing typed or decided vanishes.

import { signal } from '@preact/signals';
import { expect, test } from 'vitest';
import { createChosenDay } from '../chosen-day.ts';
import { createFakeDesk, fakeOpenDose } from '../testing/fake-desk-client.ts';
import { fakeNow } from '../testing/fake-now.ts';
import { settle } from '../testing/stepped-time.ts';
import { doseToKey } from './review-list.ts';
import { createReviewModel } from './review-model.ts';

async function openReview(mayDecide = true) {
  const desk = createFakeDesk();
  const chosenDay = createChosenDay(signal(fakeNow));
  const decided: string[] = [];
  const model = createReviewModel({
    client: desk.client,
    now: signal(fakeNow),
    chosenDay,
    watch: (answer) => answer,
    mayDecide,
    onDecided: () => decided.push('decided'),
  });
  model.open();
  await settle();
  return { desk, chosenDay, model, decided };
}

type Review = Awaited<ReturnType<typeof openReview>>;

function selectFirst({ model }: Review) {
  const first = model.shown.value[0];
  if (first === undefined) throw new Error('The fake desk has open doses.');
  model.select(first.key);
  return first;
}

test('held doses come first, and those that wait only for the person’s own word come last', async () => {
  const { model } = await openReview();
  expect(model.shown.value.map(({ dose }) => dose.doseEvent.seq)).toEqual([13, 12, 14, 15]);
});

test('filters by centre and by kind of reason, and counts what is open', async () => {
  const { model } = await openReview();
  expect(model.groupCounts.value).toMatchObject({
    all: 4,
    contradicted: 2,
    waiting: 2,
    clinical: 1,
  });
  model.filterByCentre(105);
  model.filterByGroup('clinical');
  expect(model.shown.value).toHaveLength(1);
  expect(model.groupCounts.value.all).toBe(1);
});

test('a decision names the case as it was shown and the reasons it covers', async () => {
  const review = await openReview();
  const item = selectFirst(review);
  review.model.decision.start(item, 'accepted');
  review.model.decision.pickGround('person-says-given');
  review.model.decision.typeText('  by phone ');
  await review.model.decision.decide(item, 'Spoke with the person');
  const [, decision] = review.desk.calls.find(([name]) => name === 'decide')!;
  expect(decision).toMatchObject({
    caseHash: 'hash-13',
    decision: 'accepted',
    reasons: ['recorded-twice', 'interval-too-short', 'vial-past-time'],
    note: 'Spoke with the person: by phone',
  });
  expect(review.decided).toEqual(['decided']);
});

test('a decided dose stays on the list as decided, although the server no longer lists it', async () => {
  const review = await openReview();
  const item = selectFirst(review);
  review.model.decision.start(item, 'revoked');
  review.model.decision.pickGround('no-proof');
  await review.model.decision.decide(item, 'No proof could be found');
  review.desk.openDoses = review.desk.openDoses.filter((dose) => doseToKey(dose) !== item.key);
  await review.model.refresh();
  expect(review.model.selected.value?.settled).toEqual({
    as: 'revoked',
    note: 'No proof could be found',
  });
  expect(review.model.nextOpen.value?.dose.doseEvent.seq).toBe(12);
  expect(review.model.groupCounts.value.all).toBe(3);
});

test('nothing is decided without a ground, nor with two letters for "something else"', async () => {
  const review = await openReview();
  const item = selectFirst(review);
  const { decision } = review.model;
  decision.start(item, 'accepted');
  await decision.decide(item, '');
  expect(decision.draftFault.value).toBe('no-ground');
  decision.pickGround('other');
  decision.typeText('ok');
  await decision.decide(item, 'Something else');
  expect(decision.draftFault.value).toBe('text-too-short');
  expect(review.desk.calls.some(([name]) => name === 'decide')).toBe(false);
});

test('when the case changed, it is shown anew and the words are kept for the next press', async () => {
  const review = await openReview();
  const item = selectFirst(review);
  const { decision } = review.model;
  decision.start(item, 'accepted');
  decision.pickGround('other');
  decision.typeText('They were here');
  review.desk.decisionOutcome = 'look-again';
  review.desk.openDoses = review.desk.openDoses.map((dose) =>
    dose.doseEvent.seq === 13 ? { ...dose, caseHash: 'hash-13b' } : dose,
  );
  await decision.decide(item, 'Something else');
  expect(decision.result.value?.result).toEqual({
    outcome: 'look-again',
    isStillOpen: true,
    changes: [],
  });
  expect(decision.draft.value).toBeNull();
  const again = review.model.selected.value!;
  expect(again.dose.caseHash).toBe('hash-13b');
  decision.start(again, 'accepted');
  expect(decision.draft.value).toMatchObject({ ground: 'other', text: 'They were here' });
});

test('a dose that somebody else settled stays on the screen and says so', async () => {
  const review = await openReview();
  const item = selectFirst(review);
  review.model.decision.start(item, 'accepted');
  review.model.decision.pickGround('paper-seen');
  review.desk.decisionOutcome = 'look-again';
  review.desk.openDoses = review.desk.openDoses.filter((dose) => doseToKey(dose) !== item.key);
  await review.model.decision.decide(item, 'Saw a paper record');
  expect(review.model.selected.value?.settled).toEqual({ as: 'elsewhere' });
});

test('a case that opens again after the decision is open again', async () => {
  const review = await openReview();
  const item = selectFirst(review);
  review.model.decision.start(item, 'accepted');
  review.model.decision.pickGround('paper-seen');
  await review.model.decision.decide(item, 'Saw a paper record');
  review.desk.openDoses = review.desk.openDoses.map((dose) =>
    doseToKey(dose) === item.key ? { ...dose, caseHash: 'newer' } : dose,
  );
  await review.model.refresh();
  expect(review.model.selected.value?.settled).toBeNull();
});

test('without network the dialog stays with everything typed', async () => {
  const review = await openReview();
  const item = selectFirst(review);
  const { decision } = review.model;
  decision.start(item, 'accepted');
  decision.pickGround('paper-seen');
  decision.typeText('slip 77');
  review.desk.fault = { outcome: 'offline' };
  await decision.decide(item, 'Saw a paper record');
  expect(decision.result.value?.result).toEqual({
    outcome: 'failed',
    fault: { outcome: 'offline' },
  });
  expect(decision.draft.value).toMatchObject({ ground: 'paper-seen', text: 'slip 77' });
});

test('people are read when somebody opens the page, not before and not by a timer', async () => {
  const desk = createFakeDesk();
  const chosenDay = createChosenDay(signal(fakeNow));
  const model = createReviewModel({
    client: desk.client,
    now: signal(fakeNow),
    chosenDay,
    watch: (answer) => answer,
    mayDecide: true,
    onDecided: () => undefined,
  });
  await settle();
  expect(desk.calls).toEqual([]);
  model.open();
  await settle();
  expect(desk.calls).toHaveLength(1);
});

test('with more than a page at the server, the rest is read on request', async () => {
  const { model, desk } = await openReview();
  const pages = [[fakeOpenDose({ seq: 1 })], [fakeOpenDose({ seq: 2 })]];
  Object.assign(desk.client, {
    openDoses: (_day: string, after: string | null) =>
      Promise.resolve({
        outcome: 'answered',
        value: { doses: pages[after === null ? 0 : 1], next: after === null ? 'mark' : null },
        servedAt: fakeNow,
      }),
  });
  await model.refresh();
  expect([model.items.value?.length, model.source.hasMore.value]).toEqual([1, true]);
  await model.source.readMore();
  expect([model.items.value?.length, model.source.hasMore.value]).toEqual([2, false]);
});
