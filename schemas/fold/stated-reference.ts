// Owns which booking number a walk-in said last: with the registration, or later at the table.

import type { Case } from './case.ts';

export function statedReferenceIdOf(
  folded: Pick<Case, 'registration' | 'bookingsStated'>,
): string | null {
  const last = folded.bookingsStated[folded.bookingsStated.length - 1];
  return last?.body.referenceId ?? folded.registration?.body.statedReferenceId ?? null;
}
