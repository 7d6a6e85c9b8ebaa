// Owns migration 15: the doses of a batch by an index that names their cases, so that a vial's opening need not read all doses of its centre.

import type { Kysely } from 'kysely';

export async function addBatchIndex(database: Kysely<unknown>): Promise<void> {
  await database.schema.dropIndex('dose_by_batch').ifExists().execute();
  await database.schema
    .createIndex('dose_by_batch_and_case')
    .ifNotExists()
    .on('dose')
    .columns(['centre_id', 'vaccine_batch', 'product', 'case_key'])
    .execute();
}
