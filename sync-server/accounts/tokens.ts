// Owns the tokens by which a program reads records in the name of an account: shown once, kept as a hash, ended with the account.

import { hash } from 'node:crypto';
import { bytesToBase64url } from '../../schemas/bytes.ts';
import type { ServerParts } from '../parts.ts';
import type { DatabaseReach } from '../store/schema.ts';
import { isAccountRole, type AccountRole } from './accounts.ts';
import { readPlace, type Place } from './place.ts';

export const tokenDaysMax = 400;
/** Writing down every single request would cost a write each. */
const seenEverySeconds = 3600;
const secondsPerDay = 86_400;
/** So that a token found in a file or a log can be recognised as one. */
const tokenStart = 'suchi_';

/** Whoever reads records: a program with a token, or a person signed in at the desk. */
export interface RecordReader {
  readonly account: string;
  readonly role: AccountRole;
  readonly place: Place;
}

/** The token is in the answer and nowhere else. Null: there is no such account that is active. */
export async function makeToken(
  parts: Pick<ServerParts, 'store' | 'random' | 'clock'>,
  account: string,
  days: number,
): Promise<{ readonly token: string; readonly validUntil: number } | null> {
  const token = tokenStart + bytesToBase64url(parts.random(32));
  const now = parts.clock.nowSeconds();
  const validUntil = now + days * secondsPerDay;
  return parts.store.transact(async (transaction) => {
    const found = await transaction
      .selectFrom('account')
      .select('account')
      .where('account', '=', account)
      .where('is_active', '=', 1)
      .executeTakeFirst();
    if (found === undefined) return null;
    await transaction
      .insertInto('access_token')
      .values({
        token_hash: tokenHash(token),
        account,
        made_at: now,
        valid_until: validUntil,
        seen_at: null,
      })
      .execute();
    return { token, validUntil };
  });
}

export async function endTokens(reach: DatabaseReach, account: string): Promise<number> {
  const ended = await reach
    .deleteFrom('access_token')
    .where('account', '=', account)
    .executeTakeFirst();
  return Number(ended.numDeletedRows);
}

/** How many living tokens each account has. */
export async function countTokens(
  parts: Pick<ServerParts, 'store' | 'clock'>,
): Promise<ReadonlyMap<string, number>> {
  const rows = await parts.store.database
    .selectFrom('access_token')
    .select((of) => ['account', of.fn.countAll<number>().as('tokens')])
    .where('valid_until', '>', parts.clock.nowSeconds())
    .groupBy('account')
    .execute();
  return new Map(rows.map((row) => [row.account, Number(row.tokens)]));
}

/** Null when the token is unknown or too old, or its account is disabled. */
export async function findToken(
  parts: Pick<ServerParts, 'store' | 'clock'>,
  token: string,
): Promise<RecordReader | null> {
  if (!token.startsWith(tokenStart)) return null;
  const now = parts.clock.nowSeconds();
  const row = await parts.store.database
    .selectFrom('access_token')
    .innerJoin('account', 'account.account', 'access_token.account')
    .select(['account.account', 'role', 'place_kind', 'place', 'seen_at'])
    .where('token_hash', '=', tokenHash(token))
    .where('valid_until', '>', now)
    .where('is_active', '=', 1)
    .executeTakeFirst();
  if (row === undefined) return null;
  const place = readPlace(row.place_kind, row.place);
  if (place === null || !isAccountRole(row.role)) return null;
  if (row.seen_at === null || now - row.seen_at >= seenEverySeconds) {
    await parts.store.database
      .updateTable('access_token')
      .set({ seen_at: now })
      .where('token_hash', '=', tokenHash(token))
      .execute();
  }
  return { account: row.account, role: row.role, place };
}

function tokenHash(token: string): string {
  return hash('sha256', token, 'base64url');
}
