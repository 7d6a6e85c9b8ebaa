// Owns signing in at the desk: the check, the growing lock, and sign-ins that end when idle and end at all.

import { hash } from 'node:crypto';
import { bytesToBase64url } from '../../schemas/bytes.ts';
import type { DeskRole } from '../../schemas/desk.ts';
import type { ServerParts } from '../parts.ts';
import type { AccountTable } from '../store/schema.ts';
import { writeAudit } from './audit.ts';
import { isDeskRole, normaliseAccountName } from './accounts.ts';
import { isPasswordRight } from './password.ts';
import { findStep, openSecret } from './second-step.ts';
import { readPlace, type Place } from './place.ts';

export const signInLimits = {
  idleSecondsMax: 30 * 60,
  absoluteSecondsMax: 12 * 3600,
  triesBeforeLock: 5,
  lockSecondsFirst: 60,
  lockSecondsMax: 15 * 60,
  /** Writing down every single request would cost a write each. */
  seenEverySeconds: 60,
} as const;

/** Somebody who is signed in: what every desk service is given. */
export interface SignedIn {
  readonly account: string;
  readonly name: string;
  readonly role: DeskRole;
  readonly place: Place;
  /** Epoch seconds when this sign-in ends unless it is used again. */
  readonly signedInUntil: number;
}

export type SignInOutcome =
  | { readonly outcome: 'signed-in'; readonly token: string; readonly signedIn: SignedIn }
  /** Alike for an unknown name, a wrong password, wrong digits, a locked and a disabled account. */
  | { readonly outcome: 'refused' }
  /** The password is right: now the six digits. It counts as a try until they come. */
  | { readonly outcome: 'code-needed' }
  /** An account from before there were digits: a new password brings them. */
  | { readonly outcome: 'second-step-missing' };

/** `formerToken`: of the cookie that came along; that sign-in ends, so that nobody can plant one. */
export async function signIn(
  parts: ServerParts & { readonly isDemo: boolean },
  typed: {
    readonly account: string;
    readonly password: string;
    readonly code?: string | undefined;
  },
  formerToken: string | undefined,
): Promise<SignInOutcome> {
  const account = normaliseAccountName(typed.account);
  const taken = account === null ? null : await takeTry(parts, account);
  const isRight = await isPasswordRight(typed.password, taken?.password_hash ?? null);
  if (taken === null || !isRight) return { outcome: 'refused' };
  const second = judgeSecondStep(parts, taken, typed.code);
  if (second.outcome !== 'passed') return second;
  if (second.step !== null && !(await spendStep(parts, taken.account, second.step)))
    return { outcome: 'refused' };
  const token = bytesToBase64url(parts.random(32));
  const now = parts.clock.nowSeconds();
  await parts.store.transact(async (transaction) => {
    await transaction
      .updateTable('account')
      .set({ failed_tries: 0, locked_until: 0 })
      .where('account', '=', taken.account)
      .execute();
    await transaction
      .deleteFrom('sign_in')
      .where((row) =>
        row.or([
          row('token_hash', '=', tokenHash(formerToken ?? '')),
          row('signed_in_at', '<=', now - signInLimits.absoluteSecondsMax),
        ]),
      )
      .execute();
    const row = {
      token_hash: tokenHash(token),
      account: taken.account,
      signed_in_at: now,
      seen_at: now,
    };
    await transaction.insertInto('sign_in').values(row).execute();
    await writeAudit(parts, transaction, [{ account: taken.account, action: 'signed-in' }]);
  });
  const signedIn = await findSignIn(parts, token);
  return signedIn === null ? { outcome: 'refused' } : { outcome: 'signed-in', token, signedIn };
}

type SecondStep =
  | { readonly outcome: 'passed'; readonly step: number | null }
  | { readonly outcome: 'refused' | 'code-needed' | 'second-step-missing' };

/** Only the demo's own account goes without, and its pages say so. */
function judgeSecondStep(
  parts: ServerParts & { readonly isDemo: boolean },
  taken: Pick<AccountTable, 'account' | 'totp_sealed' | 'totp_step'>,
  typed: string | undefined,
): SecondStep {
  if (taken.totp_sealed === null)
    return parts.isDemo ? { outcome: 'passed', step: null } : { outcome: 'second-step-missing' };
  if (typed === undefined || typed.trim() === '') return { outcome: 'code-needed' };
  const secret = openSecret(parts.keys, taken.account, taken.totp_sealed);
  if (secret === null) return { outcome: 'second-step-missing' };
  const step = findStep(secret, typed, parts.clock.nowSeconds(), taken.totp_step);
  return step === null ? { outcome: 'refused' } : { outcome: 'passed', step };
}

/** False when another request took these digits a moment ago: whoever watched them being typed cannot use them too. */
async function spendStep(
  parts: Pick<ServerParts, 'store'>,
  account: string,
  step: number,
): Promise<boolean> {
  const changed = await parts.store.database
    .updateTable('account')
    .set({ totp_step: step })
    .where('account', '=', account)
    .where((row) => row.or([row('totp_step', 'is', null), row('totp_step', '<', step)]))
    .executeTakeFirst();
  return changed.numUpdatedRows === 1n;
}

/** Counts the try before the password is looked at: a hundred tries at one instant are still only five. */
async function takeTry(parts: ServerParts, account: string) {
  const now = parts.clock.nowSeconds();
  return parts.store.transact(async (transaction) => {
    const row = await transaction
      .updateTable('account')
      .set((old) => ({ failed_tries: old('failed_tries', '+', 1) }))
      .where('account', '=', account)
      .where('is_active', '=', 1)
      .where('locked_until', '<=', now)
      .returning(['account', 'password_hash', 'failed_tries', 'totp_sealed', 'totp_step'])
      .executeTakeFirst();
    const seconds = lockSeconds(row?.failed_tries ?? 0);
    if (seconds > 0) {
      await transaction
        .updateTable('account')
        .set({ locked_until: now + seconds })
        .where('account', '=', account)
        .execute();
    }
    return row ?? null;
  });
}

/** The fifth wrong try rests the account for a minute, each further one for twice as long. */
function lockSeconds(failedTries: number): number {
  const beyond = failedTries - signInLimits.triesBeforeLock;
  if (beyond < 0) return 0;
  return Math.min(signInLimits.lockSecondsFirst * 2 ** beyond, signInLimits.lockSecondsMax);
}

/** Null when the token is unknown, idle too long, too old, or its account is disabled. `isUse`: somebody is there; an open page alone is not. */
export async function findSignIn(
  parts: Pick<ServerParts, 'store' | 'clock'>,
  token: string,
  isUse = true,
): Promise<SignedIn | null> {
  const now = parts.clock.nowSeconds();
  const row = await parts.store.database
    .selectFrom('sign_in')
    .innerJoin('account', 'account.account', 'sign_in.account')
    .select(['account.account', 'name', 'role', 'place_kind', 'place', 'signed_in_at', 'seen_at'])
    .where('token_hash', '=', tokenHash(token))
    .where('is_active', '=', 1)
    .where('seen_at', '>', now - signInLimits.idleSecondsMax)
    .where('signed_in_at', '>', now - signInLimits.absoluteSecondsMax)
    .executeTakeFirst();
  if (row === undefined) return null;
  const place = readPlace(row.place_kind, row.place);
  if (place === null || !isDeskRole(row.role)) return null;
  if (isUse && now - row.seen_at >= signInLimits.seenEverySeconds) {
    await parts.store.database
      .updateTable('sign_in')
      .set({ seen_at: now })
      .where('token_hash', '=', tokenHash(token))
      .execute();
  }
  const signedInUntil = Math.min(
    (isUse ? now : row.seen_at) + signInLimits.idleSecondsMax,
    row.signed_in_at + signInLimits.absoluteSecondsMax,
  );
  return { account: row.account, name: row.name, role: row.role, place, signedInUntil };
}

export async function signOut(
  parts: Pick<ServerParts, 'store' | 'clock' | 'random'>,
  token: string,
): Promise<void> {
  await parts.store.transact(async (transaction) => {
    const ended = await transaction
      .deleteFrom('sign_in')
      .where('token_hash', '=', tokenHash(token))
      .returning('account')
      .executeTakeFirst();
    if (ended !== undefined)
      await writeAudit(parts, transaction, [{ account: ended.account, action: 'signed-out' }]);
  });
}

/** Only this is stored: whoever reads the database cannot sign in with it. */
function tokenHash(token: string): string {
  return hash('sha256', token, 'base64url');
}
