// Owns migration 2: the indexes by which an exchange finds a vial's doses and a log's doses without reading the whole centre's.

import type { Kysely } from 'kysely';

export async function addIngestIndexes(database: Kysely<unknown>): Promise<void> {
  const index = (name: string, columns: readonly string[]): Promise<void> =>
    database.schema
      .createIndex(name)
      .on('dose')
      .columns(columns as never)
      .execute();
  await index('dose_by_vial', ['centre_id', 'vaccination_session', 'vial']);
  await index('dose_by_log', ['centre_id', 'log', 'seq']);
}
