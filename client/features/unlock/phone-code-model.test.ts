import { describe, expect, it } from 'vitest';
import { createFakeTablet, fakeDay, fakePhoneCode } from '../../testing/fake-tablet.ts';
import { createPhoneCodeModel } from './phone-code-model.ts';

async function asking(question: string | null = '7K3M9Q') {
  const tablet = createFakeTablet();
  tablet.answers.phoneQuestion = question;
  await tablet.lock();
  const done: string[] = [];
  const model = createPhoneCodeModel(tablet, fakeDay.staff[0]!, () => void done.push('done'));
  await Promise.resolve();
  return { tablet, model, done };
}

describe('a forgotten PIN', () => {
  it('shows what to say on the phone, refuses a wrong code, and takes a new PIN after the right one', async () => {
    const { tablet, model, done } = await asking();
    expect(model.question.value).toBe('7K3M9Q');
    model.type('0000000000000000');
    await model.submit();
    expect(model.fault.value).toBe('phoneCode.wrong');
    expect(model.newPin.value).toBeNull();
    model.type(fakePhoneCode);
    await model.submit();
    const pin = model.newPin.value!;
    for (const _ of ['first', 'again']) {
      pin.type('593028');
      await pin.submit();
    }
    expect(done).toEqual(['done']);
    expect(tablet.stage.value).toMatchObject({ stage: 'unlocked', staff: { staffId: 'st-1' } });
  });

  it('says so when this tablet has no code that could be read out', async () => {
    expect((await asking(null)).model.question.value).toBeNull();
  });
});
