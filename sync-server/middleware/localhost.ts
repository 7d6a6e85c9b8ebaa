// Owns whether a request came to this machine's own name: over plain http a browser keeps a Secure cookie there only.

import type { Context } from 'hono';

export function isLocalhost(context: Context): boolean {
  const { hostname } = new URL(context.req.url);
  return hostname === 'localhost' || hostname === '[::1]' || /^127(\.\d+){3}$/.test(hostname);
}
