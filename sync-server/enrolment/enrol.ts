// Owns enrolling a tablet: the code is spent and the device registered in one transaction, then its certificate is signed.

import {
  readEnrolmentCode,
  type EnrolmentAnswer,
  type EnrolmentRequest,
} from '../../schemas/enrolment.ts';
import { writeAudit } from '../accounts/audit.ts';
import { readIsDemo } from '../deployment.ts';
import type { ServerParts } from '../parts.ts';
import type { DatabaseTransaction } from '../store/schema.ts';
import { issueCertificate } from './certificate.ts';
import { markCodeUsed, tryEnrolmentCode } from './codes.ts';
import { readDeviceKey, type DeviceKey } from './device-key.ts';

export type EnrolOutcome =
  | { readonly outcome: 'enrolled'; readonly device: string; readonly answer: EnrolmentAnswer }
  | {
      readonly outcome:
        | 'code-malformed'
        | 'code-unknown'
        | 'code-used'
        | 'code-expired'
        | 'code-blocked'
        | 'device-key-invalid'
        /** This very key was revoked: the tablet has to make a new one. The code stays good. */
        | 'device-revoked';
    };

export async function enrol(parts: ServerParts, request: EnrolmentRequest): Promise<EnrolOutcome> {
  const typed = readEnrolmentCode(request.code);
  if (typed === null) return { outcome: 'code-malformed' };
  const deviceKey = readDeviceKey(request.devicePublicKey);
  if (deviceKey === null) return { outcome: 'device-key-invalid' };
  return parts.store.transact(async (transaction): Promise<EnrolOutcome> => {
    const code = await tryEnrolmentCode(parts, transaction, typed);
    if (code.outcome !== 'right') return { outcome: code.outcome };
    // A person's own code proves the person: it enrols nothing.
    if (code.staffId !== null) return { outcome: 'code-unknown' };
    if (await isRevoked(transaction, deviceKey.device)) return { outcome: 'device-revoked' };
    await markCodeUsed(parts, transaction, typed);
    await registerDevice(parts, transaction, deviceKey, code.centreId);
    const { centreId, madeBy: account } = code;
    const subject = deviceKey.device;
    await writeAudit(parts, transaction, [
      { account, action: 'enrolled-tablet', centreId, subject },
    ]);
    const answer = await createAnswer(
      parts,
      transaction,
      request.devicePublicKey,
      deviceKey.device,
      centreId,
    );
    return { outcome: 'enrolled', device: deviceKey.device, answer };
  });
}

async function isRevoked(transaction: DatabaseTransaction, device: string): Promise<boolean> {
  const row = await transaction
    .selectFrom('device')
    .select('revoked_at')
    .where('device', '=', device)
    .executeTakeFirst();
  return (row?.revoked_at ?? null) !== null;
}

/** A tablet that comes again keeps its counter: a copy of it would otherwise start from nothing. */
async function registerDevice(
  parts: Pick<ServerParts, 'clock'>,
  transaction: DatabaseTransaction,
  { device, alias, publicKey }: DeviceKey,
  centreId: number,
): Promise<void> {
  const changing = {
    centre_id: centreId,
    enrolled_at: parts.clock.nowSeconds(),
    needs_confirmation: 0,
  };
  await transaction
    .insertInto('device')
    .values({
      device,
      public_key: publicKey,
      alias,
      last_contact_at: null,
      counter: 0,
      revoked_at: null,
      heartbeat: null,
      ...changing,
    })
    .onConflict((conflict) => conflict.column('device').doUpdateSet(changing))
    .execute();
}

async function createAnswer(
  parts: Pick<ServerParts, 'keys' | 'clock'>,
  transaction: DatabaseTransaction,
  devicePublicKey: string,
  device: string,
  centreId: number,
): Promise<EnrolmentAnswer> {
  const { keys } = parts;
  const serverTime = parts.clock.nowSeconds();
  const centre = await transaction
    .selectFrom('centre')
    .select(['centre_id', 'name'])
    .where('centre_id', '=', centreId)
    .executeTakeFirstOrThrow();
  const staff = await transaction
    .selectFrom('staff')
    .select(['staff_id', 'name', 'role'])
    .where('centre_id', '=', centreId)
    .where('is_active', '=', 1)
    .orderBy('name')
    .execute();
  const { deployment } = keys;
  const certificate = { deployment, centreId, device, devicePublicKey, issuedAt: serverTime };
  return {
    certificate: issueCertificate(keys, certificate),
    deployment,
    centre: { centreId, name: centre.name },
    isDemo: await readIsDemo(transaction),
    sealingKey: { ...keys.sealingKey },
    staff: staff.map((row) => ({ staffId: row.staff_id, name: row.name, role: row.role })),
    serverTime,
  };
}
