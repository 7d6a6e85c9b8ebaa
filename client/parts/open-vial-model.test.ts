import { describe, expect, it } from 'vitest';
import { createFakeTablet } from '../testing/fake-tablet.ts';
import { createOpenVialModel, typedBatch } from './open-vial-model.ts';

describe('opening a vial', () => {
  it('suggests the next name of this tablet and takes a batch from stock', async () => {
    const tablet = createFakeTablet();
    const model = createOpenVialModel(tablet, () => 'COVISHIELD');
    model.chooseBatch('4121Z025');
    expect(model.name.value).toBe('A1');
    expect(await model.open()).toBe('A1');
    expect(tablet.vials.value[0]).toMatchObject({
      name: 'A1',
      vaccineBatch: '4121Z025',
      dosesNominal: 10,
    });
    expect(model.name.value).toBe('A2');
  });

  it('needs the batch, not the expiry', async () => {
    const model = createOpenVialModel(createFakeTablet(), () => 'COVISHIELD');
    model.chooseBatch(typedBatch);
    expect(await model.open()).toBeNull();
    expect(model.faults.value).toEqual({ batch: 'vial.batchMissing' });
    model.typeBatch(' 4121z099 ');
    expect(await model.open()).toBe('A1');
  });

  it('refuses a name that another vial has', async () => {
    const model = createOpenVialModel(createFakeTablet(), () => 'COVISHIELD');
    model.chooseBatch('4121Z025');
    await model.open();
    model.chooseBatch('4121Z025');
    model.typeName('a1');
    expect(await model.open()).toBeNull();
    expect(model.faults.value).toEqual({ name: 'vial.nameTaken' });
  });

  it('says when the batch has expired on the day of the list, and does not stand in the way', () => {
    const model = createOpenVialModel(createFakeTablet(), () => 'COVISHIELD');
    model.chooseBatch(typedBatch);
    model.typeExpiry('2021-05-20');
    expect(model.isExpired.value).toBe(true);
  });
});
