import { describe, expect, it } from 'vitest';
import { createFakeTablet, fakePin } from '../testing/fake-tablet.ts';
import { createAddStaffModel } from './add-staff-model.ts';

const newPin = '739152';

function adding() {
  const tablet = createFakeTablet();
  const done: string[] = [];
  const model = createAddStaffModel(tablet, () => void done.push('done'));
  const type = async (pin: string): Promise<void> => {
    model.type(pin);
    await model.submit();
  };
  return { tablet, model, done, type };
}

describe('letting another person in', () => {
  it('offers those of the list who have no PIN here', () => {
    const { model } = adding();
    expect(model.people.value.map((person) => person.staffId)).toEqual(['st-2']);
  });

  it('takes the vouch of whoever is in charge, then the new PIN twice', async () => {
    const { tablet, model, done, type } = adding();
    model.choose('st-2');
    expect(model.vouchers.value.map((person) => person.staffId)).toEqual(['st-3']);
    model.chooseVoucher('st-3');
    await type(fakePin);
    expect(model.step.value).toBe('pin');
    await type(newPin);
    await type(newPin);
    expect(tablet.calls).toEqual(['vouch']);
    expect(done).toEqual(['done']);
    expect(tablet.stage.value).toMatchObject({ stage: 'unlocked', staff: { staffId: 'st-2' } });
  });

  it('asks for the PIN of whoever is in charge again when it was wrong, and says how many tries are left', async () => {
    const { model, done, type } = adding();
    model.choose('st-2');
    model.chooseVoucher('st-3');
    await type('000111');
    await type(newPin);
    await type(newPin);
    expect(model.step.value).toBe('voucher-pin');
    expect(model.fault.value).toEqual({ key: 'unlock.wrong', values: { count: 9 } });
    expect(done).toEqual([]);
  });

  it('takes a substitute of no list only with a name and a vouch', async () => {
    const { tablet, model, type } = adding();
    model.chooseSubstitute();
    model.nameSubstitute();
    expect(model.fault.value).toEqual({ key: 'addStaff.noName' });
    model.typeName('  Sunanda Bhoir ');
    model.nameSubstitute();
    expect(model.step.value).toBe('how');
    expect(model.mayGoWithout.value).toBe(false);
    model.chooseVoucher('st-3');
    await type(fakePin);
    await type(newPin);
    await type(newPin);
    expect(tablet.stage.value).toMatchObject({ staff: { name: 'Sunanda Bhoir' } });
  });

  it('lets a listed colleague in without a vouch only while somebody is signed in', async () => {
    const { tablet, model, done, type } = adding();
    model.choose('st-2');
    expect(model.mayGoWithout.value).toBe(true);
    await tablet.lock();
    expect(model.mayGoWithout.value).toBe(false);
    await tablet.unlock('st-1', fakePin);
    model.goWithout();
    await type(newPin);
    await type(newPin);
    expect(done).toEqual(['done']);
    expect(tablet.calls).toEqual([]);
  });

  it('starts the PIN again when the two differ, and forgets all when somebody else is chosen', async () => {
    const { model, type } = adding();
    model.choose('st-2');
    model.goWithout();
    await type(newPin);
    await type('826401');
    expect([model.step.value, model.fault.value]).toEqual(['pin', { key: 'pin.not-equal' }]);
    model.startOver();
    expect([model.step.value, model.digits.value, model.name.value]).toEqual(['who', '', '']);
  });
});
