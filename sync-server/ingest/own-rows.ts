// Owns the question which rows the asker has itself: those up to the last number at which its hash and ours agree.

import { bytesToBase64url } from '../../schemas/bytes.ts';
import type { ExchangeRequest } from '../../schemas/exchange.ts';
import type { DatabaseReach } from '../store/schema.ts';

/** By log. A log's name alone proves nothing: a copied or rolled back tablet shares the name, and not what follows. */
export type OwnRows = ReadonlyMap<string, number>;

export const noOwnRows: OwnRows = new Map();

export async function readOwnRows(
  reach: DatabaseReach,
  centreId: number,
  header: Pick<ExchangeRequest, 'ask' | 'logs'>,
): Promise<OwnRows> {
  const own = new Map<string, number>();
  for (const [log, asked] of Object.entries(header.ask)) {
    const offered = header.logs[log]?.head;
    const points = new Map([...asked, ...(offered === undefined ? [] : [offered])]);
    if (points.size === 0) continue;
    const rows = await reach
      .selectFrom('log_row')
      .select(['seq', 'chain_hash'])
      .where('centre_id', '=', centreId)
      .where('log', '=', log)
      .where('seq', 'in', [...points.keys()])
      .execute();
    const agreed = rows.filter((row) => points.get(row.seq) === bytesToBase64url(row.chain_hash));
    own.set(log, Math.max(0, ...agreed.map((row) => row.seq)));
  }
  return own;
}

export function isOwnRow(
  own: OwnRows,
  row: { readonly log: string; readonly seq: number },
): boolean {
  return row.seq <= (own.get(row.log) ?? 0);
}

/**
 * What was recorded without unlocking names no vaccination session, and its tablet cannot read it: it comes back with
 * its content, so that whoever unlocks can complete it. `event`: the stored text.
 */
export function isUnreadableToItsTablet(event: Uint8Array): boolean {
  return Buffer.from(event.buffer, event.byteOffset, event.byteLength).includes(
    '"vaccinationSession":""',
  );
}
