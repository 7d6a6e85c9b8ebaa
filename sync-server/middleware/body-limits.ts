// Owns how large a request may be: checked by its length, and again while it is read. The exchange counts its own bytes.

import type { MiddlewareHandler } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { answerProblem } from './problems.ts';

/** A sign-in, an enrolment or a decision is a few hundred bytes. */
const jsonBytesMax = 16_384;

const limitJson = bodyLimit({
  maxSize: jsonBytesMax,
  onError: (context) => answerProblem(context, 'too-large'),
});

export const bodyLimits: MiddlewareHandler = function bodyLimits(context, next) {
  return context.req.path === '/v1/exchange' ? next() : limitJson(context, next);
};
