// Owns migration 9: messages that wait to be sent, one-time codes, sign-ins of persons, and which cases a phone speaks for.

import { sql, type Kysely } from 'kysely';
import type { Tables } from '../schema.ts';
import type { Engine } from './0001-first.ts';

export async function addMessages(database: Kysely<unknown>, engine: Engine): Promise<void> {
  const bytes = engine === 'sqlite' ? sql`blob` : sql`bytea`;
  await database.schema
    .createTable('message')
    .addColumn('message_id', 'text', (c) => c.notNull())
    .addColumn('centre_id', 'bigint', (c) => c.notNull())
    .addColumn('kind', 'text', (c) => c.notNull())
    .addColumn('case_key', 'text')
    .addColumn('dose_key', 'text')
    .addColumn('language', 'text')
    .addColumn('secret_sealed', bytes)
    .addColumn('phone_key', 'text')
    .addColumn('state', 'text', (c) => c.notNull())
    .addColumn('attempts', 'bigint', (c) => c.notNull())
    .addColumn('next_try_at', 'bigint', (c) => c.notNull())
    .addColumn('made_at', 'bigint', (c) => c.notNull())
    .addColumn('valid_until', 'bigint')
    .addColumn('settled_at', 'bigint')
    .addColumn('settled_by', 'text')
    .addColumn('problem', 'text')
    .addPrimaryKeyConstraint('pk_message', ['message_id'] as never)
    .execute();
  await database.schema
    .createTable('one_time_code')
    .addColumn('code_id', 'text', (c) => c.notNull())
    .addColumn('phone_key', 'text', (c) => c.notNull())
    .addColumn('purpose', 'text', (c) => c.notNull())
    .addColumn('code_mac', bytes, (c) => c.notNull())
    .addColumn('made_at', 'bigint', (c) => c.notNull())
    .addColumn('valid_until', 'bigint', (c) => c.notNull())
    .addColumn('tries', 'bigint', (c) => c.notNull())
    .addColumn('used_at', 'bigint')
    .addColumn('came_by', 'text', (c) => c.notNull())
    .addPrimaryKeyConstraint('pk_one_time_code', ['code_id'] as never)
    .execute();
  await database.schema
    .createTable('person_sign_in')
    .addColumn('token_hash', 'text', (c) => c.notNull())
    .addColumn('mobile_sealed', bytes, (c) => c.notNull())
    .addColumn('code_came_by', 'text', (c) => c.notNull())
    .addColumn('signed_in_at', 'bigint', (c) => c.notNull())
    .addPrimaryKeyConstraint('pk_person_sign_in', ['token_hash'] as never)
    .execute();
  await database.schema
    .createTable('phone_case')
    .addColumn('mobile_number', 'text', (c) => c.notNull())
    .addColumn('centre_id', 'bigint', (c) => c.notNull())
    .addColumn('case_key', 'text', (c) => c.notNull())
    .addPrimaryKeyConstraint('pk_phone_case', ['mobile_number', 'centre_id', 'case_key'] as never)
    .execute();
  await addIndexes(database);
  await notePhonesOfEarlierWalkIns(database as Kysely<Tables>);
}

async function addIndexes(database: Kysely<unknown>): Promise<void> {
  const index = (name: string, table: string, columns: readonly string[]): Promise<void> =>
    database.schema
      .createIndex(name)
      .ifNotExists()
      .on(table)
      .columns(columns as never)
      .execute();
  await index('message_by_state', 'message', ['state', 'next_try_at']);
  await index('message_by_centre', 'message', ['centre_id', 'state', 'made_at']);
  await index('message_by_phone', 'message', ['phone_key', 'settled_at']);
  await index('message_by_settling', 'message', ['settled_at']);
  await index('one_time_code_by_phone', 'one_time_code', ['phone_key', 'purpose']);
  await index('appointment_by_mobile', 'appointment', ['mobile_number', 'day']);
}

/** Walk-ins that came before there was such a table are found by their phone too. */
async function notePhonesOfEarlierWalkIns(database: Kysely<Tables>): Promise<void> {
  const rows = await database
    .selectFrom('log_row')
    .select(['centre_id', 'case_key', 'event'])
    .where('kind', '=', 'walk-in-registered')
    .where('case_key', 'is not', null)
    .where('event', 'is not', null)
    .execute();
  for (const row of rows) {
    const event = JSON.parse(Buffer.from(row.event!).toString('utf8')) as {
      readonly body?: { readonly mobileNumber?: unknown };
    };
    const mobile = event.body?.mobileNumber;
    if (typeof mobile !== 'string' || !/^[6-9]\d{9}$/.test(mobile)) continue;
    await database
      .insertInto('phone_case')
      .values({ mobile_number: mobile, centre_id: row.centre_id, case_key: row.case_key! })
      .onConflict((conflict) =>
        conflict.columns(['mobile_number', 'centre_id', 'case_key']).doNothing(),
      )
      .execute();
  }
}
