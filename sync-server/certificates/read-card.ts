// Owns "the card of this case now": the port through which the desk and the person's own page see cards.

import { jwsToNumeric, writeCardFile } from '../../schemas/card/numeric.ts';
import type { WhyNoCard } from '../../schemas/desk-cards.ts';
import { readCardRows, type CardRow } from './card-rows.ts';
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
  | { readonly state: 'issued'; readonly card: CardInHand }
  /** It stands, and something contradicts it: a supervisor decides. Not handed out meanwhile. */
  | { readonly state: 'in-question'; readonly issuedAt: number }
  /** Every card of the case was taken back, and no other took its place. */
  | { readonly state: 'withdrawn'; readonly revokedAt: number }
  | { readonly state: 'not-yet'; readonly why: WhyNoCard };

/** Looks at the case anew, so that a card is there the moment it may be. The caller has checked who asks, and logs the reading. */
export async function readCardOfCase(
  deps: CardDeps,
  centreId: number,
  caseKey: string,
): Promise<CardOfCase> {
  const [decided] = await issueCards(deps, centreId, [caseKey]);
  const rows = (await readCardRows(deps.store.database, centreId, [caseKey])).get(caseKey) ?? [];
  const signed = rows.findLast((row) => row.jws !== null && row.revoked_at === null);
  switch (decided?.decision.outcome) {
    case undefined:
      return { state: 'not-yet', why: 'nothing-given' };
    case 'in-question':
      return { state: 'in-question', issuedAt: signed?.issued_at ?? rows.at(-1)?.issued_at ?? 0 };
    case 'not-yet':
      return orWithdrawn(rows, decided.decision.why);
    default:
      return signed === undefined
        ? { state: 'not-yet', why: 'restore-review' }
        : { state: 'issued', card: toCardInHand(signed, signed.jws!) };
  }
}

function orWithdrawn(rows: readonly CardRow[], why: WhyNoCard): CardOfCase {
  const revokedAt = rows.reduce((latest, row) => Math.max(latest, row.revoked_at ?? 0), 0);
  return why === 'nothing-given' && revokedAt > 0
    ? { state: 'withdrawn', revokedAt }
    : { state: 'not-yet', why };
}

function toCardInHand(row: CardRow, jws: string): CardInHand {
  return {
    rid: row.rid,
    issuedAt: row.issued_at,
    jws,
    numeric: jwsToNumeric(jws),
    file: writeCardFile(jws),
  };
}
