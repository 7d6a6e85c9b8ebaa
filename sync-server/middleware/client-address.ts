// Owns the address a request came from, for limits only: it is neither stored nor logged.

import type { HttpBindings } from '@hono/node-server';
import type { Context } from 'hono';

/** One name for all when there is no socket, as in tests without a port. */
export function clientAddress(context: Context): string {
  const bindings = context.env as Partial<HttpBindings> | undefined;
  return bindings?.incoming?.socket.remoteAddress ?? 'no-socket';
}
