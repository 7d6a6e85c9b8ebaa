// Owns the whole HTTP application: middleware in order, then every route. It listens to nothing; tests call app.request().

import { Hono } from 'hono';
import type { Logger } from './logger.ts';
import { bodyLimits } from './middleware/body-limits.ts';
import { answerNotFound, createErrorHandler } from './middleware/problems.ts';
import { createRequestLog } from './middleware/request-log.ts';
import type { MessageSettings } from './messages/send-messages.ts';
import { fhirAnswers } from './middleware/fhir-answers.ts';
import type { DecisionsFile } from './decisions/decisions-file.ts';
import type { UnderWay } from './middleware/under-way.ts';
import { sameOriginOnly } from './middleware/same-origin.ts';
import { createSecurityHeaders, noStore } from './middleware/security-headers.ts';
import type { ServerParts } from './parts.ts';
import { registerClientFiles } from './routes/client-files.ts';
import { registerDesk } from './routes/desk.ts';
import { registerDeskMessages } from './routes/desk-messages.ts';
import { registerEnrolment } from './routes/enrolment.ts';
import { registerExchangeRoute } from './routes/exchange.ts';
import { registerMyDoses } from './routes/my-doses.ts';
import { registerOpenApi } from './routes/openapi.ts';
import { registerProbes } from './routes/probes.ts';
import { registerRecords } from './routes/records.ts';
import { registerSignIn } from './routes/sign-in.ts';
import { registerWellKnown } from './routes/well-known.ts';
import type { ClientFiles } from './start/client-files.ts';

export interface AppDeps extends ServerParts {
  readonly logger: Logger;
  readonly clientFiles: ClientFiles;
  readonly appVersion: string;
  /** Where decisions outlive the database. */
  readonly decisions: DecisionsFile;
  readonly isDemo: boolean;
  /** Where people reach this server, without a slash at the end: cards name it as their issuer. */
  readonly issuer: string;
  /** People reach this server over TLS, its own or that of something in front of it. */
  readonly isHttps: boolean;
  readonly messages: MessageSettings;
  /** There is a message to send: do not wait for the next round. */
  readonly wakeSender: () => void;
  /** Counts the exchanges for whatever lets them go first. */
  readonly underWay?: Pick<UnderWay, 'during'>;
}

export function createApp(deps: AppDeps): Hono {
  const app = new Hono();
  app.onError(createErrorHandler(deps.logger));
  app.notFound(answerNotFound);
  app.use(createRequestLog(deps.logger, deps.random));
  app.use(createSecurityHeaders(deps.isHttps));
  app.use('/v1/*', noStore);
  app.use('/v1/*', bodyLimits);
  app.use('/v1/desk/*', sameOriginOnly);
  app.use('/v1/my/*', sameOriginOnly);
  app.use('/fhir/*', noStore);
  app.use('/fhir/*', fhirAnswers);
  registerProbes(app, deps);
  registerOpenApi(app, deps.appVersion);
  registerExchangeRoute(app, {
    ...deps,
    nowSeconds: deps.clock.nowSeconds,
    isDemo: () => deps.isDemo,
  });
  registerEnrolment(app, deps);
  registerSignIn(app, deps);
  registerDesk(app, deps);
  registerDeskMessages(app, { ...deps, ...deps.messages });
  registerMyDoses(app, { ...deps, ...deps.messages });
  registerWellKnown(app, deps);
  registerRecords(app, deps);
  registerClientFiles(app, deps.clientFiles);
  return app;
}
