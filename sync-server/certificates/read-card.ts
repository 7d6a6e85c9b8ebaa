// Owns "the card of the person of this case now": the port through which the desk and the person's own page see cards.

import { jwsToNumeric, writeCardFile } from '../../schemas/card/numeric.ts';
import type { WhyNoCard } from '../../schemas/desk-cards.ts';
import type { CardTable } from '../store/card-tables.ts';
import { readCardRows } from './card-rows.ts';
import type { CardDeps } from './deps.ts';
import { issueCards } from './issue-cards.ts';

/** A card as it is handed out. */
export interface CardInHand {
  readonly rid: string;
  /** Epoch seconds. */
  readonly issuedAt: number;
  readonly jws: string;
  /** What the QR holds. */
  readonly numeric: string;
  /** Content of the `.smart-health-card` file. */
  readonly file: string;
}

export type CardOfCase =
  /** `caseKeys`: whose doses stand on it, the asked case among them. */
  | { readonly state: 'issued'; readonly card: CardInHand; readonly caseKeys: readonly string[] }
  /** It stands, and something contradicts it: a supervisor decides. Not handed out meanwhile. */
  | { readonly state: 'in-question'; readonly issuedAt: number }
  /** Every card of the case was taken back, and no other took its place. */
  | { readonly state: 'withdrawn'; readonly revokedAt: number }
  | { readonly state: 'not-yet'; readonly why: WhyNoCard };

/**
 * Looks at the person anew, so that a card is there the moment it may be: one card with the doses of all cases that are
 * the person's. `mobileNumber`: whoever asks holds this phone, and sees nothing of cases for which it does not speak.
 * The caller has checked who asks, and logs the reading.
 */
export async function readCardOfCase(
  deps: CardDeps,
  centreId: number,
  caseKey: string,
  mobileNumber?: string,
): Promise<CardOfCase> {
  const [decided] = await issueCards(deps, centreId, [caseKey], mobileNumber);
  if (decided === undefined) return { state: 'not-yet', why: 'nothing-given' };
  const { decision } = decided;
  if (decision.outcome === 'not-yet') return orWithdrawn(deps, centreId, caseKey, decision.why);
  const rid = decided.rid ?? (decision.outcome === 'issue' ? null : decision.rid);
  const { database } = deps.store;
  const row = await database
    .selectFrom('card')
    .selectAll()
    .where('rid', '=', rid ?? '')
    .executeTakeFirst();
  if (decision.outcome === 'in-question')
    return { state: 'in-question', issuedAt: row?.issued_at ?? 0 };
  if (row === undefined || row.jws === null || row.revoked_at !== null)
    return { state: 'not-yet', why: 'restore-review' };
  const doses = await database
    .selectFrom('card_dose')
    .innerJoin('dose', (join) =>
      join
        .onRef('dose.centre_id', '=', 'card_dose.centre_id')
        .onRef('dose.dose_key', '=', 'card_dose.dose_key'),
    )
    .select('dose.case_key')
    .distinct()
    .where('card_dose.rid', '=', row.rid)
    .execute();
  const caseKeys = [...new Set([caseKey, ...doses.map((dose) => dose.case_key)])];
  return { state: 'issued', card: toCardInHand(row, row.jws), caseKeys };
}

/** A card of the case that was taken back, where none took its place. */
async function orWithdrawn(
  { store }: CardDeps,
  centreId: number,
  caseKey: string,
  why: WhyNoCard,
): Promise<CardOfCase> {
  if (why !== 'nothing-given') return { state: 'not-yet', why };
  const doses = await store.database
    .selectFrom('dose')
    .select('dose_key')
    .where('centre_id', '=', centreId)
    .where('case_key', '=', caseKey)
    .execute();
  const rows = await readCardRows(store.database, centreId, {
    caseKeys: [caseKey],
    doseKeys: doses.map((dose) => dose.dose_key),
  });
  const revokedAt = rows.reduce((latest, row) => Math.max(latest, row.revoked_at ?? 0), 0);
  return revokedAt > 0 ? { state: 'withdrawn', revokedAt } : { state: 'not-yet', why };
}

function toCardInHand(row: CardTable, jws: string): CardInHand {
  return {
    rid: row.rid,
    issuedAt: row.issued_at,
    jws,
    numeric: jwsToNumeric(jws),
    file: writeCardFile(jws),
  };
}
