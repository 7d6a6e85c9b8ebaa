// Owns confirming and revoking a tablet at the desk: once, within the account's places, with its reason in the audit.

import type { DeskTabletDecision, DeskTabletDecisionAnswer } from '../../schemas/desk-tablets.ts';
import { writeAudit } from '../accounts/audit.ts';
import { isCentreOf } from '../accounts/place.ts';
import type { SignedIn } from '../accounts/sign-in.ts';
import type { ServerParts } from '../parts.ts';
import type { DecideDeps } from './decide.ts';
import { revokeTablet } from './revoke-tablet.ts';

/**
 * A revoked tablet gets no list any more. It still delivers, for ever: what is first received from then on is stored,
 * and the judge holds its doses. The word stands in the decisions file too: no restore gives the tablet its list back.
 */
export async function decideTablet(
  parts: ServerParts & Pick<DecideDeps, 'decisions'>,
  account: SignedIn,
  { device, decision, ground }: DeskTabletDecision,
): Promise<DeskTabletDecisionAnswer> {
  const { database } = parts.store;
  const row = await database
    .selectFrom('device')
    .select('centre_id')
    .where('device', '=', device)
    .executeTakeFirst();
  // Alike for a tablet of others and for one that does not exist.
  if (row === undefined || !(await isCentreOf(database, account, row.centre_id)))
    return { outcome: 'not-yours' };
  const isDecided =
    decision === 'revoked'
      ? await revoke(parts, account, device, ground)
      : await confirm(parts, device);
  if (!isDecided) return { outcome: 'already' };
  const action = decision === 'revoked' ? 'revoked-tablet' : 'confirmed-tablet';
  const entry = { centreId: row.centre_id, subject: `${device} ${ground}` };
  await writeAudit(parts, database, [{ account: account.account, action, ...entry }]);
  return { outcome: 'decided' };
}

async function revoke(
  parts: ServerParts & Pick<DecideDeps, 'decisions'>,
  { account }: SignedIn,
  device: string,
  note: string,
): Promise<boolean> {
  const { nowSeconds } = parts.clock;
  const answer = await revokeTablet({ ...parts, nowSeconds }, device, { account, note });
  return answer.outcome === 'revoked';
}

async function confirm({ store }: ServerParts, device: string): Promise<boolean> {
  const changed = await store.database
    .updateTable('device')
    .set({ needs_confirmation: 0 })
    .where('device', '=', device)
    .where('needs_confirmation', '=', 1)
    .executeTakeFirst();
  return changed.numUpdatedRows === 1n;
}
