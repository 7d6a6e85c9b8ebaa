// Owns what the decisions file knows of cards: each issued one before it is signed, each revoked one before it is published.

import { bytesToBase64url } from '../../schemas/bytes.ts';
import type { CardsIssued, CardsRevoked, DecisionEntry } from '../decisions/entry.ts';
import type { CardTable } from '../store/card-tables.ts';
import { readDosesOf } from './card-rows.ts';
import type { CardDeps } from './deps.ts';

type FileDeps = Pick<CardDeps, 'store' | 'decisions' | 'random' | 'clock' | 'keys'>;

const freshId = (deps: FileDeps): string => bytesToBase64url(deps.random(12));

/** Under the key in use, which will sign them. */
export async function keepIssued(deps: FileDeps, cards: readonly CardTable[]): Promise<void> {
  const { kid } = deps.keys.cards;
  const entry = await toIssued(
    deps,
    cards.map((card) => ({ ...card, kid })),
  );
  deps.decisions.append([entry]);
}

async function toIssued(deps: FileDeps, cards: readonly CardTable[]): Promise<CardsIssued> {
  const doses = await readDosesOf(
    deps.store.database,
    cards.map((card) => card.rid),
  );
  return {
    what: 'cards-issued',
    id: freshId(deps),
    at: deps.clock.nowSeconds(),
    cards: cards.map((card) => ({
      rid: card.rid,
      kid: card.kid,
      centreId: card.centre_id,
      caseKey: card.case_key,
      contentHash: card.content_hash,
      issuedAt: card.issued_at,
      doseKeys: doses.get(card.rid) ?? [],
    })),
  };
}

/** What was taken back since the last time. From here on it is on the published list. */
export async function keepRevocations(deps: FileDeps): Promise<number> {
  const { store, decisions, clock } = deps;
  const fresh = await store.database
    .selectFrom('card_revocation')
    .selectAll()
    .where('is_kept', '=', 0)
    .orderBy('rid')
    .execute();
  if (fresh.length === 0) return 0;
  const entry: CardsRevoked = {
    what: 'cards-revoked',
    id: freshId(deps),
    at: clock.nowSeconds(),
    cards: fresh.map(({ kid, rid, revoked_at }) => ({ kid, rid, revokedAt: revoked_at })),
  };
  decisions.append([entry]);
  await store.transact(async (transaction) => {
    for (const { kid, rid } of fresh)
      await transaction
        .updateTable('card_revocation')
        .set({ is_kept: 1 })
        .where('kid', '=', kid)
        .where('rid', '=', rid)
        .execute();
  });
  return fresh.length;
}

const linesOfCardsMax = 200;

/** The other way round: a new disk for the file learns what the database knows. */
export async function writeMissingCards(
  deps: FileDeps,
  entries: readonly DecisionEntry[],
): Promise<void> {
  const known = knownRids(entries);
  const { database } = deps.store;
  // Names only: the texts of a district's cards are too much to read at a start.
  const signed = await database
    .selectFrom('card')
    .select('rid')
    .where('jws', 'is not', null)
    .execute();
  const missing = signed.map((card) => card.rid).filter((rid) => !known.issued.has(rid));
  for (let i = 0; i < missing.length; i += linesOfCardsMax) {
    const cards = await database
      .selectFrom('card')
      .selectAll()
      .where('rid', 'in', missing.slice(i, i + linesOfCardsMax))
      .execute();
    deps.decisions.append([await toIssued(deps, cards)]);
  }
  const revoked = await database.selectFrom('card_revocation').selectAll().execute();
  for (const { kid, rid } of revoked)
    if (!known.revoked.has(`${kid}/${rid}`))
      await database
        .updateTable('card_revocation')
        .set({ is_kept: 0 })
        .where('kid', '=', kid)
        .where('rid', '=', rid)
        .execute();
  await keepRevocations(deps);
}

export function knownRids(entries: readonly DecisionEntry[]): {
  readonly issued: ReadonlySet<string>;
  readonly revoked: ReadonlySet<string>;
} {
  const issued = new Set<string>();
  const revoked = new Set<string>();
  for (const entry of entries) {
    if (entry.what === 'cards-issued') for (const card of entry.cards) issued.add(card.rid);
    if (entry.what === 'cards-revoked')
      for (const { kid, rid } of entry.cards) revoked.add(`${kid}/${rid}`);
  }
  return { issued, revoked };
}
