// Owns /healthz, /readyz and /version: what a machine asks to know that this one is well.

import type { Hono } from 'hono';
import { exchangeProtocolVersion } from '../../schemas/exchange.ts';
import { isDatabaseReady } from '../deployment.ts';
import { answerProblem } from '../middleware/problems.ts';
import type { ServerParts } from '../parts.ts';

export interface ProbeDeps extends Pick<ServerParts, 'store'> {
  readonly appVersion: string;
}

export function registerProbes(app: Hono, { store, appVersion }: ProbeDeps): void {
  app.get('/healthz', (context) => context.json({ status: 'ok' }));
  app.get('/readyz', async (context) =>
    (await isDatabaseReady(store.database))
      ? context.json({ status: 'ok' })
      : answerProblem(context, 'not-ready'),
  );
  app.get('/version', (context) =>
    context.json({ name: 'suchi', version: appVersion, protocol: exchangeProtocolVersion }),
  );
}
