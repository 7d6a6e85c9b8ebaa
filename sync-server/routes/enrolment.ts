// Owns POST /v1/enrol and /v1/staff-keys as HTTP: how often a code may be tried from one place, and which answer each outcome gets.

import type { Hono } from 'hono';
import {
  enrolmentRequestSchema,
  readEnrolmentCode,
  staffKeyRequestSchema,
} from '../../schemas/enrolment.ts';
import { bindStaffKey } from '../enrolment/bind-staff-key.ts';
import { enrol } from '../enrolment/enrol.ts';
import type { Logger } from '../logger.ts';
import { clientAddress } from '../middleware/client-address.ts';
import { answerProblem } from '../middleware/problems.ts';
import { readJson } from '../middleware/read-json.ts';
import { createTokenBuckets } from '../middleware/token-buckets.ts';
import type { ServerParts } from '../parts.ts';

/** A training room enrols forty tablets behind one address; a guesser needs millions of tries. */
const perAddress = { tokensMax: 60, secondsPerToken: 2, keysMax: 10_000 };
const perCode = { tokensMax: 8, secondsPerToken: 15, keysMax: 10_000 };

export function registerEnrolment(
  app: Hono,
  deps: ServerParts & { readonly logger: Logger },
): void {
  const addresses = createTokenBuckets(perAddress, deps.clock);
  const codes = createTokenBuckets(perCode, deps.clock);
  app.post('/v1/enrol', async (context) => {
    const request = await readJson(context, enrolmentRequestSchema);
    if (request.outcome === 'refused') return request.answer;
    const address = clientAddress(context);
    const name = readEnrolmentCode(request.value.code)?.name ?? '';
    const retryAfterSeconds = addresses.take(address) || codes.take(`${address} ${name}`);
    if (retryAfterSeconds > 0)
      return answerProblem(context, 'too-many-tries', { retryAfterSeconds });
    const enrolled = await enrol(deps, request.value);
    deps.logger.info({ outcome: enrolled.outcome }, 'enrolment');
    return enrolled.outcome === 'enrolled'
      ? context.json(enrolled.answer)
      : answerProblem(context, enrolled.outcome);
  });
  app.post('/v1/staff-keys', async (context) => {
    const request = await readJson(context, staffKeyRequestSchema);
    if (request.outcome === 'refused') return request.answer;
    const address = clientAddress(context);
    const name = readEnrolmentCode(request.value.code)?.name ?? '';
    const retryAfterSeconds = addresses.take(address) || codes.take(`${address} ${name}`);
    if (retryAfterSeconds > 0)
      return answerProblem(context, 'too-many-tries', { retryAfterSeconds });
    const { outcome } = await bindStaffKey(deps, request.value);
    deps.logger.info({ outcome }, 'staff key');
    return outcome === 'bound' ? context.json({ outcome }) : answerProblem(context, outcome);
  });
}
