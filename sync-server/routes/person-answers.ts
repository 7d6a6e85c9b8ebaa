// Owns the forms of the answers about messages and persons' requests, and of the person's own page.

import * as z from 'zod/mini';
import {
  messageStates,
  type DeskBookingCodes,
  type DeskMessage,
  type DeskMessageDecisionAnswer,
  type DeskMessages,
  type DeskMessageText,
  type DeskPhoneAnswer,
  type DeskRequest,
} from '../../schemas/desk-messages.ts';
import type { DeskDeliveries, DeskDeliveryAgainAnswer } from '../../schemas/desk-deliveries.ts';
import {
  myDoseStates,
  myWordOutcomes,
  type MyCard,
  type MyCodeAsked,
  type MyCorrectionAnswer,
  type MyDoses,
  type MyPhoneAnswer,
  type MyTwiceAnswer,
  type MyWordAnswer,
} from '../../schemas/my-doses.ts';

const epochSeconds = z.int();

export const myCodeAskedAnswer: z.ZodMiniType<MyCodeAsked> = z.object({ secondsValid: z.int() });

const myDose = z.object({
  dose: z.string(),
  day: z.string(),
  place: z.string(),
  doseNumber: z.int(),
  product: z.string(),
  vaccineBatch: z.string(),
  state: z.enum(myDoseStates),
  mayConfirm: z.boolean(),
  mayDeny: z.boolean(),
});
export const myDosesAnswer: z.ZodMiniType<MyDoses> = z.object({
  people: z.array(
    z.object({
      person: z.string(),
      name: z.string(),
      birthYear: z.int(),
      gender: z.string(),
      booking: z.nullable(z.object({ day: z.string(), place: z.string() })),
      doses: z.array(myDose),
      isCorrectionOpen: z.boolean(),
      hasCard: z.boolean(),
    }),
  ),
  signedInUntil: epochSeconds,
});
export const myWordAnswer: z.ZodMiniType<MyWordAnswer> = z.object({
  outcome: z.enum(myWordOutcomes),
});
export const myCardAnswer: z.ZodMiniType<MyCard> = z.union([
  z.object({
    outcome: z.literal('issued'),
    numeric: z.string(),
    file: z.string(),
    issuedAt: epochSeconds,
  }),
  z.object({ outcome: z.enum(['in-question', 'withdrawn', 'not-yet']) }),
]);
export const myCorrectionAnswer: z.ZodMiniType<MyCorrectionAnswer> = z.object({
  outcome: z.enum(['asked', 'nothing-changes', 'not-possible']),
});
export const myTwiceAnswer: z.ZodMiniType<MyTwiceAnswer> = z.object({
  outcome: z.enum(['asked', 'already', 'not-possible']),
});
export const myPhoneAnswer: z.ZodMiniType<MyPhoneAnswer> = z.object({
  outcome: z.enum(['changed', 'code-refused', 'not-possible']),
});

const deskMessage: z.ZodMiniType<DeskMessage> = z.object({
  messageId: z.string(),
  centreName: z.string(),
  kind: z.string(),
  state: z.enum(messageStates),
  madeAt: epochSeconds,
  settledAt: z.nullable(epochSeconds),
  settledBy: z.nullable(z.string()),
  validUntil: z.nullable(epochSeconds),
  nextTryAt: epochSeconds,
  attempts: z.int(),
  problem: z.nullable(z.string()),
});
export const messagesAnswer: z.ZodMiniType<DeskMessages> = z.object({
  mode: z.enum(['outbox', 'gateway']),
  counts: z.record(z.string(), z.int()),
  messages: z.array(deskMessage),
});
export const messageTextAnswer: z.ZodMiniType<DeskMessageText> = z.object({
  outcome: z.enum(['read', 'gone', 'not-yours']),
  to: z.string(),
  text: z.string(),
});
export const messageDecisionAnswer: z.ZodMiniType<DeskMessageDecisionAnswer> = z.object({
  outcome: z.enum(['decided', 'look-again', 'not-yours']),
});
export const deliveriesAnswer: z.ZodMiniType<DeskDeliveries> = z.object({
  counts: z.object({ waiting: z.int(), sent: z.int(), dead: z.int() }),
  deliveries: z.array(
    z.object({
      centreId: z.int(),
      centreName: z.string(),
      doseKey: z.string(),
      action: z.enum(['vaccinated', 'withdrawn']),
      state: z.enum(['waiting', 'dead']),
      fault: z.string(),
      tries: z.int(),
      queuedAt: epochSeconds,
    }),
  ),
});
export const deliveryAgainAnswer: z.ZodMiniType<DeskDeliveryAgainAnswer> = z.object({
  outcome: z.enum(['decided', 'look-again', 'not-yours']),
});
export const bookingCodesAnswer: z.ZodMiniType<DeskBookingCodes> = z.object({ made: z.int() });

const personNow = {
  name: z.string(),
  birthYear: z.int(),
  gender: z.string(),
};
const deskRequest: z.ZodMiniType<DeskRequest> = z.object({
  requestId: z.string(),
  kind: z.enum(['not-me', 'correction']),
  centreId: z.int(),
  centreName: z.string(),
  madeAt: epochSeconds,
  person: z.object({ ...personNow, mobileLast4: z.nullable(z.string()) }),
  wanted: z.nullable(
    z.object({
      name: z.exactOptional(personNow.name),
      birthYear: z.exactOptional(personNow.birthYear),
      gender: z.exactOptional(personNow.gender),
    }),
  ),
  dose: z.object({
    day: z.string(),
    doseNumber: z.int(),
    product: z.string(),
    state: z.string(),
  }),
});
export const requestsAnswer = z.array(deskRequest);
export const phoneAtDeskAnswer: z.ZodMiniType<DeskPhoneAnswer> = z.object({
  outcome: z.enum(['changed', 'nobody', 'several', 'not-yours']),
});
