// Owns the guard against requests that another site makes in a signed-in browser: what changes something comes from our own pages.

import type { Context, MiddlewareHandler } from 'hono';
import { answerProblem } from './problems.ts';

/** For routes that read a cookie. Reads change nothing and are closed to others by SameSite=Strict. */
export const sameOriginOnly: MiddlewareHandler = async function sameOriginOnly(context, next) {
  const { method } = context.req;
  if (method !== 'GET' && method !== 'HEAD' && !isSameOrigin(context)) {
    return answerProblem(context, 'other-origin');
  }
  return next();
};

/** Browsers say it themselves; older ones, and all over plain http, send at least an Origin. Neither: not a page of ours. */
function isSameOrigin(context: Context): boolean {
  const site = context.req.header('sec-fetch-site');
  if (site !== undefined) return site === 'same-origin';
  const origin = URL.parse(context.req.header('origin') ?? '');
  return origin !== null && origin.host === context.req.header('host');
}
