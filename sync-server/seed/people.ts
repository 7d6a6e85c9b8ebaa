// Owns making up the booked people of one centre and day: families on one phone, two scripts, second doses, fresh codes.

import type { Gender, PhotoIdType } from '../../schemas/records/roster.ts';
import { addDays } from '../../schemas/rules/day.ts';
import { currentRuleSet, intervalInForce } from '../../schemas/rules/rule-set.ts';
import { codeTagOf } from '../../schemas/rules/security-code.ts';
import type { Booking } from '../imports/roster-shape.ts';
import { demoSessionId, demoSlots, type DemoCentre } from './centres.ts';
import type { Dice } from './dice.ts';
import { devanagariNames, latinNames } from './names.ts';

const percent = {
  devanagari: 45,
  women: 49,
  other: 1,
  doseTwo: 32,
  early: 4,
  withoutCode: 3,
  withoutPhone: 2,
} as const;
const familySizeMax = 4;
const ageMin = 18;
const agesSpan = 68;

export function makePeople(dice: Dice, centre: DemoCentre, day: string): Booking[] {
  const people: Booking[] = [];
  const phones = new Set<string>();
  while (people.length < centre.people) {
    const size = Math.min(1 + dice.below(familySizeMax), centre.people - people.length);
    people.push(...makeFamily(dice, centre, day, size, people.length, makePhone(dice, phones)));
  }
  return people;
}

function makeFamily(
  dice: Dice,
  centre: DemoCentre,
  day: string,
  size: number,
  at: number,
  mobileNumber: string | null,
): Booking[] {
  const names = dice.chance(percent.devanagari) ? devanagariNames : latinNames;
  const surname = dice.pick(names.surnames);
  const slot = demoSlots[Math.floor((at / centre.people) * demoSlots.length)]!;
  const takenTags = new Set<number>();
  return Array.from({ length: size }, (): Booking => {
    const referenceId = `${1 + dice.below(9)}${dice.digits(13)}`;
    const gender = pickGender(dice);
    const first = dice.pick(gender === 'Male' ? names.men : names.women);
    return {
      referenceId,
      name: `${first} ${surname}`,
      birthYear: Number(day.slice(0, 4)) - ageMin - dice.below(agesSpan),
      gender,
      mobileNumber,
      ...makeDocument(dice),
      centreId: centre.centreId,
      vaccinationSession: demoSessionId(centre.centreId, day),
      day,
      slot,
      product: centre.product,
      ...makeDose(dice, centre.product, day),
      code: dice.chance(percent.withoutCode) ? null : makeCode(dice, referenceId, takenTags),
    };
  });
}

/** 60000 xxxxx: made up, one a family, and nothing is ever sent from a demo. */
function makePhone(dice: Dice, taken: Set<string>): string | null {
  if (dice.chance(percent.withoutPhone)) return null;
  for (;;) {
    const phone = `60000${dice.digits(5)}`;
    if (taken.has(phone)) continue;
    taken.add(phone);
    return phone;
  }
}

function pickGender(dice: Dice): Gender {
  if (dice.chance(percent.other)) return 'Other';
  return dice.chance(percent.women) ? 'Female' : 'Male';
}

/** Four digits from the random source, not the end of the reference id, its remainder not taken in the family. */
function makeCode(dice: Dice, referenceId: string, takenTags: Set<number>): string {
  for (;;) {
    const code = String(dice.below(10_000)).padStart(4, '0');
    const tag = codeTagOf(Number(code));
    if (referenceId.endsWith(code) || takenTags.has(tag)) continue;
    takenTags.add(tag);
    return code;
  }
}

/** Real Aadhaar numbers never begin with 0. */
function makeDocument(dice: Dice): Pick<Booking, 'idType' | 'idNumber' | 'idLast4'> {
  const types: readonly PhotoIdType[] = [
    'aadhaar',
    'aadhaar',
    'aadhaar',
    'voter-id',
    'pan',
    'driving-licence',
  ];
  const idType = dice.pick(types);
  const idNumber = idType === 'aadhaar' ? `0${dice.digits(11)}` : `DEMO${dice.digits(8)}`;
  return { idType, idNumber, idLast4: idNumber.slice(-4) };
}

/** Second doses are due by the rule in force on that day, but for a few that come too early. */
function makeDose(
  dice: Dice,
  product: string,
  day: string,
): Pick<Booking, 'doseNumber' | 'earlierDoseDay' | 'earlierDoseProduct'> {
  if (!dice.chance(percent.doseTwo))
    return { doseNumber: 1, earlierDoseDay: null, earlierDoseProduct: null };
  const daysMin = intervalInForce(currentRuleSet, product, 2, day)?.daysMin ?? 28;
  const days = dice.chance(percent.early) ? daysMin - 1 - dice.below(10) : daysMin + dice.below(14);
  return { doseNumber: 2, earlierDoseDay: addDays(day, -days), earlierDoseProduct: product };
}
