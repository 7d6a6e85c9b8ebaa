// Owns what a walk-in's fields must be, and who on today's list is likely the same person. Pure.

import type { PersonRow } from '../../tablet.ts';
import { fitsTyped, type FitOf } from '../../parts/find-people.ts';
import { limits } from '../../../schemas/limits.ts';
import { normaliseDigits } from '../../../schemas/rules/security-code.ts';

export interface WalkInDraft {
  readonly name: string;
  /** A birth year of four digits, or an age of up to three: which one is decided by the length. */
  readonly birthYearOrAge: string;
  readonly gender: 'Female' | 'Male' | 'Other' | null;
  readonly mobileNumber: string;
  readonly hasNoPhone: boolean;
  readonly idType: string | null;
  readonly idLast4: string;
  readonly category: string | null;
  readonly vaccinationSession: string | null;
}

export const emptyDraft: WalkInDraft = {
  name: '',
  birthYearOrAge: '',
  gender: null,
  mobileNumber: '',
  hasNoPhone: false,
  idType: null,
  idLast4: '',
  category: null,
  vaccinationSession: null,
};

export type WalkInFault =
  | 'name-missing'
  | 'name-too-long'
  | 'birth-year-missing'
  | 'birth-year-malformed'
  | 'birth-year-future'
  | 'birth-year-too-long-ago'
  | 'gender-missing'
  | 'mobile-missing'
  | 'mobile-too-short'
  | 'mobile-too-long'
  | 'mobile-first-digit'
  | 'id-last4'
  | 'category-missing'
  | 'session-missing';

export type WalkInField =
  'name' | 'birthYear' | 'gender' | 'mobile' | 'idLast4' | 'category' | 'session';
export type WalkInFaults = Partial<Record<WalkInField, WalkInFault>>;

const birthYearMin = 1900;
const ageMax = 120;

/** Four digits are a year, one to three an age; null when neither. */
export function birthYearOf(typed: string, thisYear: number): number | null {
  const digits = normaliseDigits(typed);
  if (/^\d{4}$/.test(digits)) return Number(digits);
  return /^\d{1,3}$/.test(digits) ? thisYear - Number(digits) : null;
}

/** Ten digits of an Indian mobile, whatever was typed around them. */
export function mobileDigitsOf(typed: string): string {
  const digits = normaliseDigits(typed).replace(/\D/g, '');
  return digits.length > 10 ? digits.replace(/^(?:0091|91|0)(?=[6-9]\d{9}$)/, '') : digits;
}

export function findWalkInFaults(draft: WalkInDraft, thisYear: number): WalkInFaults {
  const faults: Partial<Record<WalkInField, WalkInFault | null>> = {
    name: nameFault(draft.name),
    birthYear: birthYearFault(draft.birthYearOrAge, thisYear),
    gender: draft.gender === null ? 'gender-missing' : null,
    mobile: draft.hasNoPhone ? null : mobileFault(draft.mobileNumber),
    idLast4: draft.idType !== null && !/^[0-9A-Z]{4}$/.test(idLast4Of(draft)) ? 'id-last4' : null,
    category: draft.category === null ? 'category-missing' : null,
    session: draft.vaccinationSession === null ? 'session-missing' : null,
  };
  return Object.fromEntries(
    Object.entries(faults).filter(([, fault]) => fault !== null),
  ) as WalkInFaults;
}

export function idLast4Of(draft: WalkInDraft): string {
  return normaliseDigits(draft.idLast4).toUpperCase();
}

function nameFault(name: string): WalkInFault | null {
  const trimmed = name.trim();
  if (trimmed === '') return 'name-missing';
  return trimmed.length > limits.nameCharactersMax ? 'name-too-long' : null;
}

function birthYearFault(typed: string, thisYear: number): WalkInFault | null {
  if (typed.trim() === '') return 'birth-year-missing';
  const year = birthYearOf(typed, thisYear);
  if (year === null) return 'birth-year-malformed';
  if (year > thisYear) return 'birth-year-future';
  return year < birthYearMin || thisYear - year > ageMax ? 'birth-year-too-long-ago' : null;
}

function mobileFault(typed: string): WalkInFault | null {
  const digits = mobileDigitsOf(typed);
  if (digits === '') return 'mobile-missing';
  if (digits.length < 10) return 'mobile-too-short';
  if (digits.length > 10) return 'mobile-too-long';
  return /^[6-9]/.test(digits) ? null : 'mobile-first-digit';
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
