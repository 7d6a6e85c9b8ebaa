// Owns migration 3: the indexes by which an exchange finds a log, a log's doses and a vial's doses without reading all of them.

import type { Kysely } from 'kysely';

export async function addIngestIndexes(database: Kysely<unknown>): Promise<void> {
  const index = (name: string, table: string, columns: readonly string[]): Promise<void> =>
    database.schema
      .createIndex(name)
      .ifNotExists()
      .on(table)
      .columns(columns as never)
      .execute();
  await index('dose_by_vial', 'dose', ['centre_id', 'vaccination_session', 'vial']);
  await index('dose_by_log', 'dose', ['centre_id', 'log', 'seq']);
  await index('tablet_log_by_log', 'tablet_log', ['log']);
}
