// Owns the desk's questions about messages and persons' requests, and the form of their answers.

import * as z from 'zod/mini';
import type {
  DeskDeliveries,
  DeskDelivery,
  DeskDeliveryAgainAnswer,
} from '../../../../schemas/desk-deliveries.ts';
import {
  messageStates,
  type DeskBookingCodes,
  type DeskMessageDecision,
  type DeskMessageDecisionAnswer,
  type DeskMessages,
  type DeskMessageText,
  type DeskPhone,
  type DeskPhoneAnswer,
  type DeskRequest,
  type DeskRequestDecision,
  type DeskRequestDecisionAnswer,
  type MessageState,
} from '../../../../schemas/desk-messages.ts';
import type { DeskAnswer, Asked } from '../desk-client.ts';
import { reader, type Reader } from '../answer-parts.ts';

export interface PeopleClient {
  readonly messages: (state: MessageState, asked?: Asked) => Promise<DeskAnswer<DeskMessages>>;
  /** The server writes down every read. */
  readonly readMessage: (messageId: string) => Promise<DeskAnswer<DeskMessageText>>;
  readonly decideMessage: (
    decision: DeskMessageDecision,
  ) => Promise<DeskAnswer<DeskMessageDecisionAnswer>>;
  readonly makeBookingCodes: (
    centreId: number,
    day: string,
  ) => Promise<DeskAnswer<DeskBookingCodes>>;
  readonly requests: () => Promise<DeskAnswer<readonly DeskRequest[]>>;
  readonly decideRequest: (
    decision: DeskRequestDecision,
  ) => Promise<DeskAnswer<DeskRequestDecisionAnswer>>;
  /** The server writes down every read. */
  readonly deliveries: () => Promise<DeskAnswer<DeskDeliveries>>;
  readonly sendAgain: (
    of: Pick<DeskDelivery, 'centreId' | 'doseKey'>,
  ) => Promise<DeskAnswer<DeskDeliveryAgainAnswer>>;
  readonly changePhone: (wanted: DeskPhone) => Promise<DeskAnswer<DeskPhoneAnswer>>;
}

type Ask = <Value>(path: string, read: Reader<Value>, asked?: Asked) => Promise<DeskAnswer<Value>>;
type Tell = <Value>(path: string, body: unknown, read: Reader<Value>) => Promise<DeskAnswer<Value>>;

export function createPeopleClient(get: Ask, post: Tell): PeopleClient {
  return {
    messages: (state, asked) => get(`/v1/desk/messages?state=${state}`, readMessages, asked),
    readMessage: (messageId) => post('/v1/desk/messages/read', { messageId }, readText),
    decideMessage: (decision) => post('/v1/desk/messages/decisions', decision, readDecision),
    makeBookingCodes: (centreId, day) =>
      post('/v1/desk/messages/booking-codes', { centreId, day }, readMade),
    requests: () => get('/v1/desk/requests', readRequests),
    decideRequest: (decision) => post('/v1/desk/requests/decisions', decision, readDecision),
    deliveries: () => get('/v1/desk/deliveries', readDeliveries),
    sendAgain: ({ centreId, doseKey }) =>
      post('/v1/desk/deliveries/again', { centreId, doseKey }, readDecision),
    changePhone: (wanted) => post('/v1/desk/phones', wanted, readPhone),
  };
}

const message = z.looseObject({
  messageId: z.string(),
  centreName: z.string(),
  kind: z.string(),
  state: z.enum(messageStates),
  madeAt: z.number(),
  settledAt: z.nullable(z.number()),
  settledBy: z.nullable(z.string()),
  validUntil: z.nullable(z.number()),
  nextTryAt: z.number(),
  attempts: z.number(),
  problem: z.nullable(z.string()),
});
const readMessages: Reader<DeskMessages> = reader(
  z.looseObject({
    mode: z.enum(['outbox', 'gateway']),
    counts: z.record(z.string(), z.number()),
    messages: z.array(message),
  }),
);
const readText: Reader<DeskMessageText> = reader(
  z.looseObject({
    outcome: z.enum(['read', 'gone', 'not-yours']),
    to: z.string(),
    text: z.string(),
  }),
);
const readDecision: Reader<DeskMessageDecisionAnswer> = reader(
  z.looseObject({ outcome: z.enum(['decided', 'look-again', 'not-yours']) }),
);
const readDeliveries: Reader<DeskDeliveries> = reader(
  z.looseObject({
    counts: z.looseObject({ waiting: z.number(), sent: z.number(), dead: z.number() }),
    deliveries: z.array(
      z.looseObject({
        centreId: z.int(),
        centreName: z.string(),
        doseKey: z.string(),
        action: z.enum(['vaccinated', 'withdrawn']),
        state: z.enum(['waiting', 'dead']),
        fault: z.string(),
        tries: z.number(),
        queuedAt: z.number(),
      }),
    ),
  }),
);
const readMade: Reader<DeskBookingCodes> = reader(z.looseObject({ made: z.number() }));
const readRequests: Reader<readonly DeskRequest[]> = reader(
  z.array(
    z.looseObject({
      requestId: z.string(),
      kind: z.enum(['not-me', 'correction']),
      centreId: z.int(),
      centreName: z.string(),
      madeAt: z.number(),
      person: z.looseObject({
        name: z.string(),
        birthYear: z.number(),
        gender: z.string(),
        mobileLast4: z.nullable(z.string()),
      }),
      wanted: z.nullable(
        z.looseObject({
          name: z.exactOptional(z.string()),
          birthYear: z.exactOptional(z.number()),
          gender: z.exactOptional(z.string()),
        }),
      ),
      dose: z.looseObject({
        day: z.string(),
        doseNumber: z.int(),
        product: z.string(),
        state: z.string(),
      }),
    }),
  ),
);
const readPhone: Reader<DeskPhoneAnswer> = reader(
  z.looseObject({ outcome: z.enum(['changed', 'nobody', 'several', 'not-yours']) }),
);
