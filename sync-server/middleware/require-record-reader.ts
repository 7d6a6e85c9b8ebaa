// Owns who may read records: a living token of an account, or a sign-in at the desk, of a role of the route's row.

import type { Context, MiddlewareHandler } from 'hono';
import type { AccountRole } from '../accounts/accounts.ts';
import { findSignIn } from '../accounts/sign-in.ts';
import { findToken, type RecordReader } from '../accounts/tokens.ts';
import type { ServerParts } from '../parts.ts';
import { answerProblem } from './problems.ts';
import { readTokenCookie } from './require-account.ts';

declare module 'hono' {
  interface ContextVariableMap {
    /** Set behind requireRecordReader only. */
    recordReader: RecordReader;
  }
}

export function createRequireRecordReader(
  parts: Pick<ServerParts, 'store' | 'clock'>,
  roles: readonly AccountRole[],
): MiddlewareHandler {
  return async function requireRecordReader(context, next) {
    const reader = await findReader(parts, context);
    if (reader === null) {
      context.header('www-authenticate', 'Bearer');
      return answerProblem(context, 'sign-in-needed');
    }
    if (!roles.includes(reader.role)) return answerProblem(context, 'not-your-role');
    context.set('recordReader', reader);
    return next();
  };
}

/** A token that is sent decides alone: a wrong one is not healed by a cookie that came along. */
async function findReader(
  parts: Pick<ServerParts, 'store' | 'clock'>,
  context: Context,
): Promise<RecordReader | null> {
  const header = context.req.header('authorization');
  if (header !== undefined) {
    const token = /^Bearer ([\w-]{10,100})$/.exec(header)?.[1];
    return token === undefined ? null : findToken(parts, token);
  }
  const cookie = readTokenCookie(context);
  return cookie === undefined ? null : findSignIn(parts, cookie);
}
