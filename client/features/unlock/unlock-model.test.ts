import { describe, expect, it } from 'vitest';
import { fakeNow } from '../../testing/fake-now.ts';
import { createFakeTablet, destroyAllPins, fakePin } from '../../testing/fake-tablet.ts';
import { createUnlockModel, messageOf } from './unlock-model.ts';

async function lockedTablet() {
  const tablet = createFakeTablet();
  await tablet.lock();
  return { tablet, model: createUnlockModel(tablet) };
}

describe('the lock screen', () => {
  it('asks who is at the tablet before it asks for a PIN', async () => {
    const { model } = await lockedTablet();
    expect(model.chosen.value).toBeNull();
    expect(model.staff.value).toHaveLength(3);
  });

  it('opens with the right PIN', async () => {
    const { tablet, model } = await lockedTablet();
    model.choose('st-1');
    model.type(fakePin);
    await model.submit();
    expect(tablet.stage.value.stage).toBe('unlocked');
  });

  it('says how many tries are left after a wrong PIN, and forgets what was typed', async () => {
    const { model } = await lockedTablet();
    model.choose('st-1');
    model.type('000111');
    await model.submit();
    expect(model.message.value).toEqual({ key: 'unlock.wrong', values: { count: 9 } });
    expect(model.pin.value).toBe('');
  });

  it('forgets the PIN of one person when another is chosen', async () => {
    const { model } = await lockedTablet();
    model.choose('st-1');
    model.type('4829');
    model.choose('st-2');
    expect(model.pin.value).toBe('');
  });

  it('names the time from which the next try is taken', () => {
    expect(messageOf({ outcome: 'wait', waitUntil: fakeNow })).toEqual({
      key: 'unlock.wait',
      values: { time: '10:30' },
    });
  });

  it('leads to enrolment only while nobody has a PIN, and starts at the lock screen the next time', async () => {
    const { tablet, model } = await lockedTablet();
    model.startEnrolling();
    expect(model.isNobodyLeft.value).toBe(false);
    expect(model.isEnrolling.value).toBe(false);
    await destroyAllPins(tablet);
    expect(model.isNobodyLeft.value).toBe(true);
    expect(model.isEnrolling.value).toBe(true);
    model.stopEnrolling();
    expect(model.isEnrolling.value).toBe(false);
  });

  it('has words for a full storage, in which no try can be counted', () => {
    expect(messageOf('storage-full')).toEqual({ key: 'unlock.storage-full' });
  });

  it('has words for a PIN that no longer works', () => {
    expect(messageOf('pin-destroyed')).toEqual({ key: 'unlock.pin-destroyed' });
  });
});
