// Tests whom the adviser counts and whom it would call, on a day near its end.

import { expect, it } from 'vitest';
import { istDayStart } from '../../schemas/rules/day.ts';
import { emptyCase, fakePerson } from '../testing/fake-people.ts';
import { fakeDay } from '../testing/fake-tablet.ts';
import type { PersonRow } from '../tablet.ts';
import type { Progress } from '../../schemas/fold/case.ts';
import { adviceBeforeOpening, type AdviceQuestion } from './vial-advice.ts';

const at = (hours: number): number => istDayStart(fakeDay.day)! + hours * 3600;
function people(count: number, slot: string | null, progress: Progress, from = 1): PersonRow[] {
  return Array.from({ length: count }, (_, i) => {
    const person = fakePerson(from + i);
    return { ...person, slot, folded: { ...emptyCase(person.key), progress } };
  });
}
const ask = (part: Partial<AdviceQuestion>) =>
  adviceBeforeOpening({
    people: [],
    vials: [],
    day: fakeDay,
    now: at(16.5),
    product: 'COVISHIELD',
    dosesInVial: 20,
    ...part,
  });

it('says "4 waiting; a new 20-dose vial would waste 16" and names those who have not come', () => {
  const late = people(30, '09:00-11:00', 'due', 10);
  const { advice, standby } = ask({ people: [...people(4, '15:00-16:00', 'arrived'), ...late] });
  expect(advice).toMatchObject({ advice: 'would-waste', waiting: 4, wasted: 16 });
  expect(standby.map((person) => person.key)).toEqual(late.slice(0, 12).map((each) => each.key));
});

it('counts whoever is booked for later, so that nothing is said in the morning', () => {
  const later = people(30, '15:00-17:00', 'due', 10);
  expect(ask({ now: at(10), people: later }).advice).toEqual({ advice: 'open' });
});

it('calls nobody without a phone, nobody who died or moved, and nobody of another vaccine', () => {
  const [noPhone, died, other, absent] = people(4, '09:00-11:00', 'due', 40) as [
    PersonRow,
    PersonRow,
    PersonRow,
    PersonRow,
  ];
  const away = (person: PersonRow, reason: string): PersonRow => ({
    ...person,
    folded: {
      ...person.folded,
      progress: 'not-today',
      notToday: [
        {
          ref: { log: 'a', seq: 1, h: 'AAAAAAAAAAA' },
          by: null,
          at: 1,
          skew: 0,
          body: { outcome: 'absent', reason, nextDate: null, ends: [] },
        },
      ],
    },
  });
  const listed = [
    { ...noPhone, mobileNumber: null },
    away(died, 'died'),
    { ...other, product: 'COVAXIN' },
    away(absent, 'did-not-come'),
  ];
  expect(ask({ people: listed }).standby.map((person) => person.key)).toEqual([absent.key]);
});
