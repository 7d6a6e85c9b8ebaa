// Owns what a judgement means for cards, in its own transaction: a withdrawn dose puts its cards on the list, a settled one makes a card due.

import type { DoseState } from '../../schemas/fold/case.ts';
import type { DatabaseTransaction } from '../store/schema.ts';
import { markCardsDue, readActiveCardsOn, revokeCards } from './card-rows.ts';
import { isWithdrawn } from './decide-card.ts';

export interface FollowedDose {
  readonly doseKey: string;
  readonly caseKey: string;
  readonly state: DoseState;
  readonly isError: boolean;
  /** Its verdict is a new one, or the desk's row said something else before. */
  readonly isChanged: boolean;
}

/** The centre must be locked by this transaction. */
export async function followJudgement(
  {
    transaction,
    centreId,
    now,
  }: {
    readonly transaction: DatabaseTransaction;
    readonly centreId: number;
    readonly now: number;
  },
  doses: readonly FollowedDose[],
): Promise<void> {
  const withdrawn = doses.filter(isWithdrawn).map((dose) => dose.doseKey);
  const cards = await readActiveCardsOn(transaction, centreId, withdrawn);
  await revokeCards(transaction, cards, now);
  const settled = doses.filter(
    ({ state, isError, isChanged }) =>
      isChanged && !isError && (state === 'confirmed' || state === 'accepted'),
  );
  await markCardsDue(transaction, centreId, [
    ...cards.map((card) => card.case_key),
    ...settled.map((dose) => dose.caseKey),
  ]);
}
