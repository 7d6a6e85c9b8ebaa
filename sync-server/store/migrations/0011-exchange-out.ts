// Owns migration 11: tokens of programs that read records, the expiry on a vial's label, and the outbox to the state's register.

import { sql, type Kysely } from 'kysely';

export async function addExchangeOut(database: Kysely<unknown>): Promise<void> {
  await database.schema
    .createTable('access_token')
    .addColumn('token_hash', 'text', (c) => c.notNull())
    .addColumn('account', 'text', (c) => c.notNull())
    .addColumn('made_at', 'bigint', (c) => c.notNull())
    .addColumn('valid_until', 'bigint', (c) => c.notNull())
    .addColumn('seen_at', 'bigint')
    .addPrimaryKeyConstraint('pk_access_token', ['token_hash'] as never)
    .execute();
  await database.schema.alterTable('vial').addColumn('expiry', 'text').execute();
  await database.schema
    .createTable('cowin_cursor')
    .addColumn('centre_id', 'bigint', (c) => c.notNull())
    .addColumn('feed_seq', 'bigint', (c) => c.notNull())
    .addPrimaryKeyConstraint('pk_cowin_cursor', ['centre_id'] as never)
    .execute();
  await database.schema
    .createTable('cowin_delivery')
    .addColumn('centre_id', 'bigint', (c) => c.notNull())
    .addColumn('dose_key', 'text', (c) => c.notNull())
    .addColumn('case_key', 'text', (c) => c.notNull())
    .addColumn('action', 'text', (c) => c.notNull())
    .addColumn('content_hash', 'text', (c) => c.notNull())
    .addColumn('revision', 'bigint', (c) => c.notNull())
    .addColumn('sent_revision', 'bigint')
    .addColumn('state', 'text', (c) => c.notNull())
    .addColumn('tries', 'bigint', (c) => c.notNull())
    .addColumn('next_try_at', 'bigint', (c) => c.notNull())
    .addColumn('fault', 'text')
    .addColumn('queued_at', 'bigint', (c) => c.notNull())
    .addColumn('sent_at', 'bigint')
    .addPrimaryKeyConstraint('pk_cowin_delivery', ['centre_id', 'dose_key'] as never)
    .execute();
  await database.schema
    .createIndex('cowin_delivery_by_state')
    .on('cowin_delivery')
    .columns(['state', 'next_try_at'])
    .execute();
  // Rare kinds, found by when they arrived; an index over all rows would cost every exchange a write.
  for (const kind of ['not-today', 'aefi-reported'])
    await sql
      .raw(
        `create index if not exists log_row_${kind.replaceAll('-', '_')} on log_row (centre_id, received_at, log, seq) where kind = '${kind}'`,
      )
      .execute(database);
}
