// Owns who may call a desk route: a cookie that names a living sign-in, and a role of the route's row.

import type { Context, MiddlewareHandler } from 'hono';
import { deleteCookie, getCookie, setCookie } from 'hono/cookie';
import type { AccountRole } from '../accounts/accounts.ts';
import { findSignIn, signInLimits, type SignedIn } from '../accounts/sign-in.ts';
import type { ServerParts } from '../parts.ts';
import { answerProblem } from './problems.ts';

declare module 'hono' {
  interface ContextVariableMap {
    /** Set behind requireAccount only. */
    signedIn: SignedIn;
  }
}

/** Chromium and Firefox keep a Secure cookie of http://localhost too, so there is one name and one form of it. */
const cookieName = 'suchi';
const cookieOptions = {
  prefix: 'host',
  path: '/',
  secure: true,
  httpOnly: true,
  sameSite: 'Strict',
} as const;

/** Sent by the desk with what it asks by itself: an open page must not stay signed in with nobody in front of it. */
const refreshHeader = 'x-suchi-refresh';

export function createRequireAccount(
  parts: Pick<ServerParts, 'store' | 'clock'>,
  roles: readonly AccountRole[],
): MiddlewareHandler {
  return async function requireAccount(context, next) {
    const token = readTokenCookie(context);
    const isUse = context.req.header(refreshHeader) === undefined;
    const signedIn = token === undefined ? null : await findSignIn(parts, token, isUse);
    if (signedIn === null) return answerProblem(context, 'sign-in-needed');
    if (!roles.includes(signedIn.role)) return answerProblem(context, 'not-your-role');
    context.set('signedIn', signedIn);
    return next();
  };
}

export function readTokenCookie(context: Context): string | undefined {
  return getCookie(context, cookieName, 'host');
}

export function writeTokenCookie(context: Context, token: string): void {
  setCookie(context, cookieName, token, {
    ...cookieOptions,
    maxAge: signInLimits.absoluteSecondsMax,
  });
}

export function clearTokenCookie(context: Context): void {
  deleteCookie(context, cookieName, cookieOptions);
}
