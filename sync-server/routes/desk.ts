// Owns the desk's routes as HTTP: each behind a sign-in with a role of its row, each handing over to one service.

import type { Context, Hono } from 'hono';
import { deskDecisionSchema } from '../../schemas/desk.ts';
import {
  deskEnrolmentCodeSchema,
  deskPhoneCodeSchema,
  deskTabletDecisionSchema,
} from '../../schemas/desk-tablets.ts';
import { deskCardSchema, deskCardsOfDaySchema } from '../../schemas/desk-cards.ts';
import { deskHistorySchema } from '../../schemas/desk-history.ts';
import { readHistory } from '../desk/history.ts';
import { deskSlipsSchema } from '../../schemas/desk-slips.ts';
import { dayToDayNumber } from '../../schemas/rules/day.ts';
import { readCardsOfDay, readCardToPrint } from '../desk/cards.ts';
import { readDeskCentres, readDeskDay } from '../desk/day.ts';
import { decideAtDesk } from '../desk/decisions.ts';
import { makeDeskEnrolmentCode } from '../desk/enrolment-code.ts';
import { readOpenDoses } from '../desk/open-doses.ts';
import { decideTablet } from '../desk/tablet-decisions.ts';
import { readDeskTabletDetail } from '../desk/tablet-detail.ts';
import { readOutPhoneCode } from '../desk/phone-code.ts';
import { closeReviewAtDesk, readReviewAtDesk } from '../desk/restore-review.ts';
import { readDeskTablets } from '../desk/tablets.ts';
import type { DecisionsFile } from '../decisions/decisions-file.ts';
import type { Logger } from '../logger.ts';
import { printSlipsAtDesk } from '../slips/print-slips.ts';
import { answerProblem } from '../middleware/problems.ts';
import { readJson } from '../middleware/read-json.ts';
import { createRequireAccount } from '../middleware/require-account.ts';
import type { ServerParts } from '../parts.ts';
import { registerDeskCase } from './desk-case.ts';
import { registerDeskStaff } from './desk-staff.ts';
import { registerDeskTasks } from './desk-tasks.ts';
import { rowOf, type GuardedPath, type RouteRow } from './route-table.ts';
import { toDeskAccount } from './sign-in.ts';

export interface DeskDeps extends ServerParts {
  readonly logger: Logger;
  readonly isDemo: boolean;
  readonly appVersion: string;
  readonly decisions: DecisionsFile;
  readonly issuer: string;
}

/** Registers one guarded route of the table. */
export type Guarded = (
  path: GuardedPath,
  handler: (context: Context) => Response | Promise<Response>,
) => void;

export function registerDesk(app: Hono, deps: DeskDeps): void {
  const guarded: Guarded = (path, handler) => {
    const { method, who }: RouteRow = rowOf(path);
    const roles = typeof who === 'string' ? [] : who;
    app.on(method, path, createRequireAccount(deps, roles), handler);
  };

  guarded('/v1/desk/me', async (context) =>
    context.json(await toDeskAccount(deps, context.get('signedIn'))),
  );
  guarded('/v1/desk/centres', async (context) =>
    context.json(await readDeskCentres(deps, context.get('signedIn'))),
  );
  guarded('/v1/desk/days/:day', async (context) => {
    const day = readDayOf(context);
    if (day === null) return answerProblem(context, 'not-a-day');
    return context.json(await readDeskDay(deps, context.get('signedIn'), day));
  });
  guarded('/v1/desk/days/:day/open', async (context) => {
    const day = readDayOf(context);
    if (day === null) return answerProblem(context, 'not-a-day');
    const after = context.req.query('after') ?? null;
    const withDecided = context.req.query('decided') === '1';
    const page = await readOpenDoses(deps, context.get('signedIn'), day, after, withDecided);
    if (page.next !== null) {
      const kind = withDecided ? '&decided=1' : '';
      const next = `/v1/desk/days/${day}/open?after=${encodeURIComponent(page.next)}${kind}`;
      context.header('link', `<${next}>; rel="next"`);
    }
    return context.json(page.doses);
  });
  guarded('/v1/desk/tablets', async (context) =>
    context.json(await readDeskTablets(deps, context.get('signedIn'))),
  );
  guarded('/v1/desk/tablets/:device', async (context) => {
    const device = context.req.param('device') ?? '';
    if (!/^[\w-]{43}$/.test(device)) return answerProblem(context, 'not-a-tablet');
    const detail = await readDeskTabletDetail(deps, context.get('signedIn'), device);
    return detail === null ? answerProblem(context, 'not-your-place') : context.json(detail);
  });
  guarded('/v1/desk/tablets/decisions', async (context) => {
    const request = await readJson(context, deskTabletDecisionSchema);
    if (request.outcome === 'refused') return request.answer;
    const answer = await decideTablet(deps, context.get('signedIn'), request.value);
    deps.logger.info({ outcome: answer.outcome }, 'tablet decision');
    return context.json(answer);
  });
  guarded('/v1/desk/decisions', async (context) => {
    const request = await readJson(context, deskDecisionSchema);
    if (request.outcome === 'refused') return request.answer;
    const answer = await decideAtDesk(deps, context.get('signedIn'), request.value);
    deps.logger.info({ outcome: answer.outcome, centreId: request.value.centreId }, 'decision');
    return context.json(answer);
  });
  registerDeskCase(guarded, deps);
  registerDeskStaff(guarded, deps);
  registerDeskTasks(guarded, deps);
  guarded('/v1/desk/restore-review', async (context) => context.json(await readReviewAtDesk(deps)));
  guarded('/v1/desk/restore-review/close', async (context) =>
    context.json(await closeReviewAtDesk(deps, context.get('signedIn'))),
  );
  guarded('/v1/desk/tablets/phone-codes', async (context) => {
    const request = await readJson(context, deskPhoneCodeSchema);
    if (request.outcome === 'refused') return request.answer;
    const answer = await readOutPhoneCode(deps, context.get('signedIn'), request.value);
    if (answer.outcome === 'not-your-place') return answerProblem(context, answer.outcome);
    return context.json({ code: null, ...answer });
  });
  guarded('/v1/desk/enrolment-codes', async (context) => {
    const request = await readJson(context, deskEnrolmentCodeSchema);
    if (request.outcome === 'refused') return request.answer;
    const { centreId } = request.value;
    const made = await makeDeskEnrolmentCode(deps, context.get('signedIn'), centreId);
    if (made.outcome === 'not-your-place') return answerProblem(context, made.outcome);
    return context.json(made.answer);
  });
  guarded('/v1/desk/cards/day', async (context) => {
    const request = await readJson(context, deskCardsOfDaySchema);
    if (request.outcome === 'refused') return request.answer;
    const read = await readCardsOfDay(deps, context.get('signedIn'), request.value);
    return read.outcome === 'read'
      ? context.json(read.answer)
      : answerProblem(context, read.outcome);
  });
  guarded('/v1/desk/history', async (context) => {
    const request = await readJson(context, deskHistorySchema);
    if (request.outcome === 'refused') return request.answer;
    return context.json(await readHistory(deps, context.get('signedIn'), request.value));
  });
  guarded('/v1/desk/slips', async (context) => {
    const request = await readJson(context, deskSlipsSchema);
    if (request.outcome === 'refused') return request.answer;
    const printed = await printSlipsAtDesk(deps, context.get('signedIn'), request.value);
    if (printed.outcome === 'no-such-centre') return answerProblem(context, 'not-your-place');
    if (printed.outcome !== 'printed') return answerProblem(context, printed.outcome);
    const { length: count } = printed.slips.slips;
    deps.logger.info({ count, centreId: request.value.centreId }, 'slips printed');
    return context.json(printed.slips);
  });
  guarded('/v1/desk/cards/show', async (context) => {
    const request = await readJson(context, deskCardSchema);
    if (request.outcome === 'refused') return request.answer;
    const read = await readCardToPrint(deps, context.get('signedIn'), request.value);
    return read.outcome === 'read'
      ? context.json(read.answer)
      : answerProblem(context, read.outcome);
  });
}

function readDayOf(context: Context): string | null {
  const day = context.req.param('day') ?? '';
  return dayToDayNumber(day) === null ? null : day;
}
