import { describe, expect, it } from 'vitest';
import { createFakeTablet } from '../../testing/fake-tablet.ts';
import { createRecordOnlyModel, notListed } from './record-only-model.ts';

const filled = {
  staffId: notListed,
  name: 'Sunita Jadhav',
  birthYearOrAge: '61',
  gender: 'Female',
  mobile: '98765 43210',
  referenceId: '',
  vial: 'a1',
  batch: '4121z025',
} as const;

async function locked() {
  const tablet = createFakeTablet();
  await tablet.lock();
  return { tablet, model: createRecordOnlyModel(tablet) };
}

describe('recording without unlocking', () => {
  it('shows the cards of staff and nobody of the list', async () => {
    const { model } = await locked();
    expect(model.staff.value.map((person) => person.staffId)).toEqual(['st-1', 'st-2', 'st-3']);
  });

  it('says what is missing, and saves nothing before', async () => {
    const { tablet, model } = await locked();
    await model.record();
    expect(Object.keys(model.faults.value)).toEqual([
      'staff',
      'name',
      'birthYear',
      'gender',
      'mobile',
      'vial',
      'batch',
    ]);
    model.change({ ...filled, referenceId: '12345' });
    await model.record();
    expect(model.faults.value).toEqual({ referenceId: 'recordOnly.referenceMalformed' });
    expect(tablet.calls).toEqual([]);
  });

  it('keeps the vial for the next person, and nothing of this one', async () => {
    const { tablet, model } = await locked();
    model.change(filled);
    await model.record();
    expect(tablet.calls).toEqual(['recordOnly']);
    expect(model.saved.value).not.toBeNull();
    expect(model.draft.value).toMatchObject({
      name: '',
      mobile: '',
      vial: 'a1',
      batch: '4121z025',
    });
  });

  it('keeps everything typed when the tablet is full', async () => {
    const { tablet, model } = await locked();
    tablet.answers.save = { outcome: 'not-saved', why: 'storage-full' };
    model.change(filled);
    await model.record();
    expect(model.saved.value).toBeNull();
    expect(model.draft.value.name).toBe('Sunita Jadhav');
  });
});
