// Owns migration 8: cards with the events each relies on, what is to be issued, and what was taken back.

import { sql, type Kysely } from 'kysely';

export async function addCards(database: Kysely<unknown>): Promise<void> {
  await database.schema
    .createTable('card')
    .addColumn('rid', 'text', (c) => c.notNull())
    .addColumn('centre_id', 'bigint', (c) => c.notNull())
    .addColumn('case_key', 'text', (c) => c.notNull())
    .addColumn('kid', 'text', (c) => c.notNull())
    .addColumn('issued_at', 'bigint', (c) => c.notNull())
    .addColumn('content_hash', 'text', (c) => c.notNull())
    .addColumn('payload', 'text')
    .addColumn('jws', 'text')
    .addColumn('revoked_at', 'bigint')
    .addPrimaryKeyConstraint('pk_card', ['rid'] as never)
    .execute();
  await database.schema
    .createTable('card_dose')
    .addColumn('rid', 'text', (c) => c.notNull())
    .addColumn('centre_id', 'bigint', (c) => c.notNull())
    .addColumn('dose_key', 'text', (c) => c.notNull())
    .addColumn('verdict_key', 'text', (c) => c.notNull())
    .addPrimaryKeyConstraint('pk_card_dose', ['centre_id', 'dose_key', 'rid'] as never)
    .execute();
  await database.schema
    .createTable('card_due')
    .addColumn('centre_id', 'bigint', (c) => c.notNull())
    .addColumn('case_key', 'text', (c) => c.notNull())
    .addPrimaryKeyConstraint('pk_card_due', ['centre_id', 'case_key'] as never)
    .execute();
  await database.schema
    .createTable('card_revocation')
    .addColumn('kid', 'text', (c) => c.notNull())
    .addColumn('rid', 'text', (c) => c.notNull())
    .addColumn('revoked_at', 'bigint', (c) => c.notNull())
    .addColumn('is_kept', 'bigint', (c) => c.notNull())
    .addPrimaryKeyConstraint('pk_card_revocation', ['kid', 'rid'] as never)
    .execute();
  await database.schema
    .createIndex('card_by_case')
    .on('card')
    .columns(['centre_id', 'case_key'])
    .execute();
  // Doses that an earlier program settled have their cards still to come.
  await sql`insert into card_due (centre_id, case_key)
    select distinct centre_id, case_key from dose
    where state in ('confirmed', 'accepted') and is_error = 0`.execute(database);
}
