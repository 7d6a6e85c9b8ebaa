// Owns which cases of a centre were asked about lately: found by an index of the questions alone.

import { sql } from 'kysely';
import type { DatabaseReach } from './schema.ts';

const askedDaysMax = 30;
const secondsPerDay = 86_400;

/** A question about yesterday's dose is answered by whatever tablet is at hand, also one that begins anew. */
export async function readAskedCases(
  reach: DatabaseReach,
  centreId: number,
  dayStart: number,
): Promise<string[]> {
  const rows = await reach
    .selectFrom('log_row')
    .select('case_key')
    .distinct()
    .where('centre_id', '=', centreId)
    // As a literal: SQLite takes an index of some rows only where the query names the same rows.
    .where('kind', '=', sql.lit('question-asked'))
    .where('received_at', '>=', dayStart - askedDaysMax * secondsPerDay)
    .execute();
  return rows.flatMap((row) => row.case_key ?? []);
}
