// Owns who a case is about once what a supervisor or the old phone accepted is taken into account; a tablet's own correction changes no card: name, birth year, gender and phone.

import type { Case, DoseInCase, PersonWordBody } from './case.ts';
import { referenceKey } from '../log/hash-chain.ts';

export interface PersonOfCase {
  readonly name: string;
  readonly birthYear: number;
  readonly gender: string;
  readonly mobileNumber: string | null;
}

/** `booked`: the person of the booking, null for a walk-in. Null when nothing names anybody. */
export function personOfCase(
  folded: Pick<Case, 'registration' | 'acceptedCorrections'>,
  booked: PersonOfCase | null,
): PersonOfCase | null {
  const first: PersonOfCase | null = booked ?? folded.registration?.body ?? null;
  if (first === null) return null;
  let { name, birthYear, gender, mobileNumber } = first;
  for (const { body } of folded.acceptedCorrections) {
    name = body.name ?? name;
    birthYear = body.birthYear ?? birthYear;
    gender = body.gender ?? gender;
    mobileNumber = body.mobileNumber ?? mobileNumber;
  }
  return { name, birthYear, gender, mobileNumber };
}

/** True when the person said by their own one-time code that this dose is theirs. */
export function hasOwnWord(folded: Pick<Case, 'words'>, dose: Pick<DoseInCase, 'ref'>): boolean {
  return folded.words.some((word) => names(word, dose));
}

/** True when the person said that this dose was not theirs. */
export function isDenied(folded: Pick<Case, 'denials'>, dose: Pick<DoseInCase, 'ref'>): boolean {
  return folded.denials.some((denial) => names(denial, dose));
}

/** Names of the reasons of this dose that a supervisor settled. */
export function settledReasonsOf(
  folded: Pick<Case, 'settled'>,
  dose: Pick<DoseInCase, 'ref'>,
): ReadonlySet<string> {
  const ofDose = folded.settled.filter((entry) => names(entry, dose));
  return new Set(ofDose.flatMap(({ body }) => body.reasons.map(({ reason }) => reason)));
}

function names(
  word: { readonly body: Pick<PersonWordBody, 'doseEvent'> },
  dose: Pick<DoseInCase, 'ref'>,
): boolean {
  return referenceKey(word.body.doseEvent) === referenceKey(dose.ref);
}
