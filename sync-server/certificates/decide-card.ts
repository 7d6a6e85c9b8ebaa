// Owns the decision on one person's card: issue, replace, leave, or why not yet. Pure: a function of what was judged and what was issued.

import { codesOfProduct } from '../../schemas/card/product-codes.ts';
import type { CardContent, CardDose } from '../../schemas/card/payload.ts';
import type { WhyNoCard } from '../../schemas/desk-cards.ts';
import type { DoseState } from '../../schemas/fold/case.ts';

/** A dose of the person, as judged in the transaction that decides. */
export interface JudgedDose extends CardDose {
  readonly doseKey: string;
  /** The verdict event that said so; empty while there is none. */
  readonly verdictKey: string;
  readonly state: DoseState;
  readonly isError: boolean;
}

/** A card about any dose of the person that is not revoked. */
export interface ActiveCard {
  readonly rid: string;
  readonly contentHash: string;
  readonly doseKeys: readonly string[];
  /** False where only the decisions file knew of it: its text is lost. */
  readonly hasText: boolean;
  /** Signed with a key that nobody shall trust any more. */
  readonly isKeyWithdrawn: boolean;
  /** It states a dose of somebody who was taken for the same person, and is not. */
  readonly statesAnothersDose: boolean;
}

export interface CardCase {
  readonly person: { readonly name: string; readonly birthYear: number | null };
  /** Those that may stand on one card: of all cases that are this person beyond doubt. */
  readonly doses: readonly JudgedDose[];
  /** The person's doses that this card leaves out. A card that states them is not untrue by that. */
  readonly otherDoses: readonly JudgedDose[];
  /** Oldest first. */
  readonly activeCards: readonly ActiveCard[];
  readonly isReviewOpen: boolean;
}

/** `revokes`: cards that say something that is not so any more. None while a review is open, for then much is not known. */
export type CardDecision = { readonly revokes: readonly string[] } & (
  | {
      readonly outcome: 'issue';
      readonly content: CardContent;
      readonly doses: readonly JudgedDose[];
    }
  | { readonly outcome: 'stands'; readonly rid: string }
  /** Something contradicts what a card says. Only a person takes it back. */
  | { readonly outcome: 'in-question'; readonly rid: string }
  | { readonly outcome: 'not-yet'; readonly why: WhyNoCard }
);

/** `hashOf`: names the content in two parts with a dot between, the person's and the doses', so that the same is not issued twice. */
export function decideCard(
  { person, doses, otherDoses, activeCards, isReviewOpen }: CardCase,
  hashOf: (content: CardContent) => string,
): CardDecision {
  const settled = doses.filter(isSettled);
  const settledKeys = keysOf([...doses, ...otherDoses].filter(isSettled));
  const goneKeys = keysOf([...doses, ...otherDoses].filter(isWithdrawn));
  const own = activeCards.filter((card) => !card.statesAnothersDose);
  const revokes = isReviewOpen
    ? []
    : activeCards.filter((card) => card.statesAnothersDose).map((card) => card.rid);
  // Held, or not come back since a restore: no machine revokes.
  const inQuestion = own.findLast((card) =>
    card.doseKeys.some((key) => !settledKeys.has(key) && !goneKeys.has(key)),
  );
  if (inQuestion !== undefined) return { outcome: 'in-question', rid: inQuestion.rid, revokes };
  if (isReviewOpen) {
    const latest = own.at(-1);
    return latest === undefined
      ? { outcome: 'not-yet', why: 'restore-review', revokes }
      : { outcome: 'stands', rid: latest.rid, revokes };
  }
  const stated = settled.filter((dose) => codesOfProduct(dose.product) !== null);
  if (stated.length === 0) return { outcome: 'not-yet', why: whyNone(doses, settled), revokes };
  const { name, birthYear } = person;
  if (name === '' || birthYear === null)
    return { outcome: 'not-yet', why: 'nobody-named', revokes };
  const content: CardContent = {
    name,
    birthYear,
    doses: stated.map(({ product, day, vaccineBatch }) => ({ product, day, vaccineBatch })),
  };
  const hash = hashOf(content);
  const statedKeys = keysOf(stated);
  // A card with fewer doses of the same person stays true; one with other words about the same doses does not.
  const isStillTrue = (card: ActiveCard): boolean =>
    !card.isKeyWithdrawn &&
    card.doseKeys.every((key) => settledKeys.has(key)) &&
    personPartOf(card.contentHash) === personPartOf(hash) &&
    (card.contentHash === hash || !isSameSet(statedKeys, card.doseKeys));
  const untrue = own.filter((card) => !isStillTrue(card)).map((card) => card.rid);
  const same = own.find(
    (card) =>
      card.hasText &&
      card.contentHash === hash &&
      isStillTrue(card) &&
      isSameSet(statedKeys, card.doseKeys),
  );
  const outcome =
    same === undefined
      ? ({ outcome: 'issue', content, doses: stated } as const)
      : ({ outcome: 'stands', rid: same.rid } as const);
  return { ...outcome, revokes: [...revokes, ...untrue] };
}

const keysOf = (doses: readonly JudgedDose[]): ReadonlySet<string> =>
  new Set(doses.map((dose) => dose.doseKey));

const isSameSet = (keys: ReadonlySet<string>, others: readonly string[]): boolean =>
  keys.size === others.length && others.every((key) => keys.has(key));

const personPartOf = (contentHash: string): string => contentHash.split('.')[0] ?? '';

export const isSettled = (dose: Pick<JudgedDose, 'state' | 'isError'>): boolean =>
  !dose.isError && (dose.state === 'confirmed' || dose.state === 'accepted');

export const isWithdrawn = (dose: {
  readonly state: DoseState;
  readonly isError: boolean;
}): boolean => dose.isError || dose.state === 'revoked';

function whyNone(doses: readonly JudgedDose[], settled: readonly JudgedDose[]): WhyNoCard {
  if (settled.length > 0) return 'no-product-code';
  return doses.some((dose) => !isWithdrawn(dose)) ? 'being-checked' : 'nothing-given';
}
