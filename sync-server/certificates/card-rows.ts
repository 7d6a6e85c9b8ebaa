// Owns the rows of cards: which a person has, which rely on a dose, what is due. Called within the transactions of others.

import { insertMany } from '../store/bulk-insert.ts';
import { readAll, rememberQuery } from '../store/remembered-query.ts';
import type { CardTable } from '../store/card-tables.ts';
import type { DatabaseReach } from '../store/schema.ts';

export type CardRow = CardTable & { readonly doseKeys: readonly string[] };

/** Cards made for these cases, or that state any of these doses: oldest first, revoked ones too. */
export async function readCardRows(
  reach: DatabaseReach,
  centreId: number,
  {
    caseKeys,
    doseKeys,
  }: { readonly caseKeys: readonly string[]; readonly doseKeys: readonly string[] },
): Promise<CardRow[]> {
  const made = await readAll(caseKeys, (piece) =>
    reach
      .selectFrom('card')
      .selectAll()
      .where('centre_id', '=', centreId)
      .where('case_key', 'in', piece)
      .execute(),
  );
  const known = new Set(made.map((card) => card.rid));
  const stating = await readAll(doseKeys, (piece) =>
    reach
      .selectFrom('card_dose')
      .select('rid')
      .distinct()
      .where('centre_id', '=', centreId)
      .where('dose_key', 'in', piece)
      .execute(),
  );
  const more = await readAll(
    stating.map(({ rid }) => rid).filter((rid) => !known.has(rid)),
    (piece) => reach.selectFrom('card').selectAll().where('rid', 'in', piece).execute(),
  );
  const cards = [...made, ...more].sort(
    (a, b) => a.issued_at - b.issued_at || (a.rid < b.rid ? -1 : 1),
  );
  const doses = await readDosesOf(
    reach,
    cards.map((card) => card.rid),
  );
  return cards.map((card) => ({ ...card, doseKeys: doses.get(card.rid) ?? [] }));
}

export async function readDosesOf(
  reach: DatabaseReach,
  rids: readonly string[],
): Promise<Map<string, string[]>> {
  const rows = await readAll(rids, (piece) =>
    reach.selectFrom('card_dose').select(['rid', 'dose_key']).where('rid', 'in', piece).execute(),
  );
  const byRid = new Map<string, string[]>();
  for (const row of rows) byRid.set(row.rid, [...(byRid.get(row.rid) ?? []), row.dose_key]);
  return byRid;
}

/** Cards that rely on any of these doses and are not revoked yet. */
export async function readActiveCardsOn(
  reach: DatabaseReach,
  centreId: number,
  doseKeys: readonly string[],
): Promise<Pick<CardTable, 'rid' | 'kid' | 'case_key'>[]> {
  if (doseKeys.length === 0) return [];
  return reach
    .selectFrom('card')
    .innerJoin('card_dose', 'card_dose.rid', 'card.rid')
    .select(['card.rid', 'card.kid', 'card.case_key'])
    .distinct()
    .where('card_dose.centre_id', '=', centreId)
    .where('card_dose.dose_key', 'in', doseKeys)
    .where('card.revoked_at', 'is', null)
    .execute();
}

/** On the list from this transaction on. What stands there stays as it stands. */
export async function revokeCards(
  reach: DatabaseReach,
  cards: readonly Pick<CardTable, 'rid' | 'kid'>[],
  now: number,
): Promise<void> {
  if (cards.length === 0) return;
  await reach
    .updateTable('card')
    // What was not signed yet never will be.
    .set({ revoked_at: now, payload: null })
    .where(
      'rid',
      'in',
      cards.map((card) => card.rid),
    )
    .where('revoked_at', 'is', null)
    .execute();
  for (const { kid, rid } of cards)
    await reach
      .insertInto('card_revocation')
      .values({ kid, rid, revoked_at: now, is_kept: 0 })
      .onConflict((conflict) => conflict.columns(['kid', 'rid']).doNothing())
      .execute();
}

const insertDue = rememberQuery<{ readonly centreId: number; readonly caseKey: string }>()(
  (reach, { one }) =>
    reach
      .insertInto('card_due')
      .values({ centre_id: one('centreId'), case_key: one('caseKey') })
      .onConflict((conflict) => conflict.columns(['centre_id', 'case_key']).doNothing()),
);

export async function markCardsDue(
  reach: DatabaseReach,
  centreId: number,
  caseKeys: Iterable<string>,
): Promise<void> {
  for (const caseKey of new Set(caseKeys)) await insertDue(reach, { centreId, caseKey });
}

export async function insertCard(
  reach: DatabaseReach,
  card: CardTable,
  doses: readonly { readonly doseKey: string; readonly verdictKey: string }[],
): Promise<void> {
  await insertMany(reach, 'card', [card]);
  await insertMany(
    reach,
    'card_dose',
    doses.map(({ doseKey, verdictKey }) => ({
      rid: card.rid,
      centre_id: card.centre_id,
      dose_key: doseKey,
      verdict_key: verdictKey,
    })),
  );
}
