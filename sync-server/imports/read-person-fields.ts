// Owns the plain fields of a roster line: name, birth year, gender, centre.

import { limits } from '../../schemas/limits.ts';
import type { Gender } from '../../schemas/records/roster.ts';
import { normaliseDigits } from '../../schemas/rules/security-code.ts';
import { shown, type Findings } from './findings.ts';
import { readListDay } from './read-times.ts';

const ageMax = 120;

export function readName(text: string, findings: Findings): string {
  if (text === '') findings.refused('the name is empty');
  if (text.length > limits.nameCharactersMax)
    findings.refused(`the name is longer than ${limits.nameCharactersMax} characters`);
  return text;
}

export function readBirthYear(text: string, day: string, findings: Findings): number {
  const digits = normaliseDigits(text.replace(/\.0$/, ''));
  const year = /^\d{4}$/.test(digits)
    ? Number(digits)
    : (readListDay(text)?.day.slice(0, 4) ?? null);
  if (year === null) {
    findings.refused(`the birth year ${shown(text)} is not a year of four digits`);
    return 0;
  }
  const birthYear = Number(year);
  const ofDay = Number(day.slice(0, 4));
  if (day !== '' && (birthYear < ofDay - ageMax || birthYear > ofDay))
    findings.refused(
      `the birth year ${birthYear} cannot be right: ${birthYear > ofDay ? 'it lies after the day of the list' : `nobody is ${ofDay - birthYear} years old`}`,
    );
  if (String(birthYear) !== text) findings.corrected('birth year: only the year is kept');
  return birthYear;
}

const genderWords = new Map<string, Gender>([
  ...['f', 'female', 'woman', 'महिला', 'स्त्री'].map((word) => [word, 'Female'] as const),
  ...['m', 'male', 'man', 'पुरुष'].map((word) => [word, 'Male'] as const),
  ...['o', 'other', 'others', 't', 'transgender', 'इतर', 'अन्य'].map(
    (word) => [word, 'Other'] as const,
  ),
]);

export function readGender(text: string, findings: Findings): Gender {
  const gender = genderWords.get(text.toLowerCase());
  if (gender === undefined)
    findings.refused(
      text === ''
        ? 'the gender is empty'
        : `the gender ${shown(text)} is none of Female, Male, Other`,
    );
  else if (gender !== text) findings.corrected(`gender: ${shown(text)} read as ${gender}`);
  return gender ?? 'Other';
}

export function readCentreId(text: string, findings: Findings): number {
  if (!/^\d{1,12}$/.test(text))
    findings.refused(
      text === '' ? 'the centre id is empty' : `the centre id ${shown(text)} is not a number`,
    );
  return Number(text);
}
