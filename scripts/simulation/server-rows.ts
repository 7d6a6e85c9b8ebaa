// Owns reading what the server holds: events, and whom it lets pull.

import { bytesToBase64url } from '../../schemas/bytes.ts';
import type { SimulatedServer } from './server.ts';

/** `log/seq/hash` of the origin of every event with content. */
export async function rowsOnServer(server: SimulatedServer): Promise<Set<string>> {
  const rows = await server
    .store()
    .database.selectFrom('log_row')
    .select(['origin_log', 'origin_seq', 'row_hash'])
    .where('event', 'is not', null)
    .execute();
  return new Set(
    rows.map((row) => `${row.origin_log}/${row.origin_seq}/${bytesToBase64url(row.row_hash)}`),
  );
}

/** A revoked tablet, one whose copy was moved, one moved since the back-up that was restored: all deliver, and see nothing. */
export async function mayPull(
  server: SimulatedServer,
  tablet: { readonly device: string; readonly centreId: number },
): Promise<boolean> {
  const row = await server
    .store()
    .database.selectFrom('device')
    .select(['centre_id', 'revoked_at'])
    .where('device', '=', tablet.device)
    .executeTakeFirst();
  return row !== undefined && row.revoked_at === null && row.centre_id === tablet.centreId;
}
