// Owns the two addresses that verifiers anywhere fetch: public keys and revocation lists. No person in them; any page may read them.

import type { Context, Hono } from 'hono';
import type { CardDeps } from '../certificates/deps.ts';
import { readKeySet, readRevocationList } from '../certificates/published.ts';
import { answerProblem } from '../middleware/problems.ts';

export function registerWellKnown(app: Hono, deps: CardDeps): void {
  app.get('/.well-known/jwks.json', async (context) =>
    answerPublicly(context, await readKeySet(deps)),
  );
  app.get('/.well-known/crl/:file', async (context) => {
    const kid = /^([\w-]{1,64})\.json$/.exec(context.req.param('file'))?.[1];
    const list = kid === undefined ? null : await readRevocationList(deps, kid);
    return list === null ? answerProblem(context, 'not-found') : answerPublicly(context, list);
  });
}

function answerPublicly(context: Context, value: object): Response {
  context.header('access-control-allow-origin', '*');
  context.header('cache-control', 'no-cache');
  return context.json(value);
}
