// Owns which cases are still to be held against others, and under which name two cases of different centres are one person.

import type { DatabaseReach } from '../store/schema.ts';

const rowsPerInsert = 100;

/** Written with a case's new doses; looked at outside, since the other case may be another centre's. */
export async function watchPairs(
  reach: DatabaseReach,
  centreId: number,
  caseKeys: readonly string[],
): Promise<void> {
  const rows = [...new Set(caseKeys)].map((case_key) => ({ centre_id: centreId, case_key }));
  for (let i = 0; i < rows.length; i += rowsPerInsert)
    await reach
      .insertInto('pair_watch')
      .values(rows.slice(i, i + rowsPerInsert))
      .onConflict((conflict) => conflict.columns(['centre_id', 'case_key']).doNothing())
      .execute();
}

export const pairKeyOf = (pairId: string): string => `pair/${pairId}`;

/** Of pairs over two centres that a supervisor said are one person; within one centre a link of the cases says it. */
export async function readPairKeys(
  reach: DatabaseReach,
  centreId: number,
  caseKey: string,
): Promise<string[]> {
  const rows = await reach
    .selectFrom('likely_pair')
    .select(['pair_id', 'centre_id', 'other_centre_id'])
    .where('state', '=', 'same')
    .where((row) =>
      row.or([
        row.and([row('centre_id', '=', centreId), row('case_key', '=', caseKey)]),
        row.and([row('other_centre_id', '=', centreId), row('other_case', '=', caseKey)]),
      ]),
    )
    .execute();
  return rows
    .filter((row) => row.centre_id !== row.other_centre_id)
    .map((row) => pairKeyOf(row.pair_id));
}
