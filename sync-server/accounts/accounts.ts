// Owns the accounts of people who sign in at the desk: made, given a new password, disabled, listed. Hashes never leave here.

import { deskRoles, type DeskRole } from '../../schemas/desk.ts';
import type { ServerParts } from '../parts.ts';
import type { DatabaseTransaction } from '../store/schema.ts';
import { makeSecret, sealSecret } from './second-step.ts';
import { hashPassword, makePassword } from './password.ts';
import { placeToColumns, readPlace, type Place } from './place.ts';

export interface NewAccount {
  readonly account: string;
  readonly name: string;
  readonly role: DeskRole;
  readonly place: Place;
}

export type AddAccountOutcome =
  ({ readonly outcome: 'added' } & Credentials) | { readonly outcome: 'name-taken' };

/** Shown once, and stored as a hash and sealed. */
export interface Credentials {
  readonly password: string;
  /** Of the six digits. */
  readonly secret: Uint8Array;
}

type AccountParts = Pick<ServerParts, 'store' | 'random' | 'keys'>;

/** Two to forty small letters, digits, dots and dashes; null for anything else. */
export function normaliseAccountName(typed: string): string | null {
  const text = typed.trim().toLowerCase();
  return /^[a-z0-9][a-z0-9._-]{1,39}$/.test(text) ? text : null;
}

/** The password is in the answer and nowhere else. */
export async function addAccount(
  parts: AccountParts,
  wanted: NewAccount,
): Promise<AddAccountOutcome> {
  const password = makePassword(parts.random);
  const secret = makeSecret(parts.random);
  const row = {
    ...rowOf(wanted),
    password_hash: await hashPassword(password, parts.random),
    totp_sealed: sealSecret(parts.keys, wanted.account, secret),
  };
  const inserted = await parts.store.database
    .insertInto('account')
    .values(row)
    .onConflict((conflict) => conflict.column('account').doNothing())
    .executeTakeFirst();
  return inserted.numInsertedOrUpdatedRows === 1n
    ? { outcome: 'added', password, secret }
    : { outcome: 'name-taken' };
}

/** Makes or replaces the account with a fresh password and no second step: for the demo alone, where every start prints its own. */
export async function replaceAccount(
  parts: Pick<ServerParts, 'store' | 'random'>,
  wanted: NewAccount,
): Promise<string> {
  const password = makePassword(parts.random);
  const row = { ...rowOf(wanted), password_hash: await hashPassword(password, parts.random) };
  await parts.store.transact(async (transaction) => {
    await endSignIns(transaction, wanted.account);
    await transaction
      .insertInto('account')
      .values(row)
      .onConflict((conflict) => conflict.column('account').doUpdateSet(row))
      .execute();
  });
  return password;
}

/** A new password and a new second step also open a locked or disabled account, and end every sign-in. Null: no such account. */
export async function resetPassword(
  parts: AccountParts,
  account: string,
): Promise<Credentials | null> {
  const password = makePassword(parts.random);
  const password_hash = await hashPassword(password, parts.random);
  const secret = makeSecret(parts.random);
  const totp_sealed = sealSecret(parts.keys, account, secret);
  return parts.store.transact(async (transaction) => {
    await endSignIns(transaction, account);
    const changed = await transaction
      .updateTable('account')
      .set({
        password_hash,
        totp_sealed,
        totp_step: null,
        failed_tries: 0,
        locked_until: 0,
        is_active: 1,
      })
      .where('account', '=', account)
      .executeTakeFirst();
    return changed.numUpdatedRows === 1n ? { password, secret } : null;
  });
}

export async function disableAccount(
  parts: Pick<ServerParts, 'store'>,
  account: string,
): Promise<boolean> {
  return parts.store.transact(async (transaction) => {
    await endSignIns(transaction, account);
    const changed = await transaction
      .updateTable('account')
      .set({ is_active: 0 })
      .where('account', '=', account)
      .executeTakeFirst();
    return changed.numUpdatedRows === 1n;
  });
}

export interface ListedAccount extends NewAccount {
  readonly isActive: boolean;
  /** Epoch seconds; 0 when it is not locked. */
  readonly lockedUntil: number;
}

export async function listAccounts(parts: Pick<ServerParts, 'store'>): Promise<ListedAccount[]> {
  const rows = await parts.store.database
    .selectFrom('account')
    .select(['account', 'name', 'role', 'place_kind', 'place', 'is_active', 'locked_until'])
    .orderBy('account')
    .execute();
  return rows.flatMap((row): ListedAccount[] => {
    const place = readPlace(row.place_kind, row.place);
    if (place === null || !isDeskRole(row.role)) return [];
    const { account, name, role } = row;
    return [
      { account, name, role, place, isActive: row.is_active === 1, lockedUntil: row.locked_until },
    ];
  });
}

export function isDeskRole(text: string): text is DeskRole {
  return (deskRoles as readonly string[]).includes(text);
}

function rowOf({ account, name, role, place }: NewAccount) {
  const columns = placeToColumns(place);
  const fresh = {
    failed_tries: 0,
    locked_until: 0,
    is_active: 1,
    totp_sealed: null,
    totp_step: null,
  };
  return { account, name, role, ...columns, ...fresh };
}

async function endSignIns(transaction: DatabaseTransaction, account: string): Promise<void> {
  await transaction.deleteFrom('sign_in').where('account', '=', account).execute();
}
