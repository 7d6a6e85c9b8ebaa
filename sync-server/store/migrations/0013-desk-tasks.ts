// Owns migration 13: tasks as the desk works from them, the doses that wait for each, doses in question, and persons who look like one.

import { sql, type Kysely } from 'kysely';

export async function addDeskTasks(database: Kysely<unknown>): Promise<void> {
  const alter = database.schema.alterTable('task');
  await alter.addColumn('trouble', 'text').execute();
  await alter.addColumn('urgency', 'bigint', (c) => c.notNull().defaultTo(1)).execute();
  await alter.addColumn('settled_at', 'bigint').execute();
  await alter.addColumn('settled_by', 'text').execute();
  await database.schema
    .alterTable('dose')
    .addColumn('in_question', 'bigint', (c) => c.notNull().defaultTo(0))
    .execute();
  await database.schema
    .createTable('task_dose')
    .addColumn('centre_id', 'bigint', (c) => c.notNull())
    .addColumn('task_key', 'text', (c) => c.notNull())
    .addColumn('dose_key', 'text', (c) => c.notNull())
    .addPrimaryKeyConstraint('pk_task_dose', ['centre_id', 'task_key', 'dose_key'] as never)
    .execute();
  await fillFromBefore(database);
  await addPairs(database);
}

/** Tasks of vials and batches that are open now, and the doses that wait for them. */
async function fillFromBefore(database: Kysely<unknown>): Promise<void> {
  await sql`update task set urgency = case
      when kind = 'session-flag' then 4 when kind = 'clinical' then 3
      when reasons like '%"not-me"%' then 0 when kind in ('vial', 'batch') then 2 else 1 end`.execute(
    database,
  );
  for (const trouble of ['vial-overdrawn', 'batch-unknown', 'batch-overdrawn']) {
    const like = `%"${trouble}"%`;
    await sql`update task set trouble = ${trouble}
      where is_open = 1 and kind in ('vial', 'batch') and reasons like ${like}`.execute(database);
    const key = trouble.startsWith('vial')
      ? sql`'vial/' || vaccination_session || '/' || vial`
      : sql`'batch/' || product || '/' || vaccine_batch`;
    await sql`insert into task_dose (centre_id, task_key, dose_key)
      select centre_id, ${key}, dose_key from dose
      where is_error = 0 and state in ('waiting', 'held') and reasons like ${like}`.execute(
      database,
    );
  }
}

/** Cases to be held against others, and what was found and said of two of them. */
async function addPairs(database: Kysely<unknown>): Promise<void> {
  await database.schema
    .createTable('pair_watch')
    .addColumn('centre_id', 'bigint', (c) => c.notNull())
    .addColumn('case_key', 'text', (c) => c.notNull())
    .addPrimaryKeyConstraint('pk_pair_watch', ['centre_id', 'case_key'] as never)
    .execute();
  await database.schema
    .createTable('likely_pair')
    .addColumn('pair_id', 'text', (c) => c.notNull())
    .addColumn('centre_id', 'bigint', (c) => c.notNull())
    .addColumn('case_key', 'text', (c) => c.notNull())
    .addColumn('other_centre_id', 'bigint', (c) => c.notNull())
    .addColumn('other_case', 'text', (c) => c.notNull())
    .addColumn('why', 'text', (c) => c.notNull())
    .addColumn('found_by', 'text', (c) => c.notNull())
    .addColumn('found_at', 'bigint', (c) => c.notNull())
    .addColumn('state', 'text', (c) => c.notNull())
    .addColumn('decided_by', 'text')
    .addColumn('decided_at', 'bigint')
    .addPrimaryKeyConstraint('pk_likely_pair', ['pair_id'] as never)
    .execute();
  for (const [name, columns] of [
    ['likely_pair_by_centre', ['centre_id', 'state']],
    ['likely_pair_by_other_centre', ['other_centre_id', 'state']],
  ] as const)
    await database.schema
      .createIndex(name)
      .on('likely_pair')
      .columns([...columns])
      .execute();
}
