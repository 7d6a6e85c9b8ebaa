// Owns who stands behind a row: the last sign-in of its span, and whether that person's own key proved it.

import { base64urlToBytes, bytesToBase64url, equalBytes } from '../../schemas/bytes.ts';
import type { Author, SuchiEvent } from '../../schemas/events/event.ts';
import type { SignedInBody } from '../../schemas/events/signed-in.ts';
import { signInMessage } from '../../schemas/exchange.ts';
import { rememberQuery } from '../store/remembered-query.ts';
import type { DatabaseReach } from '../store/schema.ts';
import { isSignedBy } from './row-crypto.ts';

export interface SignInContext {
  readonly centreId: number;
  readonly device: string;
  readonly now: number;
  readonly log: string;
  readonly seq: number;
  readonly span: string;
  /** Chain hash before the row, where it is the row's own log; null for a row carried over from another log. */
  readonly previousHash: Uint8Array | null;
  /** After a gap, or on another branch: not all of the log before it is here in its own place. */
  readonly isKeptApart: boolean;
}

/** Who works from this sign-in on. A bad signature gives nobody: the doses of that span are then held. */
export async function authorOfSignIn(
  reach: DatabaseReach,
  context: SignInContext,
  event: SuchiEvent<SignedInBody>,
): Promise<Author | null> {
  const { staffId, signature, publicKey } = event.body;
  if (await isAfterRemoval(reach, context, event)) return null;
  const signatureBytes = signature === null ? null : base64urlToBytes(signature);
  if (signatureBytes === null || context.previousHash === null) return { staffId, proved: false };
  const message = signInMessage({
    log: context.log,
    seq: context.seq,
    previousHash: bytesToBase64url(context.previousHash),
    span: context.span,
    staffId,
  });
  const known = await selectStaffKeys(reach, {
    centreId: context.centreId,
    staffId,
    device: context.device,
  });
  const offered = publicKey === undefined ? null : base64urlToBytes(publicKey);
  for (const key of known)
    if (isSignedBy(key.public_key, message, signatureBytes))
      // A supervisor said that this key is not that person's: then it is nobody's.
      return key.binding === 'refused' ? null : { staffId, proved: key.is_proved === 1 };
  // Its key may have come with an earlier sign-in that is not here. Once the log is whole it is judged again.
  if (offered === null && context.isKeptApart) return { staffId, proved: false };
  if (offered === null || !isSignedBy(offered, message, signatureBytes)) return null;
  if (!known.some((key) => equalBytes(key.public_key, offered)))
    await reach
      .insertInto('staff_key')
      .values({
        centre_id: context.centreId,
        staff_id: staffId,
        device: context.device,
        public_key: offered,
        is_proved: 0,
        bound_at: context.now,
      })
      .onConflict((conflict) =>
        conflict.columns(['centre_id', 'staff_id', 'device', 'public_key']).doNothing(),
      )
      .execute();
  return { staffId, proved: false };
}

/**
 * Whoever left the list signs in no more. What was signed in before, by the tablet's clock as corrected, stays true whenever
 * it arrives: a clock set back gains a span, and is seen by its skew.
 */
async function isAfterRemoval(
  reach: DatabaseReach,
  context: SignInContext,
  event: SuchiEvent<SignedInBody>,
): Promise<boolean> {
  const { centreId } = context;
  const [staff] = await selectRemoval(reach, { centreId, staffId: event.body.staffId });
  const signedInAt = event.at - event.skew;
  if (staff === undefined || staff.removed_at === null || signedInAt <= staff.removed_at)
    return false;
  const { log, seq, device } = context;
  const row = { centre_id: centreId, log, seq, device, staff_id: event.body.staffId };
  await reach
    .insertInto('refused_sign_in')
    .values({
      ...row,
      signed_in_at: signedInAt,
      received_at: context.now,
      why: 'staff-removed',
    })
    .onConflict((conflict) => conflict.columns(['centre_id', 'log', 'seq']).doNothing())
    .execute();
  return true;
}

const selectRemoval = rememberQuery<{ readonly centreId: number; readonly staffId: string }>()(
  (reach, { one }) =>
    reach
      .selectFrom('staff')
      .select('removed_at')
      .where('centre_id', '=', one('centreId'))
      .where('staff_id', '=', one('staffId')),
);

/** The author in force in a span before its row number `beforeSeq` of the origin's log. */
export async function authorBefore(
  reach: DatabaseReach,
  centreId: number,
  originLog: string,
  span: string,
  beforeSeq: number,
): Promise<Author | null> {
  const [row] = await selectLastAuthor(reach, { centreId, originLog, span, beforeSeq });
  return row?.by_staff ? { staffId: row.by_staff, proved: row.by_proved === 1 } : null;
}

const selectStaffKeys = rememberQuery<{
  readonly centreId: number;
  readonly staffId: string;
  readonly device: string;
}>()((reach, { one }) =>
  reach
    .selectFrom('staff_key')
    .select(['public_key', 'is_proved', 'binding'])
    .where('centre_id', '=', one('centreId'))
    .where('staff_id', '=', one('staffId'))
    .where('device', '=', one('device')),
);

const selectLastAuthor = rememberQuery<{
  readonly centreId: number;
  readonly originLog: string;
  readonly span: string;
  readonly beforeSeq: number;
}>()((reach, { one }) =>
  reach
    .selectFrom('log_row')
    .select(['by_staff', 'by_proved'])
    .where('centre_id', '=', one('centreId'))
    .where('origin_log', '=', one('originLog'))
    .where('span', '=', one('span'))
    .where('origin_seq', '<', one('beforeSeq'))
    .where('kind', '!=', '')
    .orderBy('origin_seq', 'desc')
    .limit(1),
);
