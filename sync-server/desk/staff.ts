// Owns a centre's staff as the desk sees them: whose keys are proved and how, who left, and the vouches that wait for a supervisor.

import type { DeskStaff, DeskStaffCode, KeyBinding } from '../../schemas/desk-staff.ts';
import { writeAudit } from '../accounts/audit.ts';
import { selectCentresOf } from '../accounts/place.ts';
import type { SignedIn } from '../accounts/sign-in.ts';
import { createEnrolmentCode } from '../enrolment/codes.ts';
import type { ServerParts } from '../parts.ts';
import type { DatabaseReach } from '../store/schema.ts';

/** Null alike for a centre of others and for one that does not exist. */
export async function readDeskStaff(
  parts: ServerParts,
  account: SignedIn,
  centreId: number,
): Promise<DeskStaff | null> {
  const reach = parts.store.database;
  const centre = await selectCentresOf(reach, account)
    .select('centre.name')
    .where('centre.centre_id', '=', centreId)
    .executeTakeFirst();
  if (centre === undefined) return null;
  const staff = await reach
    .selectFrom('staff')
    .select(['staff_id', 'name', 'role', 'is_active', 'removed_at'])
    .where('centre_id', '=', centreId)
    .where((row) => row.or([row('is_active', '=', 1), row('removed_at', 'is not', null)]))
    .orderBy('is_active', 'desc')
    .orderBy('name')
    .execute();
  const keys = Map.groupBy(await readKeys(reach, centreId), (key) => key.staff_id);
  const refused = Map.groupBy(await readRefused(reach, centreId), (row) => row.staff_id);
  const names = new Map(staff.map((row) => [row.staff_id, row.name]));
  return {
    centreId,
    centreName: centre.name,
    people: staff.map((row) => ({
      staffId: row.staff_id,
      name: row.name,
      role: row.role,
      removedAt: row.is_active === 1 ? null : row.removed_at,
      keys: (keys.get(row.staff_id) ?? []).map((key) => ({
        tablet: key.alias ?? key.device.slice(0, 4),
        binding: bindingOf(key),
        boundAt: key.bound_at,
      })),
      refusedSignIns: (refused.get(row.staff_id) ?? []).map((each) => ({
        tablet: each.alias ?? each.device.slice(0, 4),
        signedInAt: each.signed_in_at,
      })),
    })),
    vouches: await readOpenVouches(reach, centreId, names),
  };
}

function bindingOf(key: {
  readonly binding: string | null;
  readonly is_proved: number;
}): KeyBinding {
  if (key.binding === 'refused') return 'refused';
  if (key.is_proved === 0) return 'claimed';
  return key.binding === 'vouch' ? 'vouch' : 'code';
}

async function readKeys(reach: DatabaseReach, centreId: number) {
  return reach
    .selectFrom('staff_key')
    .leftJoin('device', 'device.device', 'staff_key.device')
    .select(['staff_id', 'staff_key.device', 'alias', 'binding', 'is_proved', 'bound_at'])
    .where('staff_key.centre_id', '=', centreId)
    .orderBy('bound_at')
    .execute();
}

async function readRefused(reach: DatabaseReach, centreId: number) {
  return reach
    .selectFrom('refused_sign_in')
    .leftJoin('device', 'device.device', 'refused_sign_in.device')
    .select(['staff_id', 'refused_sign_in.device', 'alias', 'signed_in_at'])
    .where('refused_sign_in.centre_id', '=', centreId)
    .orderBy('signed_in_at')
    .execute();
}

async function readOpenVouches(
  reach: DatabaseReach,
  centreId: number,
  names: ReadonlyMap<string, string>,
): Promise<DeskStaff['vouches']> {
  const rows = await reach
    .selectFrom('vouch')
    .leftJoin('device', 'device.device', 'vouch.device')
    .select(['log', 'seq', 'staff_id', 'voucher', 'substitute_name', 'vouched_at', 'alias'])
    .where('vouch.centre_id', '=', centreId)
    .where('state', '=', 'open')
    .orderBy('vouched_at')
    .execute();
  return rows.map((row) => ({
    log: row.log,
    seq: row.seq,
    staffId: row.staff_id,
    name: row.substitute_name ?? names.get(row.staff_id) ?? row.staff_id,
    isSubstitute: row.substitute_name !== null,
    voucher: names.get(row.voucher) ?? row.voucher,
    tablet: row.alias ?? row.log.slice(0, 4),
    vouchedAt: row.vouched_at,
  }));
}

/** The person's own code: ten minutes, five tries, once. Null where the place or the person is not the account's. */
export async function makeDeskStaffCode(
  parts: ServerParts,
  account: SignedIn,
  asked: { readonly centreId: number; readonly staffId: string },
): Promise<DeskStaffCode | null> {
  const { centreId, staffId } = asked;
  const { database } = parts.store;
  const person = await selectCentresOf(database, account)
    .innerJoin('staff', 'staff.centre_id', 'centre.centre_id')
    .select('staff.name')
    .where('centre.centre_id', '=', centreId)
    .where('staff.staff_id', '=', staffId)
    .where('staff.is_active', '=', 1)
    .executeTakeFirst();
  if (person === undefined) return null;
  const made = await createEnrolmentCode(parts, centreId, account.account, staffId);
  await writeAudit(parts, database, [
    { account: account.account, action: 'made-staff-code', centreId, subject: staffId },
  ]);
  return { ...made, name: person.name };
}
