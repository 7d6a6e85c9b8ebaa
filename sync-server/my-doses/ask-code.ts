// Owns asking for a one-time code: to one's own page, or to a new phone. What a stranger's phone costs is what a known one costs.

import { bytesToU32, utf8ToBytes } from '../../schemas/bytes.ts';
import type { MessageLanguage } from '../messages/texts.ts';
import type { ServerParts } from '../parts.ts';
import { makeCode, type AskOutcome } from './one-time-codes.ts';
import type { SignedInPerson } from './person-sign-in.ts';
import { findCentreOfPhone } from './phones.ts';

export interface PlaceOfPhone {
  readonly centreId: number | null;
  /** By which requests are counted together. */
  readonly bucket: string;
}

/** Phones nobody knows share a few made-up places, so that limits by place say nothing about who is known. */
const madeUpPlaces = 64;

export async function placeOfPhone(
  parts: Pick<ServerParts, 'store' | 'keys'>,
  mobileNumber: string,
): Promise<PlaceOfPhone> {
  const centreId = await findCentreOfPhone(parts.store.database, mobileNumber);
  const madeUp = bytesToU32(parts.keys.mac('made-up-place', utf8ToBytes(mobileNumber)));
  const bucket = centreId === null ? `none ${madeUp % madeUpPlaces}` : `centre ${centreId}`;
  return { centreId, bucket };
}

export function askDoorCode(
  parts: ServerParts,
  wanted: { readonly mobileNumber: string; readonly language: MessageLanguage },
  { centreId }: PlaceOfPhone,
): Promise<AskOutcome> {
  return makeCode(parts, { ...wanted, purpose: 'door', centreId });
}

/** Whoever stands at the page names a phone of their own: it gets a code whether somebody knows it or not. */
export async function askNewPhoneCode(
  parts: ServerParts,
  person: SignedInPerson,
  wanted: { readonly mobileNumber: string; readonly language: MessageLanguage },
): Promise<AskOutcome> {
  const { centreId } = await placeOfPhone(parts, person.mobileNumber);
  return makeCode(parts, { ...wanted, purpose: 'new-phone', centreId: centreId ?? 0 });
}
