// Owns the decision on one case's card: issue, replace, leave, or why not yet. Pure: a function of what was judged and what was issued.

import { codesOfProduct } from '../../schemas/card/product-codes.ts';
import type { CardContent, CardDose } from '../../schemas/card/payload.ts';
import type { WhyNoCard } from '../../schemas/desk-cards.ts';
import type { DoseState } from '../../schemas/fold/case.ts';

/** A dose of the case, as judged in the transaction that decides. */
export interface JudgedDose extends CardDose {
  readonly doseKey: string;
  /** The verdict event that said so; empty while there is none. */
  readonly verdictKey: string;
  readonly state: DoseState;
  readonly isError: boolean;
}

/** A card of the case that is not revoked. */
export interface ActiveCard {
  readonly rid: string;
  readonly contentHash: string;
  readonly doseKeys: readonly string[];
  /** False where only the decisions file knew of it: its text is lost. */
  readonly hasText: boolean;
  /** Signed with a key that nobody shall trust any more. */
  readonly isKeyWithdrawn: boolean;
}

export interface CardCase {
  readonly person: { readonly name: string; readonly birthYear: number | null };
  readonly doses: readonly JudgedDose[];
  /** Oldest first. */
  readonly activeCards: readonly ActiveCard[];
  readonly isReviewOpen: boolean;
}

export type CardDecision =
  | {
      readonly outcome: 'issue';
      readonly content: CardContent;
      readonly doses: readonly JudgedDose[];
      /** Cards that say something that is not so any more. */
      readonly revokes: readonly string[];
    }
  | { readonly outcome: 'stands'; readonly rid: string }
  /** Something contradicts what a card says. Only a person takes it back. */
  | { readonly outcome: 'in-question'; readonly rid: string }
  | { readonly outcome: 'not-yet'; readonly why: WhyNoCard };

/** `hashOf`: names the content in two parts with a dot between, the person's and the doses', so that the same is not issued twice. */
export function decideCard(
  { person, doses, activeCards, isReviewOpen }: CardCase,
  hashOf: (content: CardContent) => string,
): CardDecision {
  const settled = doses.filter((dose) => isSettled(dose));
  const latest = activeCards.at(-1);
  if (latest !== undefined) {
    const settledKeys = new Set(settled.map((dose) => dose.doseKey));
    const goneKeys = new Set(doses.filter(isWithdrawn).map((dose) => dose.doseKey));
    // Held, or not come back since a restore: no machine revokes.
    const isInQuestion = latest.doseKeys.some((key) => !settledKeys.has(key) && !goneKeys.has(key));
    if (isInQuestion) return { outcome: 'in-question', rid: latest.rid };
  }
  if (isReviewOpen)
    return latest === undefined
      ? { outcome: 'not-yet', why: 'restore-review' }
      : { outcome: 'stands', rid: latest.rid };
  const stated = settled.filter((dose) => codesOfProduct(dose.product) !== null);
  if (stated.length === 0) return { outcome: 'not-yet', why: whyNone(doses, settled) };
  const { name, birthYear } = person;
  if (name === '' || birthYear === null) return { outcome: 'not-yet', why: 'nobody-named' };
  const content: CardContent = {
    name,
    birthYear,
    doses: stated.map(({ product, day, vaccineBatch }) => ({ product, day, vaccineBatch })),
  };
  const hash = hashOf(content);
  const same = activeCards.find((card) => card.contentHash === hash);
  if (same?.hasText === true && !same.isKeyWithdrawn) return { outcome: 'stands', rid: same.rid };
  const statedKeys = new Set(stated.map((dose) => dose.doseKey));
  // A card with fewer doses of the same person stays true; one with other words about them does not.
  const isStillTrue = (card: ActiveCard): boolean =>
    !card.isKeyWithdrawn &&
    card.doseKeys.every((key) => statedKeys.has(key)) &&
    personPartOf(card.contentHash) === personPartOf(hash) &&
    (card.contentHash === hash || card.doseKeys.length < stated.length);
  const revokes = activeCards.filter((card) => !isStillTrue(card)).map((card) => card.rid);
  return { outcome: 'issue', content, doses: stated, revokes };
}

const personPartOf = (contentHash: string): string => contentHash.split('.')[0] ?? '';

const isSettled = (dose: JudgedDose): boolean =>
  !dose.isError && (dose.state === 'confirmed' || dose.state === 'accepted');

export const isWithdrawn = (dose: {
  readonly state: DoseState;
  readonly isError: boolean;
}): boolean => dose.isError || dose.state === 'revoked';

function whyNone(doses: readonly JudgedDose[], settled: readonly JudgedDose[]): WhyNoCard {
  if (settled.length > 0) return 'no-product-code';
  return doses.some((dose) => !isWithdrawn(dose)) ? 'being-checked' : 'nothing-given';
}
