import { describe, expect, it } from 'vitest';
import { createFakeTablet } from '../../testing/fake-tablet.ts';
import { birthYearOf, mobileDigitsOf } from '../../parts/person-fields.ts';
import { createWalkInModel } from './walk-in-model.ts';
import { emptyDraft, findLikelySame, findWalkInFaults, type WalkInDraft } from './walk-in-rules.ts';

const good: WalkInDraft = {
  ...emptyDraft,
  name: 'Sunita Jadhav',
  birthYearOrAge: '1960',
  gender: 'Female',
  mobileNumber: '9876543210',
  category: 'citizen',
  vaccinationSession: 'vs-demo',
};
const faultsOf = (part: Partial<WalkInDraft>) =>
  Object.values(findWalkInFaults({ ...good, ...part }, 2021));

describe('a walk-in’s fields', () => {
  it('have no fault when all is there', () => {
    expect(faultsOf({})).toEqual([]);
  });

  it.each([
    ['a birth year in the future', { birthYearOrAge: '2031' }, 'birth-year-future'],
    ['a birth year of five digits', { birthYearOrAge: '19600' }, 'birth-year-malformed'],
    ['an age of 150', { birthYearOrAge: '150' }, 'birth-year-too-long-ago'],
    ['a phone of 9 digits', { mobileNumber: '987654321' }, 'mobile-too-short'],
    ['a phone of 11 digits', { mobileNumber: '98765432101' }, 'mobile-too-long'],
    ['a phone that begins with 5', { mobileNumber: '5876543210' }, 'mobile-first-digit'],
    ['no phone typed', { mobileNumber: '' }, 'mobile-missing'],
    ['a name of spaces', { name: '   ' }, 'name-missing'],
    ['a name of 201 letters', { name: 'a'.repeat(201) }, 'name-too-long'],
    ['three digits of an ID', { idType: 'pan', idLast4: '123' }, 'id-last4'],
  ] as const)('name %s', (_, part, fault) => {
    expect(faultsOf(part)).toEqual([fault]);
  });

  it('with every field empty but the name are all named at once, and nothing is saved', async () => {
    expect(
      Object.values(findWalkInFaults({ ...emptyDraft, name: 'Sunita' }, 2021)).length,
    ).toBeGreaterThanOrEqual(4);
    const tablet = createFakeTablet();
    const model = createWalkInModel(tablet);
    model.change({ name: 'Sunita' });
    await model.register();
    expect(tablet.calls).toEqual([]);
  });

  it('need no phone from a person who has none', () => {
    expect(faultsOf({ mobileNumber: '', hasNoPhone: true })).toEqual([]);
  });

  it('take an age for a birth year, in either script', () => {
    expect(birthYearOf('61', 2021)).toBe(1960);
    expect(birthYearOf('१९६०', 2021)).toBe(1960);
  });

  it('take a phone with its country code and spaces', () => {
    expect(mobileDigitsOf('+91 98 7654-3210')).toBe('9876543210');
  });
});

describe('people who may be the same', () => {
  const { people } = createFakeTablet();
  const known = people.value[0]!;

  it('are found by the phone', () => {
    const same = findLikelySame(
      people.value,
      { ...emptyDraft, mobileNumber: known.mobileNumber! },
      2021,
    );
    expect(same.map((person) => person.key)).toContain(known.key);
  });

  it('are found by one name and the birth year', () => {
    const draft = {
      ...emptyDraft,
      name: known.name.split(' ')[0]!,
      birthYearOrAge: String(known.birthYear),
    };
    expect(findLikelySame(people.value, draft, 2021)[0]?.key).toBe(known.key);
  });

  it('are nobody while nothing was typed', () => {
    expect(findLikelySame(people.value, emptyDraft, 2021)).toEqual([]);
  });
});

describe('registering a walk-in', () => {
  it('says what is missing only after it was asked for', async () => {
    const model = createWalkInModel(createFakeTablet());
    expect(model.faults.value).toEqual({});
    expect(await model.register()).toBeNull();
    expect(Object.keys(model.faults.value)).toEqual(['name', 'birthYear', 'gender', 'mobile']);
  });

  it('answers with the key of the new person and clears the form', async () => {
    const tablet = createFakeTablet();
    const model = createWalkInModel(tablet);
    model.change(good);
    const key = await model.register();
    expect(tablet.people.value.find((person) => person.key === key)?.name).toBe('Sunita Jadhav');
    expect(model.unsaved()).toBeNull();
  });

  it('keeps everything typed when the tablet is full', async () => {
    const tablet = createFakeTablet();
    tablet.answers.save = { outcome: 'not-saved', why: 'storage-full' };
    const model = createWalkInModel(tablet);
    model.change(good);
    expect(await model.register()).toBeNull();
    expect(model.saving.problem.value).toEqual({ outcome: 'not-saved', why: 'storage-full' });
    expect(model.draft.value.name).toBe('Sunita Jadhav');
  });
});

describe('a child who walks in', () => {
  function asking(birthYearOrAge: string, day: string) {
    const tablet = createFakeTablet(0);
    tablet.day.value = { ...tablet.day.value!, day };
    const model = createWalkInModel(tablet);
    model.change({ ...good, birthYearOrAge });
    return { tablet, model };
  }

  it('of 16 is asked for the guardian, and no adult is', () => {
    expect(asking('16', '2022-04-01').model.child.value).toEqual({
      guardian: true,
      birthDate: false,
    });
    expect(asking('18', '2022-04-01').model.child.value.guardian).toBe(false);
  });

  it('of 13 is asked for the day of birth too, which must lie in the year that was given', async () => {
    const { tablet, model } = asking('2009', '2022-04-01');
    model.change({ guardianName: 'Asha Jadhav', birthDate: '2008-02-01' });
    expect(await model.register()).toBeNull();
    expect(model.faults.value).toEqual({ birthDate: 'birth-date-malformed' });
    model.change({ birthDate: '2009-02-29' });
    expect(await model.register()).toBeNull();
    model.change({ birthDate: '2009-02-28' });
    const key = await model.register();
    const body = tablet.people.value.find((person) => person.key === key)!.folded.registration!
      .body;
    expect(body).toMatchObject({
      birthDate: '2009-02-28',
      guardianName: 'Asha Jadhav',
      guardianRelation: 'mother',
    });
  });
});

describe('a family', () => {
  it('gives the next member its phone, village and vaccine, and nothing else', async () => {
    const tablet = createFakeTablet(0);
    const model = createWalkInModel(tablet);
    model.change({ ...good, village: 'Khalapur' });
    const key = await model.register();
    const person = {
      ...tablet.people.value.find((each) => each.key === key)!,
      village: 'Khalapur',
    };
    model.nextOfFamily(person);
    expect(model.draft.value).toMatchObject({
      name: '',
      birthYearOrAge: '',
      mobileNumber: good.mobileNumber,
      village: 'Khalapur',
      vaccinationSession: 'vs-demo',
    });
  });

  it('registered twice on one phone is pointed out before it is registered', async () => {
    const tablet = createFakeTablet(0);
    const model = createWalkInModel(tablet);
    model.change(good);
    const key = await model.register();
    model.change({ ...good, name: 'सुनीता जाधव' });
    expect(model.likelySame.value.map((person) => person.key)).toEqual([key]);
  });
});

describe('names that no form expects', () => {
  it.each(['अ', '🙂', 'ر فاطمة', 'x'.repeat(200)])(
    '%s is registered as it is written',
    async (name) => {
      const tablet = createFakeTablet(0);
      const model = createWalkInModel(tablet);
      model.change({ ...good, name });
      const key = await model.register();
      expect(tablet.people.value.find((person) => person.key === key)?.name).toBe(name);
    },
  );
});
