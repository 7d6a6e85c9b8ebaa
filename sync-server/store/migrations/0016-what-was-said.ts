// Owns migration 16: why a supervisor said that two entries are one person, or two; and of a task that somebody has seen, with which reasons.

import { sql, type Kysely } from 'kysely';

export async function addWhatWasSaid(database: Kysely<unknown>): Promise<void> {
  await database.schema.alterTable('likely_pair').addColumn('note', 'text').execute();
  await database.schema.alterTable('task').addColumn('settled_reasons', 'text').execute();
  // A closed task keeps the reasons it was closed with.
  await sql`update task set settled_reasons = reasons where settled_at is not null`.execute(
    database,
  );
}
