// Owns every error answer of the server: RFC 9457 problems from one table. No stack, no input, no person in any of them.

import type { Context, ErrorHandler, NotFoundHandler } from 'hono';
import { HTTPException } from 'hono/http-exception';
import type { Problem } from '../../schemas/desk.ts';
import { errorFields, type Logger } from '../logger.ts';

interface ProblemRow {
  readonly status: 400 | 401 | 403 | 404 | 410 | 413 | 415 | 429 | 500 | 503;
  readonly title: string;
  /** What to do. */
  readonly detail?: string;
}

export const problems = {
  'not-json': { status: 400, title: 'The request is not JSON.' },
  'wrong-form': { status: 400, title: 'The request does not have the form this address takes.' },
  'not-a-day': { status: 400, title: 'This is not a day.', detail: 'Days are written YYYY-MM-DD.' },
  'day-over': { status: 400, title: 'This day is over: a slip for it opens nothing.' },
  'not-a-centre': { status: 400, title: 'This is not the number of a centre.' },
  'not-a-case': { status: 400, title: 'This is not the name of a case.' },
  'not-a-tablet': { status: 400, title: 'This is not the name of a tablet.' },
  'not-a-record': { status: 400, title: 'This is not an id that this server gives out.' },
  'not-a-kind': { status: 400, title: 'There is no export of this kind.' },
  'search-refused': { status: 400, title: 'This search cannot be answered as it was asked.' },
  'no-such-record': { status: 404, title: 'There is no such record in your places.' },
  'no-centre-there': { status: 404, title: 'There is no such centre in your places.' },
  'export-running': {
    status: 503,
    title: 'An export of this account is running, or several others are.',
  },
  'sign-in-refused': {
    status: 401,
    title: 'The account, the password or the six digits are wrong.',
    detail:
      'After five wrong tries an account rests for a minute, then longer. Ask whoever runs the server for a new password.',
  },
  'code-needed': { status: 401, title: 'Now the six digits of the authenticator app.' },
  'second-step-missing': {
    status: 403,
    title: 'This account has no second step yet.',
    detail: 'Whoever runs the server gives it one with a new password: npm run account -- reset.',
  },
  'sign-in-needed': { status: 401, title: 'Sign in first.' },
  'code-refused': {
    status: 401,
    title: 'The code is wrong, too old, or was used already.',
    detail: 'A code is good for 10 minutes and 5 tries. Ask for a new one.',
  },
  'phone-code-needed': { status: 401, title: 'Ask for a code first.' },
  'not-your-role': { status: 403, title: 'Your role does not include this.' },
  'not-your-place': { status: 403, title: 'This centre is not among your places.' },
  'other-origin': { status: 403, title: 'The request came from another site.' },
  'https-needed': {
    status: 403,
    title: 'The desk works over HTTPS or on http://localhost only.',
    detail:
      'Open it on the machine the server runs on, or start the server with TLS_CERT and TLS_KEY.',
  },
  'code-malformed': { status: 400, title: 'This is not an enrolment code.' },
  'code-unknown': { status: 404, title: 'This enrolment code is not known.' },
  'code-used': { status: 410, title: 'This enrolment code was used already.' },
  'code-expired': { status: 410, title: 'This enrolment code is older than 10 minutes.' },
  'code-blocked': { status: 403, title: 'This enrolment code was tried wrongly 5 times.' },
  'device-key-invalid': { status: 400, title: 'The tablet sent a key that is not one.' },
  'device-unknown': {
    status: 403,
    title: 'This tablet is not known here, or somebody else speaks for it.',
  },
  'device-revoked': { status: 403, title: 'This tablet was reported lost or withdrawn.' },
  'not-found': { status: 404, title: 'There is nothing at this address.' },
  'too-large': { status: 413, title: 'The request is too large.' },
  'wrong-media-type': { status: 415, title: 'This address takes application/json.' },
  'too-many-tries': { status: 429, title: 'Too many tries: wait, then try again.' },
  'server-fault': { status: 500, title: 'Something went wrong here; nothing was half-written.' },
  'not-ready': { status: 503, title: 'The database does not answer.' },
  busy: {
    status: 503,
    title: 'Many tablets are sending at this moment; come back after the time named.',
  },
} as const satisfies Readonly<Record<string, ProblemRow>>;
export type ProblemName = keyof typeof problems;

export interface ProblemExtras {
  readonly detail?: string;
  readonly retryAfterSeconds?: number;
}

export function answerProblem(
  context: Context,
  name: ProblemName,
  { detail, retryAfterSeconds }: ProblemExtras = {},
): Response {
  const row: ProblemRow = problems[name];
  const said = detail ?? row.detail;
  const problem: Problem = {
    type: `/problems/${name}`,
    title: row.title,
    status: row.status,
    ...(said === undefined ? {} : { detail: said }),
  };
  return context.body(JSON.stringify(problem), row.status, {
    'content-type': 'application/problem+json',
    ...(retryAfterSeconds === undefined ? {} : { 'retry-after': String(retryAfterSeconds) }),
  });
}

/** The only handler of thrown errors. What happened goes to the log; the answer names the request it was in. */
export function createErrorHandler(logger: Logger): ErrorHandler {
  return function answerThrownError(error, context) {
    if (error instanceof HTTPException && error.status === 413)
      return answerProblem(context, 'too-large');
    if (error instanceof HTTPException && error.status < 500)
      return answerProblem(context, 'wrong-form');
    const requestId = context.get('requestId');
    logger.error({ requestId, ...errorFields(error) }, 'a request failed');
    return answerProblem(context, 'server-fault', {
      detail: `Whoever runs the server finds it in the log under ${requestId}.`,
    });
  };
}

export const answerNotFound: NotFoundHandler = (context) => answerProblem(context, 'not-found');
