// Owns what a restored database is told of cards: those issued and revoked after the backup, from the decisions file.

import type { CardsIssued, CardsRevoked, DecisionEntry } from '../decisions/entry.ts';
import type { DatabaseReach, DatabaseTransaction } from '../store/schema.ts';
import { insertCard, markCardsDue, revokeCards } from './card-rows.ts';

type IssuedCard = CardsIssued['cards'][number];
type RevokedCard = CardsRevoked['cards'][number];

export interface MissingCards {
  readonly issued: readonly IssuedCard[];
  readonly revoked: readonly RevokedCard[];
}

/** What the file knows and the database does not: never after an ordinary stop, for the file is written last. */
export async function findMissingCards(
  reach: DatabaseReach,
  entries: readonly DecisionEntry[],
): Promise<MissingCards> {
  const cards = entries.flatMap((e) => (e.what === 'cards-issued' ? e.cards : []));
  const revocations = entries.flatMap((e) => (e.what === 'cards-revoked' ? e.cards : []));
  if (cards.length + revocations.length === 0) return { issued: [], revoked: [] };
  const stored = new Set(
    (await reach.selectFrom('card').select('rid').execute()).map((row) => row.rid),
  );
  const listed = new Set(
    (await reach.selectFrom('card_revocation').select(['kid', 'rid']).execute()).map(keyOf),
  );
  return {
    issued: uniqueBy(cards, (card) => card.rid).filter((card) => !stored.has(card.rid)),
    revoked: uniqueBy(revocations, keyOf).filter((card) => !listed.has(keyOf(card))),
  };
}

/** Their text is lost, what they rely on is not: a dose that is withdrawn takes them with it. */
export async function takeBackCards(
  transaction: DatabaseTransaction,
  missing: MissingCards,
): Promise<void> {
  for (const card of missing.issued) {
    const row = {
      rid: card.rid,
      centre_id: card.centreId,
      case_key: card.caseKey,
      kid: card.kid,
      issued_at: card.issuedAt,
      content_hash: card.contentHash,
      payload: null,
      jws: null,
      revoked_at: null,
    };
    // The verdict they relied on may never come back; the dose does.
    const doses = card.doseKeys.map((doseKey) => ({ doseKey, verdictKey: '' }));
    await insertCard(transaction, row, doses);
    await markCardsDue(transaction, card.centreId, [card.caseKey]);
  }
  for (const card of missing.revoked) await revokeCards(transaction, [card], card.revokedAt);
  await revokeOnWithdrawn(transaction, missing.issued);
}

/** The backup may hold the withdrawal of a dose whose card it does not know. */
async function revokeOnWithdrawn(
  transaction: DatabaseTransaction,
  cards: readonly IssuedCard[],
): Promise<void> {
  for (const card of cards) {
    if (card.doseKeys.length === 0) continue;
    const withdrawn = await transaction
      .selectFrom('dose')
      .select('dose_key')
      .where('centre_id', '=', card.centreId)
      .where('dose_key', 'in', card.doseKeys)
      .where((eb) => eb.or([eb('state', '=', 'revoked'), eb('is_error', '=', 1)]))
      .execute();
    if (withdrawn.length > 0) await revokeCards(transaction, [card], card.issuedAt);
  }
}

const keyOf = ({ kid, rid }: { readonly kid: string; readonly rid: string }): string =>
  `${kid}/${rid}`;

function uniqueBy<Item>(items: readonly Item[], key: (item: Item) => string): Item[] {
  return [...new Map(items.map((item) => [key(item), item])).values()];
}
