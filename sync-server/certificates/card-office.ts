// Owns the work on cards as a whole: what is due is issued, what a crash left is finished, what the file lacks is written.

import type { DecisionEntry } from '../decisions/entry.ts';
import { isRestoreReviewOpen } from '../restore-review.ts';
import { markCardsDue } from './card-rows.ts';
import type { CardDeps } from './deps.ts';
import { issueCards } from './issue-cards.ts';
import { keepRevocations, writeMissingCards } from './keep-in-file.ts';

const casesAtOnce = 50;

/**
 * Until nothing is due. Answers how many cases were looked at; none while a restored register is being reviewed.
 * `mayGoOn`: asked before each piece of work; what is left stays due.
 */
export async function issueDueCards(
  deps: CardDeps,
  mayGoOn: () => Promise<boolean> = async () => true,
): Promise<number> {
  await keepRevocations(deps);
  if (await isRestoreReviewOpen(deps.store.database)) return 0;
  for (let looked = 0; ;) {
    if (!(await mayGoOn())) return looked;
    const due = await deps.store.database
      .selectFrom('card_due')
      .selectAll()
      .orderBy('centre_id')
      .orderBy('case_key')
      .limit(casesAtOnce)
      .execute();
    if (due.length === 0) return looked;
    for (const [centreId, rows] of Map.groupBy(due, (row) => row.centre_id))
      await issueCards(
        deps,
        centreId,
        rows.map((row) => row.case_key),
      );
    looked += due.length;
    // A review that was opened meanwhile leaves what is due where it is.
    if (await isRestoreReviewOpen(deps.store.database)) return looked;
  }
}

/** Some seconds: what a crowd of tablets left due beyond that is issued while people are answered already. */
const piecesAtStartMax = 40;

/** At start, before anybody is answered. `entries`: what the decisions file holds. */
export async function finishCards(
  deps: CardDeps,
  entries: readonly DecisionEntry[],
): Promise<number> {
  await writeMissingCards(deps, entries);
  await deps.store.transact(async (transaction) => {
    const unsigned = await transaction
      .selectFrom('card')
      .select(['centre_id', 'case_key'])
      .where('payload', 'is not', null)
      .execute();
    const { withdrawnKids } = deps.keys.cards;
    const untrusted =
      withdrawnKids.length === 0
        ? []
        : await transaction
            .selectFrom('card')
            .select(['centre_id', 'case_key'])
            .where('kid', 'in', withdrawnKids)
            .where('revoked_at', 'is', null)
            .execute();
    for (const card of [...unsigned, ...untrusted])
      await markCardsDue(transaction, card.centre_id, [card.case_key]);
  });
  let pieces = 0;
  return issueDueCards(deps, async () => ++pieces <= piecesAtStartMax);
}
