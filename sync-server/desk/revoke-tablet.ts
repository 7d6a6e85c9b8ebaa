// Owns withdrawing a tablet that was lost or stolen: from then on it gets nothing, and what it delivers is held. It never comes back.

import { bytesToBase64url } from '../../schemas/bytes.ts';
import type { DeskRevocation, DeskRevocationAnswer } from '../../schemas/desk.ts';
import { writeAudit } from '../accounts/audit.ts';
import { isCentreOf } from '../accounts/place.ts';
import type { SignedIn } from '../accounts/sign-in.ts';
import { storeDecision } from '../decisions/apply-decisions.ts';
import { sealWords, type Revocation } from '../decisions/entry.ts';
import type { ServerParts } from '../parts.ts';
import type { DeviceTable } from '../store/schema.ts';
import type { DecideDeps } from './decide.ts';

export async function revokeAtDesk(
  parts: ServerParts & Pick<DecideDeps, 'decisions'>,
  account: SignedIn,
  { device, note }: DeskRevocation,
): Promise<DeskRevocationAnswer> {
  const row = await parts.store.database
    .selectFrom('device')
    .select('centre_id')
    .where('device', '=', device)
    .executeTakeFirst();
  // Alike for a tablet of others and for one that does not exist.
  if (!row || !(await isCentreOf(parts.store.database, account, row.centre_id)))
    return { outcome: 'no-such-tablet' };
  const { nowSeconds } = parts.clock;
  const words = { account: account.account, note };
  const answer = await revokeTablet({ ...parts, nowSeconds }, device, words);
  if (answer.outcome === 'revoked')
    await writeAudit(parts, parts.store.database, [
      {
        account: account.account,
        action: 'revoked-tablet',
        centreId: row.centre_id,
        subject: device,
      },
    ]);
  return answer;
}

export async function revokeTablet(
  deps: Omit<DecideDeps, 'appVersion'>,
  device: string,
  words: { readonly account: string; readonly note: string },
): Promise<DeskRevocationAnswer> {
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
