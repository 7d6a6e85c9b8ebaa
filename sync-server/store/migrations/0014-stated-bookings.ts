// Owns migration 14: bookings that were stated at a table where they are on no list, and what each case concerned was answered.

import type { Kysely } from 'kysely';

export async function addStatedBookings(database: Kysely<unknown>): Promise<void> {
  await database.schema
    .createTable('stated_booking')
    .addColumn('centre_id', 'bigint', (c) => c.notNull())
    .addColumn('case_key', 'text', (c) => c.notNull())
    .addColumn('reference_id', 'text', (c) => c.notNull())
    .addColumn('role', 'text', (c) => c.notNull())
    .addColumn('changes', 'bigint', (c) => c.notNull())
    .addColumn('answer', 'text')
    .addColumn('outcome', 'text', (c) => c.notNull())
    .addPrimaryKeyConstraint('pk_stated_booking', [
      'centre_id',
      'case_key',
      'reference_id',
    ] as never)
    .execute();
  for (const [name, columns] of [
    ['stated_booking_by_reference_id', ['reference_id']],
    ['stated_booking_by_changes', ['changes']],
    ['stated_booking_by_outcome', ['outcome']],
  ] as const)
    await database.schema
      .createIndex(name)
      .on('stated_booking')
      .columns([...columns])
      .execute();
}
