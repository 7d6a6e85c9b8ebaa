// Owns migration 6: who claims which dose of which person, across centres, and what each centre was answered.

import type { Kysely } from 'kysely';

export async function addClaims(database: Kysely<unknown>): Promise<void> {
  await database.schema
    .createTable('claim_person')
    .addColumn('person_key', 'text', (c) => c.notNull().primaryKey())
    .execute();
  await database.schema
    .createTable('claim')
    .addColumn('person_key', 'text', (c) => c.notNull())
    .addColumn('dose_number', 'bigint', (c) => c.notNull())
    .addColumn('centre_id', 'bigint', (c) => c.notNull())
    .addColumn('dose_key', 'text', (c) => c.notNull())
    .addColumn('case_key', 'text', (c) => c.notNull())
    .addPrimaryKeyConstraint('pk_claim', [
      'person_key',
      'dose_number',
      'centre_id',
      'dose_key',
    ] as never)
    .execute();
  await database.schema
    .createTable('claim_answer')
    .addColumn('centre_id', 'bigint', (c) => c.notNull())
    .addColumn('dose_key', 'text', (c) => c.notNull())
    .addColumn('others', 'bigint', (c) => c.notNull())
    .addPrimaryKeyConstraint('pk_claim_answer', ['centre_id', 'dose_key'] as never)
    .execute();
}
