// Tests what is written when the list was wrong, and what is said of a dose that was given elsewhere.

import { describe, expect, it } from 'vitest';
import { createFakeTablet, fakeDay } from '../../testing/fake-tablet.ts';
import type { PersonRow } from '../../tablet.ts';
import { earlierDoseOf } from './earlier-dose.ts';
import { findFaults } from './earlier-dose-model.ts';
import { eligibilityLines } from './eligibility-line.tsx';
import { createPersonModel } from './person-model.ts';

function atPerson(number = 2) {
  const tablet = createFakeTablet();
  const person = (): PersonRow => tablet.people.value[number - 1]!;
  const model = createPersonModel(tablet, person().key, () => 'mr');
  return { tablet, person, model };
}

describe('a correction', () => {
  it('writes only what differs, with what stood before', async () => {
    const { tablet, person, model } = atPerson();
    const before = person();
    model.showPanel('correct');
    expect(model.correction.changes.value).toEqual([]);
    model.correction.change({ name: 'Sunita Jadhav', birthYear: '1971' });
    expect(model.correction.changes.value).toEqual([
      { field: 'name', before: before.name, after: 'Sunita Jadhav' },
      { field: 'birthYear', before: before.birthYear, after: 1971 },
    ]);
    expect(await model.correction.record()).toBe(true);
    expect(tablet.calls).toEqual(['correctPerson']);
    const written = person().folded.corrections[0]!.body;
    expect(written).toEqual({
      before: { name: before.name, birthYear: before.birthYear },
      after: { name: 'Sunita Jadhav', birthYear: 1971 },
      reason: 'id-shows',
    });
    expect(person().name).toBe('Sunita Jadhav');
  });

  it.each([
    ['a birth year in the future', { birthYear: '2031' }, 'birth-year-future'],
    ['a phone of 9 digits', { mobile: '987654321' }, 'mobile-too-short'],
    ['a phone of 11 digits', { mobile: '98765432101' }, 'mobile-too-long'],
    ['a name of 201 letters', { name: 'a'.repeat(201) }, 'name-too-long'],
  ] as const)('does not take %s', async (_, part, fault) => {
    const { tablet, model } = atPerson();
    model.showPanel('correct');
    model.correction.change(part);
    expect(await model.correction.record()).toBe(false);
    expect(Object.values(model.correction.faults.value)).toEqual([fault]);
    expect(tablet.calls).toEqual([]);
  });

  it.each(['ع', '🙂 Rita', 'A', 'ر فاطمة'])('takes the name %s as it is written', async (name) => {
    const { person, model } = atPerson();
    model.showPanel('correct');
    model.correction.change({ name });
    expect(await model.correction.record()).toBe(true);
    expect(person().name).toBe(name);
  });

  it('stands open again with all that was typed, after the page was loaded anew', () => {
    const { tablet, person, model } = atPerson();
    model.showPanel('correct');
    model.correction.change({ name: 'Half a na' });
    const again = createPersonModel(tablet, person().key, () => 'mr');
    expect(again.panel.value).toBe('correct');
    expect(again.correction.draft.value?.name).toBe('Half a na');
  });
});

describe('an earlier dose', () => {
  it('stated at the table decides the interval, and the next dose of a walk-in', async () => {
    const { tablet } = atPerson();
    const saved = await tablet.registerWalkIn({
      name: 'Aarti',
      birthYear: 1960,
      gender: 'Female',
      mobileNumber: null,
      idType: null,
      idLast4: null,
      vaccinationSession: 'vs-demo',
      category: 'citizen',
    });
    const person = (): PersonRow => tablet.people.value.find((each) => each.key === saved.key)!;
    const model = createPersonModel(tablet, saved.key!, () => 'mr');
    model.earlierDose.change({ product: 'COVISHIELD', day: '2021-04-01', seen: 'paper' });
    expect(await model.earlierDose.record(person())).toBe(true);
    expect(model.doseNumber.value).toBe(2);
    expect(earlierDoseOf(person(), 2)).toMatchObject({ day: '2021-04-01', from: 'paper' });
    expect(model.warnings.value[0]).toMatchObject({ warning: 'too-early', days: 50 });
    const lines = eligibilityLines(person(), fakeDay, 2);
    expect(lines.map((line) => line.isFine)).toEqual([true, false]);
    expect(lines[1]!.words).toMatch(/day 50 .* day 84.* Rule in force since 13 May/);
  });

  it('of which two days are known counts from the later one', () => {
    const person = atPerson(3).person();
    const stated = (day: string): PersonRow => ({
      ...person,
      folded: {
        ...person.folded,
        earlierDoses: [
          {
            ref: { log: 'a', seq: 1, h: 'AAAAAAAAAAA' },
            by: null,
            at: 1,
            skew: 0,
            body: { doseNumber: 1, product: 'COVAXIN', day, place: null, seen: 'said' },
          },
        ],
      },
    });
    const booked = person.appointment!.earlierDoseDay!;
    expect(earlierDoseOf(stated('2020-01-01'), 2)?.day).toBe(booked);
    expect(earlierDoseOf(stated('2021-05-01'), 2)).toMatchObject({
      day: '2021-05-01',
      product: 'COVAXIN',
    });
  });

  it('stated for somebody booked as a first dose makes this one the second', async () => {
    const { person, model } = atPerson(2);
    expect(model.doseNumber.value).toBe(1);
    model.earlierDose.change({ product: 'COVISHIELD', day: '2021-02-01', seen: 'said' });
    await model.earlierDose.record(person());
    expect(model.doseNumber.value).toBe(2);
    model.chooseDoseNumber(1);
    expect(model.doseNumber.value).toBe(1);
  });

  it('needs the vaccine, or that nobody knows it, and what was seen; nothing else', () => {
    const draft = {
      doseNumber: 1,
      product: 'unknown',
      day: '',
      place: '',
      seen: 'said',
      mobileLast4: '',
      card: null,
    } as const;
    expect(findFaults(draft, '2021-05-21')).toEqual({});
    expect(findFaults({ ...draft, product: null, seen: null }, '2021-05-21')).toEqual({
      product: 'product-missing',
      seen: 'seen-missing',
    });
    expect(findFaults({ ...draft, day: '2021-05-21', mobileLast4: '123' }, '2021-05-21')).toEqual({
      day: 'day-not-before-today',
      mobileLast4: 'last4-malformed',
    });
  });
});
