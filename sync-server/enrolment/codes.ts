// Owns one-time codes, of tablets and of staff: ABC-DEFGH, ten minutes, five tries, single use. Of the secret part only a MAC is stored.

import { timingSafeEqual } from 'node:crypto';
import { bytesToBase64url, bytesToCrockford, utf8ToBytes } from '../../schemas/bytes.ts';
import { enrolmentCodeForm } from '../../schemas/enrolment.ts';
import { limits } from '../../schemas/limits.ts';
import type { DeploymentKeys } from '../keys/deployment-keys.ts';
import type { ServerParts } from '../parts.ts';
import type { DatabaseTransaction } from '../store/schema.ts';

export interface EnrolmentCode {
  /** `ABC-DEFGH`, shown once. */
  readonly code: string;
  /** Epoch seconds. */
  readonly validUntil: number;
}

const namesTriedMax = 20;
/** A name may be given again when its last code has been over for a day: until then it still says "used" or "expired". */
const nameRestSeconds = 86_400;

/** `madeBy`: the account that asked, or `start` for the code a demo prints. The centre must exist. `staffId`: whose own code it is. */
export async function createEnrolmentCode(
  parts: ServerParts,
  centreId: number,
  madeBy: string,
  staffId: string | null = null,
): Promise<EnrolmentCode> {
  const now = parts.clock.nowSeconds();
  const validUntil = now + limits.enrolmentCodeSecondsMax;
  for (let tried = 0; tried < namesTriedMax; tried++) {
    const text = bytesToCrockford(parts.random(5));
    const name = text.slice(0, enrolmentCodeForm.nameCharacters);
    const secret = text.slice(enrolmentCodeForm.nameCharacters);
    const row = {
      secret_hash: bytesToBase64url(secretMac(parts.keys, name, secret)),
      centre_id: centreId,
      valid_until: validUntil,
      tries: 0,
      used_at: null,
      made_by: madeBy,
      staff_id: staffId,
    };
    const written = await parts.store.database
      .insertInto('enrolment_code')
      .values({ code_name: name, ...row })
      .onConflict((conflict) =>
        conflict
          .column('code_name')
          .doUpdateSet(row)
          .where('enrolment_code.valid_until', '<', now - nameRestSeconds),
      )
      .executeTakeFirst();
    if (written.numInsertedOrUpdatedRows === 1n) return { code: `${name}-${secret}`, validUntil };
  }
  throw new Error('createEnrolmentCode: every name tried is in use');
}

export type TypedEnrolmentCode = { readonly name: string; readonly secret: string };

export type CodeOutcome =
  | {
      readonly outcome: 'right';
      readonly centreId: number;
      readonly madeBy: string;
      /** Null for a code that enrols a tablet. */
      readonly staffId: string | null;
    }
  | { readonly outcome: 'code-unknown' | 'code-used' | 'code-expired' | 'code-blocked' };

/** Counts the try first, so that tries at one instant are counted too. Only the right secret learns "used" or "expired". */
export async function tryEnrolmentCode(
  parts: Pick<ServerParts, 'keys' | 'clock'>,
  transaction: DatabaseTransaction,
  typed: TypedEnrolmentCode,
): Promise<CodeOutcome> {
  const row = await transaction
    .updateTable('enrolment_code')
    .set((old) => ({ tries: old('tries', '+', 1) }))
    .where('code_name', '=', typed.name)
    .where('tries', '<', limits.enrolmentCodeTriesMax)
    .returningAll()
    .executeTakeFirst();
  if (row === undefined) return missingCode(transaction, typed.name);
  const expected = Buffer.from(row.secret_hash, 'base64url');
  const given = secretMac(parts.keys, typed.name, typed.secret);
  if (expected.length !== given.length || !timingSafeEqual(expected, given)) {
    return { outcome: 'code-unknown' };
  }
  await transaction
    .updateTable('enrolment_code')
    .set({ tries: row.tries - 1 })
    .where('code_name', '=', typed.name)
    .execute();
  if (row.used_at !== null) return { outcome: 'code-used' };
  if (row.valid_until <= parts.clock.nowSeconds()) return { outcome: 'code-expired' };
  const { centre_id: centreId, made_by: madeBy, staff_id: staffId } = row;
  return { outcome: 'right', centreId, madeBy, staffId };
}

/** The row was locked by tryEnrolmentCode in this transaction: nobody else can use it in between. */
export async function markCodeUsed(
  parts: Pick<ServerParts, 'clock'>,
  transaction: DatabaseTransaction,
  typed: TypedEnrolmentCode,
): Promise<void> {
  await transaction
    .updateTable('enrolment_code')
    .set({ used_at: parts.clock.nowSeconds() })
    .where('code_name', '=', typed.name)
    .execute();
}

async function missingCode(transaction: DatabaseTransaction, name: string): Promise<CodeOutcome> {
  const row = await transaction
    .selectFrom('enrolment_code')
    .select('tries')
    .where('code_name', '=', name)
    .executeTakeFirst();
  return { outcome: row === undefined ? 'code-unknown' : 'code-blocked' };
}

/** Under the server's key: 25 bits behind a plain hash could be searched by whoever reads the database. */
function secretMac(keys: DeploymentKeys, name: string, secret: string): Uint8Array {
  return keys.mac('enrolment-code', utf8ToBytes(`${name}-${secret}`));
}
