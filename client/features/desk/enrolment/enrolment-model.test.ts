// Owns the proof that an enrolment code is spelled for people, runs out, and reads back from its QR's address.

import { signal } from '@preact/signals';
import { expect, test } from 'vitest';
import { readEnrolmentCode } from '../../../../schemas/enrolment.ts';
import { createFakeDesk } from '../testing/fake-desk-client.ts';
import { fakeNow } from '../testing/fake-now.ts';
import { settle } from '../testing/stepped-time.ts';
import { createEnrolmentModel, spellCode } from './enrolment-model.ts';
import { textToQrDrawing } from '../../../parts/qr-drawing.ts';

async function openEnrolment(centreCount = 6) {
  const desk = createFakeDesk();
  desk.day = { ...desk.day, centres: desk.day.centres.slice(0, centreCount) };
  const now = signal(fakeNow);
  const watch = <Answer>(answer: Answer): Answer => answer;
  const model = createEnrolmentModel({
    client: desk.client,
    now,
    origin: 'https://suchi.example',
    watch,
  });
  model.open();
  await settle();
  return { desk, now, model };
}

test('without a centre nothing is made, and the missing choice is named', async () => {
  const { desk, model } = await openEnrolment();
  await model.make();
  expect(model.isMissingCentre.value).toBe(true);
  expect(desk.calls.some(([name]) => name === 'makeEnrolmentCode')).toBe(false);
});

test('an in-charge with one centre has nothing to choose', async () => {
  const { model } = await openEnrolment(1);
  expect(model.centreId.value).toBe(101);
  await model.make();
  expect(model.made.value?.code).toBe('K7M-2QX9F');
});

test('the code runs out by the server’s clock', async () => {
  const { model, now } = await openEnrolment();
  model.chooseCentre(105);
  await model.make();
  now.value += 540;
  expect(model.made.value?.secondsLeft).toBe(60);
  now.value += 61;
  expect(model.made.value?.secondsLeft).toBe(0);
});

test('a tablet reads the code out of the QR’s address', async () => {
  const { model } = await openEnrolment();
  model.chooseCentre(105);
  await model.make();
  const address = model.made.value!.address;
  expect(address).toBe('https://suchi.example/enrol#enrol=K7M-2QX9F');
  expect(readEnrolmentCode(address)).toEqual({ name: 'K7M', secret: '2QX9F' });
});

test('a code that still counts stays when a second one could not be made', async () => {
  const { desk, model } = await openEnrolment();
  model.chooseCentre(105);
  await model.make();
  desk.fault = { outcome: 'offline' };
  await model.make();
  expect(model.made.value?.code).toBe('K7M-2QX9F');
  expect(model.fault.value).toEqual({ outcome: 'offline' });
});

test('eight characters are spelled three and five, anything else as it came', () => {
  expect(spellCode('k7m2qx9f')).toBe('K7M-2QX9F');
  expect(spellCode('K7M2')).toBe('K7M2');
});

test('the drawing keeps the quiet zone and begins with the finder pattern', () => {
  const { side, path } = textToQrDrawing('https://suchi.example/enrol#enrol=K7M-2QX9F');
  expect((side - 8 - 17) % 4).toBe(0);
  expect(path.startsWith('M4 4h7v1h-7z')).toBe(true);
});
