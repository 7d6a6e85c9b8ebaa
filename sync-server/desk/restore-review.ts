// Owns the review after a restore as the desk sees it: read by everybody, closed by whoever answers for the register.

import type { DeskRestoreReview } from '../../schemas/desk-tablets.ts';
import type { SignedIn } from '../accounts/sign-in.ts';
import type { ServerParts } from '../parts.ts';
import { closeRestoreReview, readRestoreReview, type RestoreReview } from '../restore-review.ts';

export async function readReviewAtDesk(
  parts: Pick<ServerParts, 'store'>,
): Promise<DeskRestoreReview> {
  return toDeskReview(await readRestoreReview(parts.store.database));
}

export async function closeReviewAtDesk(
  parts: ServerParts,
  { account }: SignedIn,
): Promise<DeskRestoreReview> {
  return toDeskReview(await closeRestoreReview(parts, account));
}

const toDeskReview = ({ isOpen, restoredTo }: RestoreReview): DeskRestoreReview => ({
  isOpen,
  restoredTo,
});
