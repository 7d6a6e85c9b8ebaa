// Owns what a walk-in's fields must be, and who on today's list is likely the same person. Pure.

import type { PersonRow } from '../../tablet.ts';
import { fitsTyped, type FitOf } from '../../parts/find-people.ts';
import { dayToDayNumber } from '../../../schemas/rules/day.ts';
import {
  birthYearFault,
  birthYearOf,
  idLast4Fault,
  mobileDigitsOf,
  mobileFault,
  nameFault,
  type PersonFieldFault,
} from '../../parts/person-fields.ts';

export const guardianRelations = ['mother', 'father', 'guardian', 'other'] as const;
export type GuardianRelation = (typeof guardianRelations)[number];

export interface WalkInDraft {
  readonly name: string;
  /** A birth year of four digits, or an age of up to three: which one is decided by the length. */
  readonly birthYearOrAge: string;
  readonly gender: 'Female' | 'Male' | 'Other' | null;
  readonly mobileNumber: string;
  readonly hasNoPhone: boolean;
  /** Booked, and on no list here: the number and the code are asked for next. */
  readonly isBookedElsewhere: boolean;
  /** What a checked Aadhaar code filled in, and still stands as it says. */
  readonly idShown: 'aadhaar-qr' | null;
  readonly idType: string | null;
  readonly idLast4: string;
  readonly category: string | null;
  readonly vaccinationSession: string | null;
  readonly village: string;
  readonly birthDate: string;
  readonly guardianName: string;
  readonly guardianRelation: GuardianRelation;
}

export const emptyDraft: WalkInDraft = {
  name: '',
  birthYearOrAge: '',
  gender: null,
  mobileNumber: '',
  hasNoPhone: false,
  isBookedElsewhere: false,
  idShown: null,
  idType: null,
  idLast4: '',
  category: null,
  vaccinationSession: null,
  village: '',
  birthDate: '',
  guardianName: '',
  guardianRelation: 'mother',
};

export type WalkInFault =
  | PersonFieldFault
  | 'gender-missing'
  | 'category-missing'
  | 'session-missing'
  | 'guardian-missing'
  | 'birth-date-missing'
  | 'birth-date-malformed';

export type WalkInField =
  | 'name'
  | 'birthYear'
  | 'gender'
  | 'mobile'
  | 'idLast4'
  | 'category'
  | 'session'
  | 'guardian'
  | 'birthDate';
export type WalkInFaults = Partial<Record<WalkInField, WalkInFault>>;

/** What is asked of a child besides; nothing of an adult. */
export interface ChildQuestions {
  readonly guardian: boolean;
  readonly birthDate: boolean;
}

const adultFrom = 18;
export const noChildQuestions: ChildQuestions = { guardian: false, birthDate: false };

export function childQuestions(age: number | null, needsBirthDate: boolean): ChildQuestions {
  const isChild = age !== null && age >= 0 && age < adultFrom;
  return { guardian: isChild, birthDate: isChild && needsBirthDate };
}

export function findWalkInFaults(
  draft: WalkInDraft,
  thisYear: number,
  child: ChildQuestions = noChildQuestions,
): WalkInFaults {
  const faults: Partial<Record<WalkInField, WalkInFault | null>> = {
    name: nameFault(draft.name),
    birthYear: birthYearFault(draft.birthYearOrAge, thisYear),
    gender: draft.gender === null ? 'gender-missing' : null,
    mobile: draft.hasNoPhone ? null : mobileFault(draft.mobileNumber),
    idLast4: idLast4Fault(draft.idType, draft.idLast4),
    category: draft.category === null ? 'category-missing' : null,
    session: draft.vaccinationSession === null ? 'session-missing' : null,
    guardian: child.guardian && draft.guardianName.trim() === '' ? 'guardian-missing' : null,
    birthDate: child.birthDate ? birthDateFault(draft, thisYear) : null,
  };
  return Object.fromEntries(
    Object.entries(faults).filter(([, fault]) => fault !== null),
  ) as WalkInFaults;
}

/** The day must be a real one of the year that was given. */
function birthDateFault(draft: WalkInDraft, thisYear: number): WalkInFault | null {
  if (draft.birthDate === '') return 'birth-date-missing';
  if (dayToDayNumber(draft.birthDate) === null) return 'birth-date-malformed';
  const isOfYear =
    Number(draft.birthDate.slice(0, 4)) === birthYearOf(draft.birthYearOrAge, thisYear);
  return isOfYear ? null : 'birth-date-malformed';
}

const likelyMax = 5;

/** A hint beside the form, never a decision: same phone, or the same birth year with a part of the name. */
export function findLikelySame(
  people: readonly PersonRow[],
  draft: WalkInDraft,
  thisYear: number,
): readonly PersonRow[] {
  const words = draft.name.split(/\s+/).filter((word) => word.length > 1);
  const mobile = mobileDigitsOf(draft.mobileNumber);
  const year = birthYearOf(draft.birthYearOrAge, thisYear);
  if (words.length === 0 && mobile.length < 4) return [];
  const fits = words.map(fitsTyped);
  const scored = people.map((person) => ({ person, score: scoreOf(person, fits, mobile, year) }));
  return scored
    .filter((each) => each.score >= 2)
    .sort((a, b) => b.score - a.score)
    .slice(0, likelyMax)
    .map((each) => each.person);
}

function scoreOf(
  person: PersonRow,
  fits: readonly FitOf[],
  mobile: string,
  year: number | null,
): number {
  const known = person.mobileNumber ?? person.mobileLast4 ?? '';
  const isSamePhone = mobile.length === 10 && known !== '' && mobile.endsWith(known);
  const matched = fits.filter((fitOf) => fitOf(person) !== null).length;
  const isWholeName = fits.length > 0 && matched === fits.length;
  const nameScore = isWholeName ? 2 : matched > 0 ? 1 : 0;
  return (isSamePhone ? 2 : 0) + nameScore + (year !== null && year === person.birthYear ? 1 : 0);
}
