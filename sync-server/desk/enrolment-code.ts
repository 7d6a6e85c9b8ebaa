// Owns a supervisor's request for an enrolment code: only for a centre of the account's places.

import type { DeskEnrolmentCode } from '../../schemas/desk-tablets.ts';
import { writeAudit } from '../accounts/audit.ts';
import { selectCentresOf } from '../accounts/place.ts';
import type { SignedIn } from '../accounts/sign-in.ts';
import { createEnrolmentCode } from '../enrolment/codes.ts';
import type { ServerParts } from '../parts.ts';

export type DeskEnrolmentOutcome =
  | { readonly outcome: 'made'; readonly answer: DeskEnrolmentCode }
  /** Alike for a centre of others and for one that does not exist. */
  | { readonly outcome: 'not-your-place' };

export async function makeDeskEnrolmentCode(
  parts: ServerParts,
  account: SignedIn,
  centreId: number,
): Promise<DeskEnrolmentOutcome> {
  const { database } = parts.store;
  const centre = await selectCentresOf(database, account)
    .select('name')
    .where('centre_id', '=', centreId)
    .executeTakeFirst();
  if (centre === undefined) return { outcome: 'not-your-place' };
  const made = await createEnrolmentCode(parts, centreId, account.account);
  const entry = { account: account.account, action: 'made-enrolment-code', centreId } as const;
  await writeAudit(parts, database, [entry]);
  return { outcome: 'made', answer: { ...made, centreName: centre.name } };
}
