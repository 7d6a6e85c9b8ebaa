// Owns how a person is named in one line: age by the day's year, gender, product and dose.

import { t } from '../i18n/index.ts';
import { genders, photoIdTypes } from '../../schemas/records/roster.ts';
import { currentRuleSet, type RuleSet } from '../../schemas/rules/rule-set.ts';

/** Age in the year of a day: only the birth year is known. */
export function ageIn(day: string, birthYear: number): number {
  return Number(day.slice(0, 4)) - birthYear;
}

export function genderWords(gender: string): string {
  const known = genders.find((each) => each === gender);
  return known === undefined ? gender : t(`gender.${known}`);
}

export function idTypeWords(idType: string | null): string {
  if (idType === null) return t('idType.none');
  const known = photoIdTypes.find((each) => each === idType);
  return known === undefined ? idType : t(`idType.${known}`);
}

export function productLabel(rules: RuleSet | undefined, product: string): string {
  const rule = (rules ?? currentRuleSet).products.find((each) => each.product === product);
  return rule?.label ?? product;
}

/** Ten digits as they are read aloud: 98765 43210. */
export function groupMobile(mobileNumber: string): string {
  return mobileNumber.replace(/^(\d{5})(\d{1,5})$/, '$1 $2');
}
