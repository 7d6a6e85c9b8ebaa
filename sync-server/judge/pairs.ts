// Owns the rows of pairs: one for two cases, whichever was found first, and what was said of them stays said.

import { utf8ToBytes, bytesToBase64url } from '../../schemas/bytes.ts';
import { nodeDigest } from '../keys/digest.ts';
import type { CasePlace } from '../my-doses/phones.ts';
import type { LikelyPairTable } from '../store/person-tables.ts';
import type { DatabaseReach } from '../store/schema.ts';

export const pairWhys = ['mobile-and-name', 'id', 'said', 'supervisor'] as const;
export type PairWhy = (typeof pairWhys)[number];
export type PairPlaces = readonly [CasePlace, CasePlace];

const textOf = ({ centreId, caseKey }: CasePlace): string => `${centreId}\n${caseKey}`;

export function inOrder(places: PairPlaces): PairPlaces {
  const [one, other] = places;
  const isInOrder =
    one.centreId < other.centreId ||
    (one.centreId === other.centreId && one.caseKey < other.caseKey);
  return isInOrder ? places : [other, one];
}

/** Null for a case and itself. */
export function pairIdOf(places: PairPlaces): string | null {
  const [first, second] = inOrder(places).map(textOf) as [string, string];
  if (first === second) return null;
  const hash = nodeDigest.sha256(utf8ToBytes(`${first}\n\n${second}`));
  return bytesToBase64url(hash.subarray(0, 12));
}

/** True when it was not there. What a supervisor said of it before is not asked again. */
export async function putPair(
  reach: DatabaseReach,
  pair: {
    readonly places: PairPlaces;
    readonly why: readonly PairWhy[];
    readonly foundBy: LikelyPairTable['found_by'];
    readonly now: number;
  },
): Promise<boolean> {
  const pair_id = pairIdOf(pair.places);
  if (pair_id === null) return false;
  const [one, other] = inOrder(pair.places);
  const written = await reach
    .insertInto('likely_pair')
    .values({
      pair_id,
      centre_id: one.centreId,
      case_key: one.caseKey,
      other_centre_id: other.centreId,
      other_case: other.caseKey,
      why: JSON.stringify(pair.why),
      found_by: pair.foundBy,
      found_at: pair.now,
      state: 'open',
      decided_by: null,
      decided_at: null,
    })
    .onConflict((conflict) => conflict.column('pair_id').doNothing())
    .executeTakeFirst();
  return written.numInsertedOrUpdatedRows === 1n;
}

/** Written where nobody said the same before; a second supervisor hears that it is settled. */
export async function storeSaid(
  reach: DatabaseReach,
  pairId: string,
  { said, account, now }: { readonly said: string; readonly account: string; readonly now: number },
): Promise<boolean> {
  const written = await reach
    .updateTable('likely_pair')
    .set({ state: said, decided_by: account, decided_at: now })
    .where('pair_id', '=', pairId)
    .where('state', '!=', said)
    .executeTakeFirst();
  return written.numUpdatedRows === 1n;
}

/** Cases of the same centre that a supervisor said are somebody else: they are not offered again. */
export async function readDifferent(
  reach: DatabaseReach,
  centreId: number,
  caseKey: string,
): Promise<string[]> {
  const rows = await reach
    .selectFrom('likely_pair')
    .select(['case_key', 'other_case'])
    .where('centre_id', '=', centreId)
    .where('other_centre_id', '=', centreId)
    .where('state', '=', 'different')
    .where((row) => row.or([row('case_key', '=', caseKey), row('other_case', '=', caseKey)]))
    .execute();
  return rows.flatMap((row) => [row.case_key, row.other_case]).filter((key) => key !== caseKey);
}
