// Owns the name under which rows rest that only another tablet remembered, and what they get when their own tablet brings them.

import type { DatabaseTransaction } from '../store/schema.ts';
import type { ChainedRow } from './verify-log.ts';

const mark = '~r.';

/** By place and content: two contents of one place, of a copied tablet, never meet. */
export function logRemembered(log: string, hash: string): string {
  return `${log}${mark}${hash.slice(0, 8)}`;
}

export function isLogRemembered(log: string): boolean {
  return log.includes(mark);
}

/** Its own tablet brought it: with the span its codes can be read, and whoever was signed in is found anew; with the salt its hash can be proved. */
export async function fillRemembered(
  transaction: DatabaseTransaction,
  centreId: number,
  held: { readonly log: string; readonly origin_seq: number },
  row: Pick<ChainedRow, 'span' | 'salt'>,
): Promise<void> {
  if (row.salt === null) return;
  await transaction
    .updateTable('log_row')
    .set({ span: row.span, salt: row.salt })
    .where('centre_id', '=', centreId)
    .where('log', '=', held.log)
    .where('seq', '=', held.origin_seq)
    .execute();
}
