// Owns the desk's requests and answers about messages to persons, and about what persons ask of the desk.

import * as z from 'zod/mini';

z.config({ jitless: true });

export const messageStates = [
  'new',
  'ready',
  'sending',
  'sent',
  'failed',
  'held-back',
  'no-phone',
  'expired',
  'dropped',
] as const;
export type MessageState = (typeof messageStates)[number];

/** GET /v1/desk/messages?state=&after=: what waits, went or did not go. No person, no phone and no words in it. */
export interface DeskMessages {
  /** `outbox`: nobody sends them but a person at the desk. */
  readonly mode: 'outbox' | 'gateway';
  readonly counts: Readonly<Record<string, number>>;
  readonly messages: readonly DeskMessage[];
}

export interface DeskMessage {
  readonly messageId: string;
  readonly centreName: string;
  readonly kind: string;
  readonly state: MessageState;
  /** Epoch seconds, all of them. */
  readonly madeAt: number;
  readonly settledAt: number | null;
  readonly settledBy: string | null;
  readonly validUntil: number | null;
  readonly nextTryAt: number;
  readonly attempts: number;
  readonly problem: string | null;
}

/** POST /v1/desk/messages/read: the words and the phone; every read is audited. */
export const deskMessageReadSchema = z.object({ messageId: z.string().check(z.maxLength(40)) });
export interface DeskMessageText {
  /** `gone`: too old, sent, or not true any more. */
  readonly outcome: 'read' | 'gone' | 'not-yours';
  readonly to: string;
  readonly text: string;
}

/** POST /v1/desk/messages/decisions. `sent`: by hand. `again`: once more to the gateway. */
export const deskMessageDecisionSchema = z.object({
  messageId: z.string().check(z.maxLength(40)),
  decision: z.enum(['sent', 'again', 'dropped']),
});
export type DeskMessageDecision = z.infer<typeof deskMessageDecisionSchema>;
export interface DeskMessageDecisionAnswer {
  readonly outcome: 'decided' | 'look-again' | 'not-yours';
}

/** POST /v1/desk/messages/booking-codes: one message for each person booked with a code and a phone. */
export const deskBookingCodesSchema = z.object({
  centreId: z.int(),
  day: z.string().check(z.regex(/^\d{4}-\d{2}-\d{2}$/)),
});
export interface DeskBookingCodes {
  readonly made: number;
}

/** GET /v1/desk/requests: what persons asked for by their own page, "not me" first. Every read is audited. */
export interface DeskRequest {
  readonly requestId: string;
  readonly kind: 'not-me' | 'correction';
  readonly centreId: number;
  readonly centreName: string;
  readonly madeAt: number;
  readonly person: DeskPersonNow;
  readonly wanted: Partial<Omit<DeskPersonNow, 'mobileLast4'>> | null;
  readonly dose: {
    readonly day: string;
    readonly doseNumber: number;
    readonly product: string;
    readonly state: string;
  };
}
export interface DeskPersonNow {
  readonly name: string;
  readonly birthYear: number;
  readonly gender: string;
  readonly mobileLast4: string | null;
}

const note = z.string().check(z.minLength(3), z.maxLength(500));

/** POST /v1/desk/requests/decisions: of corrections. "Not me" is decided on the dose, where all its evidence stands. */
export const deskRequestDecisionSchema = z.object({
  requestId: z.string().check(z.maxLength(40)),
  decision: z.enum(['accepted', 'refused']),
  note,
});
export type DeskRequestDecision = z.infer<typeof deskRequestDecisionSchema>;
export interface DeskRequestDecisionAnswer {
  readonly outcome: 'decided' | 'look-again' | 'not-yours';
}

/** POST /v1/desk/phones: a supervisor puts in another phone for somebody who lost the old one. */
export const deskPhoneSchema = z.object({
  centreId: z.int(),
  /** The reference id of the booking, or the phone that stands there now. */
  findBy: z.string().check(z.regex(/^(?:\d{13,14}|[6-9]\d{9})$/)),
  birthYear: z.int(),
  mobileNumber: z.string().check(z.regex(/^[6-9]\d{9}$/)),
  note,
});
export type DeskPhone = z.infer<typeof deskPhoneSchema>;
export interface DeskPhoneAnswer {
  /** `several`: phone and birth year fit more than one person. */
  readonly outcome: 'changed' | 'nobody' | 'several' | 'not-yours';
}
