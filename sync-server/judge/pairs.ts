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
      note: null,
    })
    .onConflict((conflict) => conflict.column('pair_id').doNothing())
    .executeTakeFirst();
  return written.numInsertedOrUpdatedRows === 1n;
}

export interface SaidOfPair {
  readonly said: 'same' | 'different';
  readonly account: string;
  readonly note: string;
  readonly now: number;
}

/** Written where nobody said the same before; a second supervisor hears that it is settled. */
export async function storeSaid(
  reach: DatabaseReach,
  pairId: string,
  { said, account, note, now }: SaidOfPair,
): Promise<boolean> {
  const written = await reach
    .updateTable('likely_pair')
    .set({ state: said, decided_by: account, decided_at: now, note })
    .where('pair_id', '=', pairId)
    .where('state', '!=', said)
    .executeTakeFirst();
  return written.numUpdatedRows === 1n;
}

/** For two entries that nobody had put up as a pair, too: what was said once is not asked again. */
export async function putSaid(
  reach: DatabaseReach,
  places: PairPlaces,
  said: SaidOfPair,
): Promise<boolean> {
  const pairId = pairIdOf(places);
  if (pairId === null) return false;
  await putPair(reach, { places, why: ['supervisor'], foundBy: 'supervisor', now: said.now });
  return storeSaid(reach, pairId, said);
}

export interface ToldApart {
  readonly otherCase: string;
  readonly account: string;
  readonly note: string;
  readonly at: number;
}

/** Cases of the same centre that a supervisor said are somebody else: they are not offered again. */
export async function readToldApart(
  reach: DatabaseReach,
  centreId: number,
  caseKey: string,
): Promise<ToldApart[]> {
  const rows = await reach
    .selectFrom('likely_pair')
    .select(['case_key', 'other_case', 'decided_by', 'decided_at', 'note'])
    .where('centre_id', '=', centreId)
    .where('other_centre_id', '=', centreId)
    .where('state', '=', 'different')
    .where((row) => row.or([row('case_key', '=', caseKey), row('other_case', '=', caseKey)]))
    .orderBy('decided_at')
    .orderBy('pair_id')
    .execute();
  return rows.map((row) => ({
    otherCase: row.case_key === caseKey ? row.other_case : row.case_key,
    account: row.decided_by ?? '',
    note: row.note ?? '',
    at: row.decided_at ?? 0,
  }));
}
