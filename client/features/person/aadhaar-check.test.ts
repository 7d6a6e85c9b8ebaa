// Owns what a scanned Aadhaar code does to the check of a booked person: proof where it fits the list, a mismatch shown where it does not, and nothing of it kept.

import { describe, expect, it } from 'vitest';
import { createFakeTablet } from '../../testing/fake-tablet.ts';
import type { AadhaarAnswer, AadhaarPerson } from '../../../schemas/rules/aadhaar-qr.ts';
import type { CheckedInBody } from '../../../schemas/fold/case.ts';
import { aadhaarForPerson } from './aadhaar-match.ts';
import { createCheckModel } from './check-model.ts';

const listed = { name: 'सुनीता पवार', birthYear: 1961, idType: 'aadhaar', idLast4: '2697' };
const card: AadhaarPerson = {
  name: 'Sunita Ramesh Pawar',
  birthYear: 1961,
  gender: 'Female',
  idLast4: '2697',
};
const shown = (more: Partial<AadhaarPerson> = {}): AadhaarAnswer => ({
  outcome: 'shown',
  person: { ...card, ...more },
});

function begun() {
  const tablet = createFakeTablet();
  const before = tablet.people.value[0]!;
  tablet.people.value = [{ ...before, ...listed }, ...tablet.people.value.slice(1)];
  const person = () => tablet.people.value[0]!;
  const model = createCheckModel(tablet, before.key, () => 'mr');
  const recorded = (): CheckedInBody | undefined => person().folded.checkedIn.at(-1)?.body;
  return { tablet, model, person, recorded };
}

describe('an Aadhaar code at the identity check', () => {
  it('fits the list in either script and with a name more; another name, year or number is told apart', () => {
    expect(aadhaarForPerson(listed, shown())).toEqual({ outcome: 'matches' });
    const differences = (more: Partial<AadhaarPerson>, of = listed) => {
      const found = aadhaarForPerson(of, shown(more));
      return found.outcome === 'differs' ? found.differences : found.outcome;
    };
    expect(differences({ name: 'Kamal Jadhav' })).toEqual(['name']);
    expect(differences({ birthYear: 1962 })).toEqual(['birthYear']);
    expect(differences({ idLast4: '0000' })).toEqual(['idLast4']);
    // Somebody who booked with another document has no number to hold it against.
    expect(differences({ idLast4: '0000' }, { ...listed, idType: 'pan' })).toBe('matches');
  });

  it('that fits is proof: one tap records that the card was shown, and nothing else of it', async () => {
    const { model, person, recorded } = begun();
    model.takeAadhaar(person(), shown());
    await model.recordAllNormal(person());
    expect(recorded()).toEqual({
      idType: 'aadhaar',
      idSeen: 'matches',
      idShown: 'aadhaar-qr',
      screening: 'clear',
      noticeLanguage: 'mr',
    });
    expect(model.aadhaar.value).toBeNull();
  });

  it('of another person opens the form at "does not match", and is recorded as that', async () => {
    const { model, person, recorded } = begun();
    model.takeAadhaar(person(), shown({ name: 'Kamal Jadhav', birthYear: 1985 }));
    expect(model.idSeen.value).toBe('mismatch');
    expect(model.aadhaar.value).toMatchObject({ differences: ['name', 'birthYear'] });
    await model.record(person());
    expect(recorded()).toMatchObject({ idSeen: 'mismatch', idShown: 'aadhaar-qr' });
    expect(JSON.stringify(recorded())).not.toContain('Kamal');
  });

  it('of another person proves nothing for whoever records a match all the same', async () => {
    const { model, person, recorded } = begun();
    model.takeAadhaar(person(), shown({ name: 'Kamal Jadhav' }));
    model.open('matches');
    await model.record(person());
    expect(recorded()!.idSeen).toBe('matches');
    expect(recorded()!.idShown).toBeUndefined();
  });

  it('proves nothing on the way without any paper', async () => {
    const { model, person, recorded } = begun();
    model.takeAadhaar(person(), shown());
    model.open('facilitated');
    await model.record(person());
    expect(recorded()).toMatchObject({ idType: 'none', idSeen: 'facilitated' });
    expect(recorded()!.idShown).toBeUndefined();
  });

  it('that cannot be checked proves nothing', async () => {
    for (const outcome of ['no-key', 'not-aadhaar', 'damaged', 'not-signed'] as const) {
      const { model, person, recorded } = begun();
      model.takeAadhaar(person(), { outcome });
      expect(model.idSeen.value).toBeNull();
      await model.recordAllNormal(person());
      expect(recorded()!.idShown).toBeUndefined();
    }
  });
});
