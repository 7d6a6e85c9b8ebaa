// Owns the name under which rows rest that only another tablet remembered, and their giving way to the row itself.

import { erasedKind } from '../retention/case-erasers.ts';
import type { DatabaseTransaction } from '../store/schema.ts';

export const markRemembered = '~r.';

/** By place and content: two contents of one place, of a copied tablet, never meet. */
export function logRemembered(log: string, hash: string): string {
  return `${log}${markRemembered}${hash.slice(0, 8)}`;
}

export function isLogRemembered(log: string): boolean {
  return log.includes(markRemembered);
}

/** An event that only another tablet told of. An erased one stays what it is: nobody brings it back. */
export function isMemory(row: { readonly log: string; readonly kind: string }): boolean {
  return isLogRemembered(row.log) && row.kind !== erasedKind;
}

/** Its own tablet brought the row: there it is signed, its span opens its codes, and whoever was signed in can be proved. */
export async function emptyRemembered(
  transaction: DatabaseTransaction,
  centreId: number,
  memory: { readonly log: string; readonly origin_seq: number },
): Promise<void> {
  await transaction
    .updateTable('log_row')
    .set({ event: null, kind: '', case_key: null, by_staff: null, by_proved: 0 })
    .where('centre_id', '=', centreId)
    .where('log', '=', memory.log)
    .where('seq', '=', memory.origin_seq)
    .execute();
}
