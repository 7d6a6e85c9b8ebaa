// Owns migration 10: what persons ask of the desk by their own page: a correction, a new phone, and "this was not me".

import { sql, type Kysely } from 'kysely';
import type { Engine } from './0001-first.ts';

export async function addPersonRequests(database: Kysely<unknown>, engine: Engine): Promise<void> {
  const bytes = engine === 'sqlite' ? sql`blob` : sql`bytea`;
  await database.schema
    .createTable('person_request')
    .addColumn('request_id', 'text', (c) => c.notNull())
    .addColumn('centre_id', 'bigint', (c) => c.notNull())
    .addColumn('case_key', 'text', (c) => c.notNull())
    .addColumn('dose_key', 'text', (c) => c.notNull())
    .addColumn('kind', 'text', (c) => c.notNull())
    .addColumn('wanted_sealed', bytes)
    .addColumn('state', 'text', (c) => c.notNull())
    .addColumn('made_at', 'bigint', (c) => c.notNull())
    .addColumn('decided_at', 'bigint')
    .addColumn('decided_by', 'text')
    .addPrimaryKeyConstraint('pk_person_request', ['request_id'] as never)
    .execute();
  await database.schema
    .createIndex('person_request_by_centre')
    .on('person_request')
    .columns(['centre_id', 'state', 'made_at'])
    .execute();
  await database.schema
    .createIndex('person_request_by_case')
    .on('person_request')
    .columns(['centre_id', 'case_key'])
    .execute();
}
