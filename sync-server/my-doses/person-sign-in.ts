// Owns who stands at the person's own page: whoever typed the code that came to the phone, for a quarter of an hour.

import { hash } from 'node:crypto';
import { bytesToBase64url, bytesToUtf8, utf8ToBytes } from '../../schemas/bytes.ts';
import type { ServerParts } from '../parts.ts';
import { checkCode } from './one-time-codes.ts';

export const personSignInSecondsMax = 15 * 60;

export interface SignedInPerson {
  readonly mobileNumber: string;
  readonly codeCameBy: 'gateway' | 'desk';
  /** Names this sign-in for limits; nobody can sign in with it. */
  readonly signInName: string;
  /** Epoch seconds. */
  readonly signedInUntil: number;
}

export type PersonSignInOutcome =
  | { readonly outcome: 'signed-in'; readonly token: string; readonly person: SignedInPerson }
  | { readonly outcome: 'refused' };

export async function signInPerson(
  parts: ServerParts,
  typed: { readonly mobileNumber: string; readonly code: string },
  formerToken: string | undefined,
): Promise<PersonSignInOutcome> {
  const check = await checkCode(parts, { ...typed, purpose: 'door' });
  if (check.outcome === 'refused') return check;
  const token = bytesToBase64url(parts.random(32));
  const now = parts.clock.nowSeconds();
  const name = tokenHash(token);
  const { database } = parts.store;
  await database
    .deleteFrom('person_sign_in')
    .where((row) =>
      row.or([
        row('token_hash', '=', tokenHash(formerToken ?? '')),
        row('signed_in_at', '<=', now - personSignInSecondsMax),
      ]),
    )
    .execute();
  await database
    .insertInto('person_sign_in')
    .values({
      token_hash: name,
      mobile_sealed: parts.keys.sealForStorage(sealContext(name), utf8ToBytes(typed.mobileNumber)),
      code_came_by: check.cameBy,
      signed_in_at: now,
    })
    .execute();
  const person = await findPerson(parts, token);
  return person === null ? { outcome: 'refused' } : { outcome: 'signed-in', token, person };
}

/** Null when the token is unknown or a quarter of an hour old, used or not. */
export async function findPerson(
  parts: Pick<ServerParts, 'store' | 'keys' | 'clock'>,
  token: string,
): Promise<SignedInPerson | null> {
  const name = tokenHash(token);
  const row = await parts.store.database
    .selectFrom('person_sign_in')
    .selectAll()
    .where('token_hash', '=', name)
    .where('signed_in_at', '>', parts.clock.nowSeconds() - personSignInSecondsMax)
    .executeTakeFirst();
  const mobile = row && parts.keys.openFromStorage(sealContext(name), row.mobile_sealed);
  if (row === undefined || !mobile) return null;
  return {
    mobileNumber: bytesToUtf8(mobile),
    codeCameBy: row.code_came_by === 'desk' ? 'desk' : 'gateway',
    signInName: name,
    signedInUntil: row.signed_in_at + personSignInSecondsMax,
  };
}

export async function signOutPerson(
  parts: Pick<ServerParts, 'store'>,
  token: string,
): Promise<void> {
  await parts.store.database
    .deleteFrom('person_sign_in')
    .where('token_hash', '=', tokenHash(token))
    .execute();
}

const sealContext = (name: string): string => `person-sign-in\n${name}`;

/** Only this is stored: whoever reads the database cannot sign in with it. */
function tokenHash(token: string): string {
  return hash('sha256', token, 'base64url');
}
