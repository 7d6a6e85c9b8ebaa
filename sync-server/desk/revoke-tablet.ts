// Owns withdrawing a tablet that was lost or stolen: from then on it gets nothing, and what it delivers is held. It never comes back.

import { bytesToBase64url } from '../../schemas/bytes.ts';
import { storeDecision } from '../decisions/apply-decisions.ts';
import { sealWords, type Revocation } from '../decisions/entry.ts';
import type { DeviceTable } from '../store/schema.ts';
import type { DecideDeps } from './decide.ts';

export type RevocationOutcome = 'revoked' | 'revoked-before' | 'no-such-tablet';

export async function revokeTablet(
  deps: Omit<DecideDeps, 'appVersion'>,
  device: string,
  words: { readonly account: string; readonly note: string },
): Promise<{ readonly outcome: RevocationOutcome }> {
  const id = bytesToBase64url(deps.random(12));
  const at = deps.nowSeconds();
  const made = await deps.store.transact(async (transaction) => {
    const row = await transaction
      .selectFrom('device')
      .selectAll()
      .where('device', '=', device)
      .executeTakeFirst();
    if (!row) return 'no-such-tablet';
    if (row.revoked_at !== null) return 'revoked-before';
    await transaction
      .updateTable('device')
      .set({ revoked_at: at })
      .where('device', '=', device)
      .execute();
    const entry = toEntry(row, id, at, sealWords(deps.keys, id, words));
    await storeDecision(transaction, entry, 'applied');
    return entry;
  });
  if (typeof made === 'string') return { outcome: made };
  // On a disk of its own before anybody hears of it.
  deps.decisions.append([made]);
  return { outcome: 'revoked' };
}

function toEntry(row: DeviceTable, id: string, at: number, sealed: string): Revocation {
  return {
    what: 'tablet-revoked',
    id,
    centreId: row.centre_id,
    device: row.device,
    publicKey: bytesToBase64url(row.public_key),
    alias: row.alias,
    at,
    sealed,
  };
}
