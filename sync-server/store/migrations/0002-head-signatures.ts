// Owns migration 2: the device's signature over the head of each log, kept so that anybody can prove the chain below it later.

import { sql, type Kysely } from 'kysely';
import type { Engine } from './0001-first.ts';

/** Null where the head was taken before this migration. */
export async function keepHeadSignatures(database: Kysely<unknown>, engine: Engine): Promise<void> {
  const bytes = engine === 'sqlite' ? sql`blob` : sql`bytea`;
  await database.schema.alterTable('tablet_log').addColumn('head_signature', bytes).execute();
}
