// Owns the words for a gender; one that is not known stays as it is recorded.

import { say } from './my-texts.ts';

export function sayGender(gender: string): string {
  return gender === 'Female' || gender === 'Male' || gender === 'Other'
    ? say(`gender.${gender}`)
    : gender;
}
