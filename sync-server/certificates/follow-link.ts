// Owns what "same person" and its undo mean for cards, in the transaction that says so: a card over two people is on the list, both are decided on anew.

import type { ServerLogContext } from '../ingest/server-log.ts';
import { markCardsDue, revokeCards } from './card-rows.ts';
import { gatherPersons } from './gather-persons.ts';
import { readPersonCards } from './person-cards.ts';

/** Call after both cases were judged. */
export async function followLink(
  { transaction, keys, centreId, now }: ServerLogContext,
  caseKeys: readonly string[],
): Promise<void> {
  const context = { reach: transaction, keys, centreId };
  const persons = await gatherPersons(context, caseKeys);
  const cards = [...(await readPersonCards(context, persons, caseKeys)).values()];
  const wrong = cards.flatMap(({ statingAnothers }) => statingAnothers);
  // A supervisor said that they are two: no card may say that they are one.
  await revokeCards(transaction, wrong, now);
  await markCardsDue(transaction, centreId, [...caseKeys, ...wrong.map((card) => card.case_key)]);
}
