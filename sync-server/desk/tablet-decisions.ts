// Owns confirming and revoking a tablet at the desk: once, within the account's places, with its reason in the audit.

import type { DeskTabletDecision, DeskTabletDecisionAnswer } from '../../schemas/desk.ts';
import { writeAudit } from '../accounts/audit.ts';
import { isCentreOf } from '../accounts/place.ts';
import type { SignedIn } from '../accounts/sign-in.ts';
import type { ServerParts } from '../parts.ts';

/**
 * A revoked tablet gets no list any more. It still delivers, for ever: what is first received from then on is stored,
 * and the judge holds its doses.
 */
export async function decideTablet(
  parts: ServerParts,
  account: SignedIn,
  { device, decision, ground }: DeskTabletDecision,
): Promise<DeskTabletDecisionAnswer> {
  return parts.store.transact(async (transaction): Promise<DeskTabletDecisionAnswer> => {
    const row = await transaction
      .selectFrom('device')
      .select('centre_id')
      .where('device', '=', device)
      .executeTakeFirst();
    if (row === undefined || !(await isCentreOf(transaction, account, row.centre_id)))
      return { outcome: 'not-yours' };
    const update = transaction.updateTable('device').where('device', '=', device);
    const changed = await (
      decision === 'revoked'
        ? update.set({ revoked_at: parts.clock.nowSeconds() }).where('revoked_at', 'is', null)
        : update.set({ needs_confirmation: 0 }).where('needs_confirmation', '=', 1)
    ).executeTakeFirst();
    if (changed.numUpdatedRows === 0n) return { outcome: 'already' };
    const action = decision === 'revoked' ? 'revoked-tablet' : 'confirmed-tablet';
    const entry = { centreId: row.centre_id, subject: `${device} ${ground}` };
    await writeAudit(parts, transaction, [{ account: account.account, action, ...entry }]);
    return { outcome: 'decided' };
  });
}
