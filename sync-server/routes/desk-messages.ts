// Owns the desk's routes about messages and persons' requests as HTTP: each behind a sign-in with a role of its row.

import type { Context, Hono } from 'hono';
import { deskDeliveryAgainSchema } from '../../schemas/desk-deliveries.ts';
import {
  deskBookingCodesSchema,
  deskMessageDecisionSchema,
  deskMessageReadSchema,
  deskPhoneSchema,
  deskRequestDecisionSchema,
  messageStates,
  type MessageState,
} from '../../schemas/desk-messages.ts';
import { dayToDayNumber } from '../../schemas/rules/day.ts';
import { readDeliveries, sendDeliveryAgain } from '../desk/deliveries.ts';
import {
  decideMessage,
  makeBookingCodeMessages,
  readDeskMessage,
  readDeskMessages,
} from '../desk/messages.ts';
import { changePhoneAtDesk, decideRequest, readDeskRequests } from '../desk/requests.ts';
import type { DecisionsFile } from '../decisions/decisions-file.ts';
import type { Logger } from '../logger.ts';
import type { MessageDeps } from '../messages/send-messages.ts';
import { answerProblem } from '../middleware/problems.ts';
import { readJson } from '../middleware/read-json.ts';
import { createRequireAccount } from '../middleware/require-account.ts';
import { rowOf, type GuardedPath } from './route-table.ts';

export interface DeskMessagesDeps extends MessageDeps {
  readonly logger: Logger;
  readonly appVersion: string;
  readonly decisions: DecisionsFile;
  readonly wakeSender: () => void;
}

export function registerDeskMessages(app: Hono, deps: DeskMessagesDeps): void {
  const guarded = (
    path: GuardedPath,
    handler: (context: Context) => Response | Promise<Response>,
  ): void => {
    const { method, who } = rowOf(path);
    app.on(method, path, createRequireAccount(deps, typeof who === 'string' ? [] : who), handler);
  };
  guarded('/v1/desk/messages', async (context) => {
    const state = readState(context.req.query('state'));
    return context.json(await readDeskMessages(deps, context.get('signedIn'), state));
  });
  guarded('/v1/desk/messages/read', async (context) => {
    const request = await readJson(context, deskMessageReadSchema);
    if (request.outcome === 'refused') return request.answer;
    const { messageId } = request.value;
    return context.json(await readDeskMessage(deps, context.get('signedIn'), messageId));
  });
  guarded('/v1/desk/messages/decisions', async (context) => {
    const request = await readJson(context, deskMessageDecisionSchema);
    if (request.outcome === 'refused') return request.answer;
    const answer = await decideMessage(deps, context.get('signedIn'), request.value);
    deps.wakeSender();
    return context.json(answer);
  });
  guarded('/v1/desk/messages/booking-codes', async (context) => {
    const request = await readJson(context, deskBookingCodesSchema);
    if (request.outcome === 'refused') return request.answer;
    if (dayToDayNumber(request.value.day) === null) return answerProblem(context, 'not-a-day');
    const made = await makeBookingCodeMessages(deps, context.get('signedIn'), request.value);
    if (made === null) return answerProblem(context, 'not-your-place');
    deps.wakeSender();
    deps.logger.info({ count: made.made, centreId: request.value.centreId }, 'booking codes');
    return context.json(made);
  });
  guarded('/v1/desk/deliveries', async (context) =>
    context.json(await readDeliveries(deps, context.get('signedIn'))),
  );
  guarded('/v1/desk/deliveries/again', async (context) => {
    const request = await readJson(context, deskDeliveryAgainSchema);
    if (request.outcome === 'refused') return request.answer;
    return context.json(await sendDeliveryAgain(deps, context.get('signedIn'), request.value));
  });
  guarded('/v1/desk/requests', async (context) =>
    context.json(await readDeskRequests(deps, context.get('signedIn'))),
  );
  guarded('/v1/desk/requests/decisions', async (context) => {
    const request = await readJson(context, deskRequestDecisionSchema);
    if (request.outcome === 'refused') return request.answer;
    return context.json(await decideRequest(deps, context.get('signedIn'), request.value));
  });
  guarded('/v1/desk/phones', async (context) => {
    const request = await readJson(context, deskPhoneSchema);
    if (request.outcome === 'refused') return request.answer;
    const answer = await changePhoneAtDesk(deps, context.get('signedIn'), request.value);
    deps.logger.info({ outcome: answer.outcome }, 'phone changed at the desk');
    return context.json(answer);
  });
}

function readState(text: string | undefined): MessageState {
  return messageStates.find((state) => state === text) ?? 'ready';
}
