// Owns letting a new person in: the vouch of whoever is in charge, written under their own key, and the code of the person's own.

import { bytesToBase64url, bytesToCrockford } from '../../schemas/bytes.ts';
import { vouchMessage } from '../../schemas/enrolment.ts';
import type { RosterStaff } from '../../schemas/records/roster.ts';
import { bindStaffKey } from '../exchange/bind-staff-key.ts';
import type { JournalDatabase } from '../journal/database.ts';
import { writeSetting } from '../journal/settings.ts';
import { changeWrap } from '../journal/staff.ts';
import type { BindOutcome, NewStaff } from '../tablet.ts';
import { deviceId, signBytes, type DeviceKeys } from '../vault/device-keys.ts';
import type { Desk } from './commands.ts';
import type { TabletDeps } from './deps.ts';
import { withSubstitute } from './enrolment-record.ts';
import type { Views } from './views.ts';

const substituteIdBytes = 5;

/** A name of the list as it stands there; a substitute gets an id of their own and a place on the lock screen. */
export async function knowNewStaff(
  { deps, views }: { readonly deps: TabletDeps; readonly views: Views },
  person: NewStaff,
): Promise<RosterStaff> {
  const record = views.enrolment.value!;
  if ('staffId' in person) {
    const known = record.staff.find((each) => each.staffId === person.staffId);
    if (known === undefined) throw new DOMException('not on the list', 'NotFoundError');
    return known;
  }
  const id = bytesToCrockford(deps.random.bytes(substituteIdBytes)).toLowerCase();
  const made: RosterStaff = { staffId: `sub-${id}`, ...person.substitute };
  views.enrolment.value = withSubstitute(record, made);
  await writeSetting(deps.database, 'enrolment', views.enrolment.value);
  return made;
}

/** Written while whoever is in charge is signed in. False when it was not saved: the person then works as claimed. */
export async function writeVouch(
  database: JournalDatabase,
  desk: Desk,
  person: RosterStaff,
  isSubstitute: boolean,
): Promise<boolean> {
  const { staffId } = person;
  const wrap = await database.staff.get(staffId);
  if (wrap === undefined) return false;
  const publicKey = bytesToBase64url(wrap.publicKey);
  const voucher = desk.workspace.staff.staffId;
  const saved = await desk.writer.write({
    kind: 'staff-vouched',
    subject: { tablet: true },
    body: async ({ log, seq, previousHash }) => {
      const message = vouchMessage({ log, seq, previousHash, staffId, publicKey, voucher });
      const signature = bytesToBase64url(await signBytes(desk.workspace.staffKey, message));
      const { name, role } = person;
      const substitute = isSubstitute ? { substitute: { name, role } } : {};
      return { staffId, publicKey, voucher, signature, ...substitute };
    },
  });
  if (saved.outcome !== 'saved') return false;
  // The word of somebody who is only named proves nothing yet: the district confirms it first.
  const voucherWrap = await database.staff.get(voucher);
  if (voucherWrap?.binding !== undefined) await changeWrap(database, staffId, { binding: 'vouch' });
  return true;
}

export async function bindOwnKey(
  { database, transport }: TabletDeps,
  keys: DeviceKeys,
  staffId: string,
  typedCode: string,
): Promise<BindOutcome> {
  const wrap = await database.staff.get(staffId);
  if (wrap === undefined) return 'server-refused';
  return bindStaffKey(transport, {
    device: deviceId(keys),
    staffId,
    publicKey: wrap.publicKey,
    typedCode,
    sign: (message) => signBytes(keys.signingKey, message),
  });
}
