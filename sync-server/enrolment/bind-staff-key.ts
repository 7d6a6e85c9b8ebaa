// Owns binding a staff member's key on one tablet with the person's own one-time code: from then on their acts there are proved.

import { base64urlToBytes } from '../../schemas/bytes.ts';
import {
  readEnrolmentCode,
  staffKeyMessage,
  type StaffKeyRequest,
} from '../../schemas/enrolment.ts';
import { writeAudit } from '../accounts/audit.ts';
import { isSignedBy } from '../ingest/row-crypto.ts';
import type { ServerParts } from '../parts.ts';
import type { DatabaseTransaction } from '../store/schema.ts';
import { markCodeUsed, tryEnrolmentCode } from './codes.ts';

export type BindOutcome = {
  readonly outcome:
    | 'bound'
    | 'code-malformed'
    | 'code-unknown'
    | 'code-used'
    | 'code-expired'
    | 'code-blocked'
    | 'device-unknown'
    | 'device-revoked';
};

export async function bindStaffKey(
  parts: ServerParts,
  request: StaffKeyRequest,
): Promise<BindOutcome> {
  const typed = readEnrolmentCode(request.code);
  const publicKey = base64urlToBytes(request.publicKey);
  if (typed === null) return { outcome: 'code-malformed' };
  return parts.store.transact(async (transaction): Promise<BindOutcome> => {
    const { device, staffId } = request;
    const tablet = await transaction
      .selectFrom('device')
      .select(['public_key', 'centre_id', 'revoked_at'])
      .where('device', '=', device)
      .executeTakeFirst();
    // Before the code is looked at: whoever is no tablet of ours uses up nobody's tries.
    if (tablet === undefined || publicKey === null || !isSignedByTablet(tablet.public_key, request))
      return { outcome: 'device-unknown' };
    if (tablet.revoked_at !== null) return { outcome: 'device-revoked' };
    const code = await tryEnrolmentCode(parts, transaction, typed);
    if (code.outcome !== 'right') return { outcome: code.outcome };
    const centreId = tablet.centre_id;
    // A code for somebody else, or of another centre, is unknown here: it says nothing about whose it is.
    if (code.staffId !== staffId || code.centreId !== centreId) return { outcome: 'code-unknown' };
    await markCodeUsed(parts, transaction, typed);
    const bound_at = parts.clock.nowSeconds();
    await bind(transaction, { centreId, staffId, device, publicKey, bound_at });
    await writeAudit(parts, transaction, [
      {
        account: code.madeBy,
        action: 'bound-staff-key',
        centreId,
        subject: `${staffId} ${device}`,
      },
    ]);
    return { outcome: 'bound' };
  });
}

function isSignedByTablet(tabletKey: Uint8Array, request: StaffKeyRequest): boolean {
  const signature = base64urlToBytes(request.signature);
  return signature !== null && isSignedBy(tabletKey, staffKeyMessage(request), signature);
}

async function bind(
  transaction: DatabaseTransaction,
  key: {
    readonly centreId: number;
    readonly staffId: string;
    readonly device: string;
    readonly publicKey: Uint8Array;
    readonly bound_at: number;
  },
): Promise<void> {
  const { centreId, staffId, device, publicKey, bound_at } = key;
  const proved = { is_proved: 1, binding: 'code', bound_at };
  await transaction
    .insertInto('staff_key')
    .values({ centre_id: centreId, staff_id: staffId, device, public_key: publicKey, ...proved })
    .onConflict((conflict) =>
      conflict.columns(['centre_id', 'staff_id', 'device', 'public_key']).doUpdateSet(proved),
    )
    .execute();
}
