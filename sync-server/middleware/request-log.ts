// Owns the request's short name and its one line in the log: route pattern, status, duration. Never the address itself.

import type { MiddlewareHandler } from 'hono';
import { routePath } from 'hono/route';
import { bytesToHex } from '../../schemas/bytes.ts';
import type { Logger } from '../logger.ts';
import type { Random } from '../parts.ts';

declare module 'hono' {
  interface ContextVariableMap {
    /** Names one request in the log and in a 500 answer. */
    requestId: string;
  }
}

export function createRequestLog(logger: Logger, random: Random): MiddlewareHandler {
  return async function requestLog(context, next) {
    const requestId = bytesToHex(random(6));
    context.set('requestId', requestId);
    const startedAt = performance.now();
    await next();
    const { status } = context.res;
    const route = routePath(context);
    const durationMs = Math.round(performance.now() - startedAt);
    const fields = { requestId, method: context.req.method, route, status, durationMs };
    const isOfApi = /^\/(?:v1|fhir)\//.test(context.req.path);
    if (isOfApi || status >= 500) logger.info(fields, 'request');
    else logger.debug(fields, 'request');
  };
}
