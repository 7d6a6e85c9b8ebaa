// Owns migration 4: decisions as they stand in the file outside the database, and what verified backups contain.

import { sql, type Kysely } from 'kysely';
import type { Engine } from './0001-first.ts';

export async function addBackups(database: Kysely<unknown>, engine: Engine): Promise<void> {
  const bytes = engine === 'sqlite' ? sql`blob` : sql`bytea`;
  await database.schema
    .createTable('decision')
    .addColumn('decision_id', 'text', (c) => c.notNull())
    .addColumn('centre_id', 'bigint', (c) => c.notNull())
    .addColumn('case_key', 'text')
    .addColumn('state', 'text', (c) => c.notNull())
    .addColumn('place', 'bigint', (c) => c.notNull())
    .addColumn('entry', 'text', (c) => c.notNull())
    .addPrimaryKeyConstraint('pk_decision', ['decision_id'] as never)
    .execute();
  await database.schema
    .createTable('backup')
    .addColumn('backup_id', 'text', (c) => c.notNull())
    .addColumn('taken_at', 'bigint', (c) => c.notNull())
    .addColumn('kind', 'text', (c) => c.notNull())
    .addColumn('is_off_machine', 'bigint', (c) => c.notNull())
    .addColumn('place', 'text', (c) => c.notNull())
    .addColumn('event_rows', 'bigint', (c) => c.notNull())
    .addPrimaryKeyConstraint('pk_backup', ['backup_id'] as never)
    .execute();
  await database.schema
    .createTable('backup_log')
    .addColumn('backup_id', 'text', (c) => c.notNull())
    .addColumn('centre_id', 'bigint', (c) => c.notNull())
    .addColumn('log', 'text', (c) => c.notNull())
    .addColumn('seq', 'bigint', (c) => c.notNull())
    .addColumn('head_hash', bytes, (c) => c.notNull())
    .addColumn('latest_received_at', 'bigint', (c) => c.notNull())
    .addPrimaryKeyConstraint('pk_backup_log', ['backup_id', 'centre_id', 'log'] as never)
    .execute();
  await database.schema
    .createIndex('decision_by_state')
    .on('decision')
    .columns(['centre_id', 'state'])
    .execute();
  await database.schema
    .createIndex('backup_log_by_log')
    .on('backup_log')
    .columns(['log', 'centre_id'])
    .execute();
}
