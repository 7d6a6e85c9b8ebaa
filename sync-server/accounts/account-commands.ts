// Owns what npm run account does and says: each command answers lines, ready to print, and whether it was done.

import { toString } from 'qrcode';
import type { DeploymentKeys } from '../keys/deployment-keys.ts';
import { istDayOf } from '../../schemas/rules/day.ts';
import type { Clock, Random } from '../parts.ts';
import type { Store } from '../store/database.ts';
import {
  accountRoles,
  addAccount,
  disableAccount,
  isAccountRole,
  listAccounts,
  normaliseAccountName,
  resetPassword,
  type Credentials,
} from './accounts.ts';
import { findPlace } from './find-place.ts';
import { secretToAddress } from './second-step.ts';
import { describePlace } from './place.ts';
import { countTokens, endTokens, makeToken, tokenDaysMax } from './tokens.ts';

export interface AccountCommandAnswer {
  readonly isDone: boolean;
  readonly lines: readonly string[];
}

export interface AccountCommandParts {
  readonly store: Store;
  readonly random: Random;
  readonly clock: Clock;
  readonly keys: DeploymentKeys;
}

/** As typed: `--centre 7` is `{centre: '7'}`. */
export type AccountFlags = Readonly<Record<string, string | boolean | undefined>>;

export const accountCommands = { add, reset, disable, list, token, 'end-tokens': endAllTokens };

async function add(parts: AccountCommandParts, flags: AccountFlags): Promise<AccountCommandAnswer> {
  const account = readAccountName(flags);
  if (account === null) return refuse(accountForm);
  const name = textOf(flags, 'name');
  if (name === undefined) return refuse('Say whose account it is: --name "FULL NAME".');
  const role = textOf(flags, 'role') ?? '';
  if (!isAccountRole(role)) return refuse(`--role is one of ${accountRoles.join(', ')}.`);
  const found = await findPlace(parts.store.database, role, {
    centre: textOf(flags, 'centre'),
    block: textOf(flags, 'block'),
    district: textOf(flags, 'district'),
    state: textOf(flags, 'state'),
    everywhere: flags['everywhere'] === true,
  });
  if (found.outcome === 'refused') return refuse(...found.sentences);
  const { place } = found;
  const added = await addAccount(parts, { account, name, role, place });
  if (added.outcome === 'name-taken') {
    return refuse(
      `There is an account ${account} already. A new password for it: npm run account -- reset --account ${account}`,
    );
  }
  const where = await describePlace(parts.store.database, place);
  const made = `Account ${account} was made: ${name}, ${role}, ${where}.`;
  // Nobody sits in front of such an account: its password is told to no one, and the desk would refuse it.
  return role === 'record-reader'
    ? done(made, `It reads by token: npm run account -- token --account ${account}`)
    : done(made, ...(await sayCredentials(account, added)));
}

async function token(
  parts: AccountCommandParts,
  flags: AccountFlags,
): Promise<AccountCommandAnswer> {
  const account = readAccountName(flags);
  if (account === null) return refuse(accountForm);
  const days = Number(textOf(flags, 'days') ?? tokenDaysDefault);
  if (!Number.isInteger(days) || days < 1 || days > tokenDaysMax)
    return refuse(`--days is a number from 1 to ${tokenDaysMax}.`);
  const made = await makeToken(parts, account, days);
  if (made === null) return refuse(...sayUnknown(account));
  return done(
    `Account ${account} has a new token, good until ${istDayOf(made.validUntil)}.`,
    '',
    `  Token   ${made.token}`,
    '',
    'It is shown this once. Whoever has it reads the records of persons in the places of the account.',
  );
}

async function endAllTokens(
  parts: AccountCommandParts,
  flags: AccountFlags,
): Promise<AccountCommandAnswer> {
  const account = readAccountName(flags);
  if (account === null) return refuse(accountForm);
  const ended = await endTokens(parts.store.database, account);
  return done(`Tokens of ${account} that were ended: ${ended}.`);
}

async function reset(
  parts: AccountCommandParts,
  flags: AccountFlags,
): Promise<AccountCommandAnswer> {
  const account = readAccountName(flags);
  if (account === null) return refuse(accountForm);
  const made = await resetPassword(parts, account);
  return made === null
    ? refuse(...sayUnknown(account))
    : done(
        `Account ${account} has a new password and new digits; whoever was signed in with it no longer is, and its tokens are ended.`,
        ...(await sayCredentials(account, made)),
      );
}

async function disable(
  parts: AccountCommandParts,
  flags: AccountFlags,
): Promise<AccountCommandAnswer> {
  const account = readAccountName(flags);
  if (account === null) return refuse(accountForm);
  const isDisabled = await disableAccount(parts, account);
  return isDisabled
    ? done(
        `Account ${account} is disabled; whoever was signed in with it no longer is, and its tokens are ended.`,
      )
    : refuse(...sayUnknown(account));
}

async function list({ store, clock }: AccountCommandParts): Promise<AccountCommandAnswer> {
  const accounts = await listAccounts({ store });
  if (accounts.length === 0)
    return done('There is no account yet. Make one: npm run account -- add …');
  const now = clock.nowSeconds();
  const tokens = await countTokens({ store, clock });
  const lines: string[] = [];
  for (const { account, name, role, place, isActive, lockedUntil } of accounts) {
    const state = !isActive ? ' · disabled' : lockedUntil > now ? ' · locked for some minutes' : '';
    const living = tokens.has(account) ? ` · tokens: ${tokens.get(account)}` : '';
    lines.push(
      `${account} · ${name} · ${role} · ${await describePlace(store.database, place)}${state}${living}`,
    );
  }
  return done(...lines);
}

const tokenDaysDefault = 365;
const accountForm =
  'Name the account: --account NAME, 2 to 40 small letters, digits, dots or dashes, for example meera.patil';

function readAccountName(flags: AccountFlags): string | null {
  return normaliseAccountName(textOf(flags, 'account') ?? '');
}

function textOf(flags: AccountFlags, name: string): string | undefined {
  const value = flags[name];
  return typeof value === 'string' ? value.trim() || undefined : undefined;
}

async function sayCredentials(
  account: string,
  { password, secret }: Credentials,
): Promise<string[]> {
  const address = secretToAddress(secret, account);
  return [
    '',
    `  Password   ${password}`,
    '',
    'The six digits of each sign-in come from an authenticator app. Let the person scan this now:',
    '',
    await toString(address, { type: 'terminal', small: true }),
    `  ${address}`,
    '',
    'Both are shown this once. Hand the password over on paper or by voice; clear this screen after the scan.',
  ];
}

function sayUnknown(account: string): string[] {
  return [`There is no account ${account}. All of them: npm run account -- list`];
}

function done(...lines: readonly string[]): AccountCommandAnswer {
  return { isDone: true, lines };
}

function refuse(...lines: readonly string[]): AccountCommandAnswer {
  return { isDone: false, lines };
}
