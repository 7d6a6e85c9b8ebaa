// Owns what a scanned Aadhaar code does to a registration: fills four fields, proves the card, and leaves nothing else of it.

import { describe, expect, it } from 'vitest';
import { createFakeTablet } from '../../testing/fake-tablet.ts';
import { createWalkInModel } from './walk-in-model.ts';

const shown = {
  outcome: 'shown',
  person: { name: 'Sumit Kumar', birthYear: 1984, gender: 'Male', idLast4: '2697' },
} as const;

describe('an Aadhaar code at the registration', () => {
  const begun = () => {
    const tablet = createFakeTablet();
    const model = createWalkInModel(tablet);
    model.change({ mobileNumber: '9876543210', vaccinationSession: 'vs-demo' });
    model.takeAadhaar(shown);
    return { tablet, model };
  };

  it('fills name, birth year, gender and the last four, and the record says that the card was shown', async () => {
    const { tablet, model } = begun();
    const key = await model.register();
    const body = tablet.people.value.find((each) => each.key === key)!.folded.registration!.body;
    expect(body).toMatchObject({
      name: 'Sumit Kumar',
      birthYear: 1984,
      gender: 'Male',
      idType: 'aadhaar',
      idLast4: '2697',
      idShown: 'aadhaar-qr',
    });
    expect(Object.keys(body).sort()).toEqual(
      'birthYear category gender idLast4 idShown idType mobileNumber name vaccinationSession'.split(
        ' ',
      ),
    );
  });

  it('proves nothing once somebody typed over it, and stays proof beside other fields', async () => {
    const { model } = begun();
    model.change({ village: 'Khopoli' });
    expect(model.draft.value.idShown).toBe('aadhaar-qr');
    model.change({ name: 'Sumit Kumar Rao' });
    expect(model.draft.value.idShown).toBeNull();
    expect(model.aadhaar.value).toBeNull();
  });

  it('that cannot be checked fills nothing, and says so', () => {
    for (const outcome of ['no-key', 'not-aadhaar', 'damaged', 'not-signed'] as const) {
      const model = createWalkInModel(createFakeTablet());
      model.takeAadhaar({ outcome });
      expect(model.aadhaar.value).toBe(outcome);
      expect(model.draft.value.name).toBe('');
    }
  });
});
