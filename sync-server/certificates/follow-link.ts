// Owns what "same person" and its undo mean for cards, in the transaction in which a supervisor says so: both are decided on anew, and a card over two people is on the list at once.

import type { ServerLogContext } from '../ingest/server-log.ts';
import { markCardsDue, revokeCards } from './card-rows.ts';
import { gatherPersons } from './gather-persons.ts';
import { readPersonCards } from './person-cards.ts';

/**
 * Call after both cases were judged. Not for a decision that is said again after a restore: there other links may still
 * wait, and what looks like two people may be one; what was taken back before, the decisions file knows.
 */
export async function followLink(
  { transaction, keys, centreId, now }: ServerLogContext,
  caseKeys: readonly string[],
  said: 'same-person' | 'not-same-person',
): Promise<void> {
  await markCardsDue(transaction, centreId, caseKeys);
  if (said === 'same-person') return;
  const context = { reach: transaction, keys, centreId };
  const persons = await gatherPersons(context, caseKeys);
  const cards = [...(await readPersonCards(context, persons, caseKeys)).values()];
  const wrong = cards.flatMap(({ statingAnothers }) => statingAnothers);
  await revokeCards(transaction, wrong, now);
  await markCardsDue(
    transaction,
    centreId,
    wrong.map((card) => card.case_key),
  );
}
