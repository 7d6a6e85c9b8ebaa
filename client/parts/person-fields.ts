// Owns what the fields of a person must be, for whoever is registered and for whoever is corrected. Pure.

import { limits } from '../../schemas/limits.ts';
import { normaliseDigits } from '../../schemas/rules/security-code.ts';

export type PersonFieldFault =
  | 'name-missing'
  | 'name-too-long'
  | 'birth-year-missing'
  | 'birth-year-malformed'
  | 'birth-year-future'
  | 'birth-year-too-long-ago'
  | 'mobile-missing'
  | 'mobile-too-short'
  | 'mobile-too-long'
  | 'mobile-first-digit'
  | 'id-last4';

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

export function last4Of(typed: string): string {
  return normaliseDigits(typed).toUpperCase();
}

export function nameFault(name: string): PersonFieldFault | null {
  const trimmed = name.trim();
  if (trimmed === '') return 'name-missing';
  return trimmed.length > limits.nameCharactersMax ? 'name-too-long' : null;
}

export function birthYearFault(typed: string, thisYear: number): PersonFieldFault | null {
  if (typed.trim() === '') return 'birth-year-missing';
  const year = birthYearOf(typed, thisYear);
  if (year === null) return 'birth-year-malformed';
  if (year > thisYear) return 'birth-year-future';
  return year < birthYearMin || thisYear - year > ageMax ? 'birth-year-too-long-ago' : null;
}

export function mobileFault(typed: string): PersonFieldFault | null {
  const digits = mobileDigitsOf(typed);
  if (digits === '') return 'mobile-missing';
  if (digits.length < 10) return 'mobile-too-short';
  if (digits.length > 10) return 'mobile-too-long';
  return /^[6-9]/.test(digits) ? null : 'mobile-first-digit';
}

export function idLast4Fault(idType: string | null, typed: string): PersonFieldFault | null {
  return idType !== null && !/^[0-9A-Z]{4}$/.test(last4Of(typed)) ? 'id-last4' : null;
}
