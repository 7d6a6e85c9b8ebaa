// Owns what a checked card means for the person at the table: the dose it shows, or why it is not taken. Pure.

import { foldName, matchName } from '../../../schemas/names/fold-name.ts';
import type { ReadCard } from '../../../schemas/card/check-card.ts';
import type { CardAnswer } from '../../ports.ts';
import type { PersonRow } from '../../tablet.ts';

export interface CardDose {
  readonly doseNumber: number;
  /** Null for a vaccine that is not in our table. */
  readonly product: string | null;
  readonly day: string;
}

export type CardForPerson =
  | { readonly outcome: 'taken'; readonly dose: CardDose; readonly asOf: number }
  /** Genuine when it was made; whether it was taken back since, a list this old cannot say. */
  | { readonly outcome: 'list-too-old'; readonly dose: CardDose; readonly asOf: number }
  /** A genuine card, of somebody of another name or year of birth. */
  | { readonly outcome: 'other-person' }
  | { readonly outcome: Exclude<CardAnswer['outcome'], 'good' | 'list-too-old'> };

export function cardForPerson(
  person: Pick<PersonRow, 'name' | 'birthYear'>,
  answer: CardAnswer,
): CardForPerson {
  if (answer.outcome !== 'good' && answer.outcome !== 'list-too-old')
    return { outcome: answer.outcome };
  const { card, asOf } = answer;
  if (!isOf(card, person)) return { outcome: 'other-person' };
  const doses = [...card.doses].sort((a, b) => (a.day < b.day ? -1 : 1));
  const last = doses[doses.length - 1]!;
  const dose = { doseNumber: doses.length, product: last.product, day: last.day };
  return { outcome: answer.outcome === 'good' ? 'taken' : 'list-too-old', dose, asOf };
}

/** However it is spelt, and in either script; one may carry a name more than the other. The year must be the same. */
function isOf(card: ReadCard, person: Pick<PersonRow, 'name' | 'birthYear'>): boolean {
  if (Number(card.birthDate.slice(0, 4)) !== person.birthYear) return false;
  const [onCard, here] = [foldName(card.name), foldName(person.name)];
  return matchName(onCard, here) !== null || matchName(here, onCard) !== null;
}
