// Owns how errors look to FHIR clients: every problem of ours, wherever it was made, leaves this door as an OperationOutcome.

import type { MiddlewareHandler } from 'hono';
import type { Problem } from '../../schemas/desk.ts';
import { problemToOutcome } from '../fhir/operation-outcome.ts';
import { fhirMediaType } from '../fhir/systems.ts';

export const fhirAnswers: MiddlewareHandler = async function fhirAnswers(context, next) {
  await next();
  if (context.res.headers.get('content-type') !== 'application/problem+json') return;
  const { status } = context.res;
  const headers = new Headers(context.res.headers);
  headers.set('content-type', fhirMediaType);
  const outcome = problemToOutcome((await context.res.json()) as Problem);
  // Hono keeps the headers of an answer it had before: they are the same ones.
  context.res = undefined;
  context.res = new Response(JSON.stringify(outcome), { status, headers });
};
