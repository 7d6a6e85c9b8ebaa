// Owns who may call the routes of the person's own page: a cookie that a one-time code gave, not older than a quarter of an hour.

import type { Context, MiddlewareHandler } from 'hono';
import { deleteCookie, getCookie, setCookie } from 'hono/cookie';
import {
  findPerson,
  personSignInSecondsMax,
  type SignedInPerson,
} from '../my-doses/person-sign-in.ts';
import type { ServerParts } from '../parts.ts';
import { answerProblem } from './problems.ts';

declare module 'hono' {
  interface ContextVariableMap {
    /** Set behind requirePerson only. */
    person: SignedInPerson;
  }
}

/** Another name than the desk's: a supervisor who looks at the own doses stays signed in at the desk. */
const cookieName = 'suchi-my';
const cookieOptions = {
  prefix: 'host',
  path: '/',
  secure: true,
  httpOnly: true,
  sameSite: 'Strict',
} as const;

export function createRequirePerson(
  parts: Pick<ServerParts, 'store' | 'keys' | 'clock'>,
): MiddlewareHandler {
  return async function requirePerson(context, next) {
    const token = readPersonCookie(context);
    const person = token === undefined ? null : await findPerson(parts, token);
    if (person === null) return answerProblem(context, 'phone-code-needed');
    context.set('person', person);
    return next();
  };
}

export function readPersonCookie(context: Context): string | undefined {
  return getCookie(context, cookieName, 'host');
}

export function writePersonCookie(context: Context, token: string): void {
  setCookie(context, cookieName, token, { ...cookieOptions, maxAge: personSignInSecondsMax });
}

export function clearPersonCookie(context: Context): void {
  deleteCookie(context, cookieName, cookieOptions);
}
