// Owns migration 18: what a tablet is told of its own doses, and the claims of one dose, by indexes that need no other row.

import type { Kysely } from 'kysely';

export async function addVerdictAndClaimIndexes(database: Kysely<unknown>): Promise<void> {
  const index = (name: string, table: string, columns: readonly string[]): Promise<void> =>
    database.schema
      .createIndex(name)
      .ifNotExists()
      .on(table)
      .columns(columns as never)
      .execute();
  await index('dose_by_log_and_state', 'dose', ['centre_id', 'log', 'seq', 'device', 'state']);
  await database.schema.dropIndex('dose_by_log').ifExists().execute();
  await index('claim_by_dose', 'claim', ['centre_id', 'dose_key']);
}
