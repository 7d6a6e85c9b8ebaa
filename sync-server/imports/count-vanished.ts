// Owns the count of bookings a later list no longer has. They are kept: a list may be a part, and a tablet may already hold a dose for them.

import type { DatabaseTransaction } from '../store/schema.ts';
import type { LineMemory } from './list-memory.ts';

export async function countVanished(
  transaction: DatabaseTransaction,
  centreIds: readonly number[],
  days: ReadonlySet<string>,
  memory: LineMemory,
): Promise<number> {
  if (days.size === 0) return 0;
  let vanished = 0;
  for (const centreId of centreIds) {
    const rows = await transaction
      .selectFrom('appointment')
      .select('reference_id')
      .where('centre_id', '=', centreId)
      .where('day', 'in', [...days])
      .where('is_ended', '=', 0)
      .execute();
    for (const row of rows) if (!memory.holds(row.reference_id)) vanished++;
  }
  return vanished;
}
