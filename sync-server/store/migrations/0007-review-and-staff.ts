// Owns migration 7: comments on cases, staff codes and vouches, sign-ins that were refused, the desk's second step, when staff left.

import { sql, type CreateTableBuilder, type Kysely } from 'kysely';
import type { Engine } from './0001-first.ts';

type Columns = readonly (readonly [name: string, type: 'text' | 'bigint' | 'bytes', 'null'?])[];

export async function addReviewAndStaff(database: Kysely<unknown>, engine: Engine): Promise<void> {
  const bytes = engine === 'sqlite' ? sql`blob` : sql`bytea`;
  const table = async (name: string, key: readonly string[], columns: Columns): Promise<void> => {
    let builder: CreateTableBuilder<string, string> = database.schema.createTable(name);
    for (const [column, type, nullable] of columns)
      builder = builder.addColumn(column, type === 'bytes' ? bytes : type, (c) =>
        nullable === 'null' ? c : c.notNull(),
      );
    await builder.addPrimaryKeyConstraint(`pk_${name}`, key as never).execute();
  };
  await table(
    'case_comment',
    ['comment_id'],
    [
      ['comment_id', 'text'],
      ['centre_id', 'bigint'],
      ['case_key', 'text'],
      ['account', 'text'],
      ['at', 'bigint'],
      ['words', 'text'],
    ],
  );
  await table(
    'vouch',
    ['centre_id', 'log', 'seq'],
    [
      ['centre_id', 'bigint'],
      ['log', 'text'],
      ['seq', 'bigint'],
      ['staff_id', 'text'],
      ['device', 'text'],
      ['public_key', 'bytes'],
      ['voucher', 'text'],
      ['substitute_name', 'text', 'null'],
      ['vouched_at', 'bigint'],
      ['state', 'text'],
      ['decided_by', 'text', 'null'],
      ['decided_at', 'bigint', 'null'],
    ],
  );
  await table(
    'refused_sign_in',
    ['centre_id', 'log', 'seq'],
    [
      ['centre_id', 'bigint'],
      ['log', 'text'],
      ['seq', 'bigint'],
      ['staff_id', 'text'],
      ['device', 'text'],
      ['signed_in_at', 'bigint'],
      ['received_at', 'bigint'],
      ['why', 'text'],
    ],
  );
  for (const [on, column, type] of [
    ['staff', 'removed_at', 'bigint'],
    ['staff_key', 'binding', 'text'],
    ['enrolment_code', 'staff_id', 'text'],
    ['account', 'totp_sealed', bytes],
    ['account', 'totp_step', 'bigint'],
  ] as const)
    await database.schema.alterTable(on).addColumn(column, type).execute();
  // Of the questions alone: nothing is written to it when a tablet's rows come.
  await sql`create index log_row_questions on log_row (centre_id, received_at) where kind = 'question-asked'`.execute(
    database,
  );
  await database.schema
    .createIndex('case_comment_by_case')
    .on('case_comment')
    .columns(['centre_id', 'case_key'])
    .execute();
}
