// Owns what a checked Aadhaar code means for a booked person: the card of somebody of this name and year was there, or what on it differs. Pure.

import { foldName, matchName } from '../../../schemas/names/fold-name.ts';
import type { AadhaarAnswer, AadhaarPerson } from '../../../schemas/rules/aadhaar-qr.ts';
import type { PersonRow } from '../../tablet.ts';

export type AadhaarDifference = 'name' | 'birthYear' | 'idLast4';

export type AadhaarForPerson =
  | { readonly outcome: 'matches' }
  /** Genuine, and of another name, year or number than the list has. `card`: to be read beside the list, kept nowhere. */
  | {
      readonly outcome: 'differs';
      readonly differences: readonly AadhaarDifference[];
      readonly card: AadhaarPerson;
    }
  | { readonly outcome: Exclude<AadhaarAnswer['outcome'], 'shown'> };

export function aadhaarForPerson(
  person: Pick<PersonRow, 'name' | 'birthYear' | 'idType' | 'idLast4'>,
  answer: AadhaarAnswer,
): AadhaarForPerson {
  if (answer.outcome !== 'shown') return { outcome: answer.outcome };
  const { person: card } = answer;
  const isOtherNumber =
    person.idType === 'aadhaar' && person.idLast4 !== null && person.idLast4 !== card.idLast4;
  const differences: readonly AadhaarDifference[] = [
    ...(isNameAlike(card.name, person.name) ? [] : (['name'] as const)),
    ...(card.birthYear === person.birthYear ? [] : (['birthYear'] as const)),
    ...(isOtherNumber ? (['idLast4'] as const) : []),
  ];
  return differences.length === 0
    ? { outcome: 'matches' }
    : { outcome: 'differs', differences, card };
}

/** However it is spelt, and in either script; one may carry a name more than the other. */
function isNameAlike(one: string, other: string): boolean {
  const [first, second] = [foldName(one), foldName(other)];
  return matchName(first, second) !== null || matchName(second, first) !== null;
}
