// Owns the stored wraps of staff: tries are counted here, durably, before a PIN is answered.

import { beginTry, type TryOutcome } from '../vault/pin-tries.ts';
import type { StaffWrap } from '../vault/staff-wrap.ts';
import type { JournalDatabase } from './database.ts';

export type CountedTry = TryOutcome | { readonly outcome: 'no-pin' };

/** One transaction, so that two tabs cannot use one try twice. */
export async function countTry(
  database: JournalDatabase,
  staffId: string,
  now: number,
): Promise<CountedTry> {
  return database.transaction('rw', database.staff, async () => {
    const wrap = await database.staff.get(staffId);
    if (wrap === undefined) return { outcome: 'no-pin' };
    if (wrap.box === null) return { outcome: 'destroy' };
    const outcome = beginTry(wrap, now);
    if (outcome.outcome === 'try') await database.staff.put({ ...wrap, ...outcome.tries });
    if (outcome.outcome === 'destroy') await database.staff.put({ ...wrap, box: null });
    return outcome;
  });
}

export async function changeWrap(
  database: JournalDatabase,
  staffId: string,
  change: Partial<StaffWrap>,
): Promise<void> {
  await database.staff.update(staffId, change);
}
