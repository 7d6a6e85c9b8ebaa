// Owns noting, in the transaction that judges, which cases stated a booking and which of them have to be answered again.

import type { DatabaseTransaction } from '../store/schema.ts';
import type { StatedBookingTable } from '../store/judge-tables.ts';
import type { CaseFacts } from './gather-facts.ts';
import { statedNumbersOf } from './stated-bookings.ts';

/** A case that is judged may say something new: whatever it stated, or whatever was stated of its booking, is due. */
export async function noteStatedBookings(
  transaction: DatabaseTransaction,
  centreId: number,
  cases: Iterable<Pick<CaseFacts, 'folded' | 'statedRows'>>,
): Promise<void> {
  for (const { folded, statedRows } of cases) {
    const known = new Set(statedRows.map((row) => row.reference_id));
    const fresh = statedNumbersOf(folded).filter((number) => !known.has(number));
    if (fresh.length > 0)
      await transaction
        .insertInto('stated_booking')
        .values(fresh.map((number) => openRow(centreId, folded.key, number)))
        .onConflict((conflict) => conflict.doNothing())
        .execute();
    if (statedRows.length > 0)
      await transaction
        .updateTable('stated_booking')
        .set((of) => ({ changes: of('changes', '+', 1) }))
        .where('centre_id', '=', centreId)
        .where('case_key', '=', folded.key)
        .execute();
  }
}

const openRow = (centreId: number, caseKey: string, number: string): StatedBookingTable => ({
  centre_id: centreId,
  case_key: caseKey,
  reference_id: number,
  role: 'stated',
  changes: 1,
  answer: null,
  outcome: 'open',
});
