import { describe, expect, it } from 'vitest';
import { createFakeTablet, fakeDay, fakePin } from '../testing/fake-tablet.ts';
import { createSetPinModel } from './set-pin-model.ts';

function choosing() {
  const tablet = createFakeTablet();
  const done: string[] = [];
  const model = createSetPinModel(
    tablet,
    () => fakeDay.staff,
    () => void done.push('done'),
  );
  model.choose('st-2');
  return { tablet, model, done };
}

describe('setting a PIN', () => {
  it('takes it twice and unlocks as that person', async () => {
    const { tablet, model, done } = choosing();
    model.type(fakePin);
    await model.submit();
    expect(model.step.value).toBe('again');
    model.type(fakePin);
    await model.submit();
    expect(done).toEqual(['done']);
    expect(tablet.stage.value).toMatchObject({ stage: 'unlocked', staff: { staffId: 'st-2' } });
  });

  it('starts again when the two differ', async () => {
    const { model } = choosing();
    model.type(fakePin);
    await model.submit();
    model.type('482916');
    await model.submit();
    expect(model.fault.value).toBe('pin.not-equal');
    expect(model.step.value).toBe('first-pin');
  });

  it.each([
    ['4829', 'pin.too-short'],
    ['123456', 'pin.too-simple'],
  ])('says at once what is wrong with %s', async (pin, fault) => {
    const { model } = choosing();
    model.type(pin);
    await model.submit();
    expect(model.fault.value).toBe(fault);
  });
});
