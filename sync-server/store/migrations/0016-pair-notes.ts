// Owns migration 16: why a supervisor said that two entries are one person, or two.

import type { Kysely } from 'kysely';

export async function addPairNotes(database: Kysely<unknown>): Promise<void> {
  await database.schema.alterTable('likely_pair').addColumn('note', 'text').execute();
}
