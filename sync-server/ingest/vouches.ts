// Owns vouches as they arrive: whoever is in charge binds another person's key on this tablet, offline; each is one task at the desk.

import { base64urlToBytes, bytesToBase64url, bytesToUtf8 } from '../../schemas/bytes.ts';
import { substituteIdForm, vouchMessage } from '../../schemas/enrolment.ts';
import type { SuchiEvent } from '../../schemas/events/event.ts';
import { readEvent } from '../../schemas/events/index.ts';
import type { StaffVouchedBody } from '../../schemas/events/staff-vouched.ts';
import type { DatabaseTransaction } from '../store/schema.ts';
import { isSignedBy } from './row-crypto.ts';

export interface VouchPlace {
  readonly transaction: DatabaseTransaction;
  readonly centreId: number;
  readonly device: string;
  /** Where it was first written. */
  readonly log: string;
  readonly seq: number;
  /** Chain hash before it; null for a row that was carried over from another log. */
  readonly previousHash: Uint8Array | null;
}

/** `proves`: the voucher's own key is proved. `claims`: a name only, until a supervisor confirms. */
export type VouchOutcome = 'proves' | 'claims' | 'nothing';

export async function takeVouch(place: VouchPlace, bytes: Uint8Array | null): Promise<void> {
  if (bytes === null) return;
  const event = JSON.parse(bytesToUtf8(bytes)) as SuchiEvent;
  if (event.kind !== 'staff-vouched' || readEvent(event).outcome !== 'known') return;
  const body = event.body as unknown as StaffVouchedBody;
  const outcome = await judgeVouch(place, body);
  if (outcome === 'nothing') return;
  await writeVouch(place, body, event.at - event.skew, outcome);
}

async function judgeVouch(place: VouchPlace, body: StaffVouchedBody): Promise<VouchOutcome> {
  const { transaction, centreId, device, log, seq, previousHash } = place;
  const { staffId, publicKey, voucher } = body;
  const signature = base64urlToBytes(body.signature);
  if (voucher === staffId || signature === null) return 'nothing';
  const person = await transaction
    .selectFrom('staff')
    .select('role')
    .where('centre_id', '=', centreId)
    .where('staff_id', '=', voucher)
    .where('is_active', '=', 1)
    .executeTakeFirst();
  if (person?.role !== 'in-charge') return 'nothing';
  if (previousHash === null) return 'claims';
  const message = vouchMessage({
    log,
    seq,
    staffId,
    publicKey,
    voucher,
    previousHash: bytesToBase64url(previousHash),
  });
  const keys = await transaction
    .selectFrom('staff_key')
    .select(['public_key', 'is_proved', 'binding'])
    .where('centre_id', '=', centreId)
    .where('staff_id', '=', voucher)
    .where('device', '=', device)
    .execute();
  const key = keys.find((each) => isSignedBy(each.public_key, message, signature));
  if (key === undefined || key.binding === 'refused') return 'nothing';
  return key.is_proved === 1 ? 'proves' : 'claims';
}

async function writeVouch(
  place: VouchPlace,
  body: StaffVouchedBody,
  vouchedAt: number,
  outcome: 'proves' | 'claims',
): Promise<void> {
  const { transaction, centreId, device, log, seq } = place;
  const { staffId, voucher, substitute } = body;
  const publicKey = base64urlToBytes(body.publicKey);
  if (publicKey === null) return;
  const written = await transaction
    .insertInto('vouch')
    .values({
      centre_id: centreId,
      log,
      seq,
      staff_id: staffId,
      device,
      voucher,
      public_key: publicKey,
      substitute_name: substitute?.name ?? null,
      vouched_at: vouchedAt,
      state: 'open',
      decided_by: null,
      decided_at: null,
    })
    .onConflict((conflict) => conflict.columns(['centre_id', 'log', 'seq']).doNothing())
    .executeTakeFirst();
  if (written.numInsertedOrUpdatedRows !== 1n) return;
  // A name on the list is there already; a substitute's is made only by somebody whose own word is proved.
  if (substitute !== undefined && outcome === 'proves' && substituteIdForm.test(staffId))
    await addSubstitute(transaction, centreId, staffId, substitute);
  const isProved = outcome === 'proves' ? 1 : 0;
  await transaction
    .insertInto('staff_key')
    .values({
      centre_id: centreId,
      staff_id: staffId,
      device,
      public_key: publicKey,
      is_proved: isProved,
      bound_at: vouchedAt,
      binding: 'vouch',
    })
    .onConflict((conflict) =>
      conflict
        .columns(['centre_id', 'staff_id', 'device', 'public_key'])
        .doUpdateSet({ is_proved: isProved, binding: 'vouch' })
        // What a supervisor or a code said of this key before is not said again by a vouch.
        .where('staff_key.binding', 'is', null),
    )
    .execute();
}

export async function addSubstitute(
  transaction: DatabaseTransaction,
  centreId: number,
  staffId: string,
  substitute: { readonly name: string; readonly role: string },
): Promise<void> {
  const { name, role } = substitute;
  await transaction
    .insertInto('staff')
    .values({ centre_id: centreId, staff_id: staffId, name, role, is_active: 1 })
    .onConflict((conflict) => conflict.columns(['centre_id', 'staff_id']).doNothing())
    .execute();
}
