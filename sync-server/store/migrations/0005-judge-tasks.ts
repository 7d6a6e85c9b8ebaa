// Owns migration 5: what the judge asks people to do, what closes a vaccination session, and what was thrown away of a vial.

import { sql, type Kysely } from 'kysely';

export async function addJudgeTasks(database: Kysely<unknown>): Promise<void> {
  await database.schema
    .createTable('task')
    .addColumn('centre_id', 'bigint', (c) => c.notNull())
    .addColumn('task_key', 'text', (c) => c.notNull())
    .addColumn('kind', 'text', (c) => c.notNull())
    .addColumn('case_key', 'text')
    .addColumn('vaccination_session', 'text')
    .addColumn('subject', 'text', (c) => c.notNull())
    .addColumn('reasons', 'text', (c) => c.notNull())
    .addColumn('day', 'text', (c) => c.notNull())
    .addColumn('opened_at', 'bigint', (c) => c.notNull())
    .addColumn('is_open', 'bigint', (c) => c.notNull())
    .addPrimaryKeyConstraint('pk_task', ['centre_id', 'task_key'] as never)
    .execute();
  await database.schema
    .createTable('session_word')
    .addColumn('centre_id', 'bigint', (c) => c.notNull())
    .addColumn('vaccination_session', 'text', (c) => c.notNull())
    .addColumn('log', 'text', (c) => c.notNull())
    .addColumn('seq', 'bigint', (c) => c.notNull())
    .addColumn('h', 'text', (c) => c.notNull())
    .addColumn('kind', 'text', (c) => c.notNull())
    .addColumn('body', 'text', (c) => c.notNull())
    .addColumn('received_at', 'bigint', (c) => c.notNull())
    .addPrimaryKeyConstraint('pk_session_word', [
      'centre_id',
      'vaccination_session',
      'log',
      'seq',
      'h',
    ] as never)
    .execute();
  await database.schema
    .createTable('vial_discard')
    .addColumn('centre_id', 'bigint', (c) => c.notNull())
    .addColumn('vaccination_session', 'text', (c) => c.notNull())
    .addColumn('vial', 'text', (c) => c.notNull())
    .addColumn('doses_left', 'bigint', (c) => c.notNull())
    .addPrimaryKeyConstraint('pk_vial_discard', [
      'centre_id',
      'vaccination_session',
      'vial',
    ] as never)
    .execute();
  /** Sessions with doses that came since the judge last looked at them as a whole. */
  await database.schema
    .createTable('session_watch')
    .addColumn('centre_id', 'bigint', (c) => c.notNull())
    .addColumn('vaccination_session', 'text', (c) => c.notNull())
    .addPrimaryKeyConstraint('pk_session_watch', ['centre_id', 'vaccination_session'] as never)
    .execute();
  /** How many doses of a batch the centre has drawn: its counter, kept with the doses. */
  await database.schema
    .createTable('batch_use')
    .addColumn('centre_id', 'bigint', (c) => c.notNull())
    .addColumn('product', 'text', (c) => c.notNull())
    .addColumn('vaccine_batch', 'text', (c) => c.notNull())
    .addColumn('drawn', 'bigint', (c) => c.notNull())
    .addPrimaryKeyConstraint('pk_batch_use', ['centre_id', 'product', 'vaccine_batch'] as never)
    .execute();
  const index = (name: string, table: string, columns: readonly string[]): Promise<void> =>
    database.schema
      .createIndex(name)
      .ifNotExists()
      .on(table)
      .columns(columns as never)
      .execute();
  await sql`insert into batch_use (centre_id, product, vaccine_batch, drawn)
    select centre_id, product, vaccine_batch, count(*) from dose
    where is_error = 0 and state <> 'revoked' group by centre_id, product, vaccine_batch`.execute(
    database,
  );
  await index('task_by_day', 'task', ['centre_id', 'is_open', 'day']);
  await index('dose_by_batch', 'dose', ['centre_id', 'product', 'vaccine_batch']);
  await index('vial_by_batch', 'vial', ['centre_id', 'product', 'vaccine_batch']);
}
