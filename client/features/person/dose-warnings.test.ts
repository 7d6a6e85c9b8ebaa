import { describe, expect, it } from 'vitest';
import { fakePerson } from '../../testing/fake-people.ts';
import { fakeDay } from '../../testing/fake-tablet.ts';
import type { PersonRow, VialRow } from '../../tablet.ts';
import type { RosterAppointment } from '../../../schemas/records/roster.ts';
import { ageRuleFor } from '../../../schemas/rules/eligibility.ts';
import { findDoseWarnings } from './dose-warnings.ts';
import { bestVial, usableVials } from './person-model.ts';
import { adviceOf } from '../../../schemas/rules/screening.ts';

const vial: VialRow = {
  vaccinationSession: 'vs-demo',
  name: 'A1',
  product: 'COVISHIELD',
  vaccineBatch: 'B',
  openedAt: 100,
  dosesNominal: 10,
  drawn: 2,
  dosesLeft: 8,
  minutesLeft: 200,
  isPastTime: false,
  isDiscarded: false,
  dosesDiscarded: 0,
  openedIn: '00000000.00000000',
};

function secondDose(part: Partial<RosterAppointment>): PersonRow {
  const person = fakePerson(3);
  return {
    ...person,
    birthYear: 1960,
    doseNumber: 2,
    appointment: {
      ...person.appointment!,
      earlierDoseDay: '2021-02-26',
      earlierDoseProduct: 'COVISHIELD',
      ...part,
    },
  };
}
const warningsFor = (
  person: PersonRow,
  from: VialRow | null = vial,
  doseNumber = person.doseNumber,
) => findDoseWarnings({ person, vial: from, doseNumber, day: fakeDay }).map((each) => each.warning);

describe('before a second dose of Covishield', () => {
  it('day 83 is too early, with the day from which it is due and the date of the rule', () => {
    const found = findDoseWarnings({
      person: secondDose({ earlierDoseDay: '2021-02-27' }),
      vial,
      doseNumber: 2,
      day: fakeDay,
    });
    expect(found).toEqual([
      {
        warning: 'too-early',
        days: 83,
        daysMin: 84,
        dueFrom: '2021-05-22',
        ruleFrom: '2021-05-13',
      },
    ]);
  });

  it('day 84 is not', () => {
    expect(warningsFor(secondDose({ earlierDoseDay: '2021-02-26' }))).toEqual([]);
  });

  it('another product before is said', () => {
    expect(warningsFor(secondDose({ earlierDoseProduct: 'COVAXIN' }))).toEqual([
      'other-product-before',
    ]);
  });

  it('an unknown earlier dose is said', () => {
    expect(warningsFor(secondDose({ earlierDoseDay: null, earlierDoseProduct: null }))).toEqual([
      'earlier-dose-unknown',
    ]);
  });
});

describe('before any dose', () => {
  const adult = { ...fakePerson(1), birthYear: 1960, doseNumber: 1 };

  it('the vial’s product differing from the booking is said', () => {
    expect(warningsFor(adult, { ...vial, product: 'COVAXIN' })).toEqual(['other-product-booked']);
  });

  it('a vial past its time and dose 11 of 10 are said', () => {
    expect(warningsFor(adult, { ...vial, isPastTime: true, drawn: 10, dosesLeft: 0 })).toEqual([
      'vial-past-time',
      'vial-empty',
    ]);
  });

  it('a person of 17 is too young under the rule of 1 May 2021', () => {
    expect(warningsFor({ ...adult, birthYear: 2004 })).toEqual(['too-young']);
  });

  it('a product’s own age replaces the general one once it is in force', () => {
    expect(ageRuleFor(fakeDay.rules, 'COVAXIN', '2022-01-02')?.ageMin).toBe(18);
    expect(ageRuleFor(fakeDay.rules, 'COVAXIN', '2022-01-03')?.ageMin).toBe(15);
  });

  it('pregnancy waits for a doctor before 2 July 2021 and is allowed from then on', () => {
    expect(adviceOf(fakeDay.rules, 'pregnant', '2021-07-01')?.advice).toBe('ask-doctor');
    expect(adviceOf(fakeDay.rules, 'pregnant', '2021-07-02')?.advice).toBe('allowed');
  });
});

describe('the vial offered', () => {
  const older = { ...vial, name: 'A2', openedAt: 50 };

  it('is the one opened first that still has doses and time', () => {
    expect(bestVial([vial, older], 'COVISHIELD')?.name).toBe('A2');
    expect(bestVial([vial, { ...older, isPastTime: true }], 'COVISHIELD')?.name).toBe('A1');
    expect(bestVial([{ ...vial, dosesLeft: 0 }], 'COVISHIELD')).toBeNull();
  });

  it('is never one that was discarded', () => {
    expect(usableVials([{ ...vial, isDiscarded: true }], 'COVISHIELD')).toEqual([]);
  });
});
