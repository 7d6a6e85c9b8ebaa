// Owns migration 12: the indexes by which the audit answers what was done lately, and who read one person's record.

import type { Kysely } from 'kysely';

export async function addAuditIndexes(database: Kysely<unknown>): Promise<void> {
  const index = (name: string, columns: readonly string[]): Promise<void> =>
    database.schema
      .createIndex(name)
      .ifNotExists()
      .on('audit')
      .columns(columns as never)
      .execute();
  await index('audit_by_time', ['at', 'audit_id']);
  await index('audit_by_subject', ['subject']);
}
