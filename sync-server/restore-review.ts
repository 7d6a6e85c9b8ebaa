// Owns the review after a restore: open from the moment a new epoch begins until a supervisor closes it. No certificate meanwhile.

import type { ServerParts } from './parts.ts';
import { writeAudit } from './accounts/audit.ts';
import type { DatabaseReach, DatabaseTransaction } from './store/schema.ts';

const rowName = 'restore-review';

export interface RestoreReview {
  readonly isOpen: boolean;
  /** The epoch it was opened for, or null when this register was never put back. */
  readonly epoch: number | null;
  /** Epoch seconds the backup reached to; null where nobody announced it. */
  readonly restoredTo: number | null;
}

const neverRestored: RestoreReview = { isOpen: false, epoch: null, restoredTo: null };

export async function readRestoreReview(reach: DatabaseReach): Promise<RestoreReview> {
  const row = await reach
    .selectFrom('deployment')
    .select('value')
    .where('name', '=', rowName)
    .executeTakeFirst();
  return row === undefined ? neverRestored : (JSON.parse(row.value) as RestoreReview);
}

/** While it is open, doses may still be missing that were on the server before: nothing final may be written about anybody. */
export async function isRestoreReviewOpen(reach: DatabaseReach): Promise<boolean> {
  return (await readRestoreReview(reach)).isOpen;
}

export function openRestoreReview(
  transaction: DatabaseTransaction,
  epoch: number,
  restoredTo: number | null = null,
): Promise<void> {
  return writeReview(transaction, { isOpen: true, epoch, restoredTo });
}

/** Answers what stands afterwards. Closing a closed one changes and audits nothing. */
export async function closeRestoreReview(
  parts: Pick<ServerParts, 'store' | 'clock' | 'random'>,
  account: string,
): Promise<RestoreReview> {
  return parts.store.transact(async (transaction) => {
    const review = await readRestoreReview(transaction);
    if (!review.isOpen) return review;
    const closed = { ...review, isOpen: false };
    await writeReview(transaction, closed);
    const subject = `epoch ${review.epoch}`;
    await writeAudit(parts, transaction, [{ account, action: 'closed-restore-review', subject }]);
    return closed;
  });
}

async function writeReview(reach: DatabaseReach, review: RestoreReview): Promise<void> {
  const value = JSON.stringify(review);
  await reach
    .insertInto('deployment')
    .values({ name: rowName, value })
    .onConflict((conflict) => conflict.column('name').doUpdateSet({ value }))
    .execute();
}
