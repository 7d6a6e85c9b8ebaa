// Owns the small shapes that several answers of the server share.

import * as z from 'zod/mini';
import { catch as orElse } from 'zod/mini';
import type { DeskCountState, DeskDoseState } from '../../../schemas/desk.ts';

// Compiled validators use `new Function`, which the content security policy forbids.
z.config({ jitless: true });

export const doseStates = [
  'received',
  'waiting',
  'confirmed',
  'held',
  'accepted',
  'revoked',
] as const satisfies readonly DeskCountState[];

export const doseState = z.enum([...doseStates, 'in-question'] satisfies DeskDoseState[]);
export const doseEvent = z.looseObject({ log: z.string(), seq: z.int(), h: z.string() });
export const author = z.nullable(
  z.looseObject({ staffId: z.string(), name: z.string(), proved: z.boolean() }),
);
export const person = z.looseObject({
  name: z.string(),
  birthYear: z.nullable(z.int()),
  gender: z.nullable(z.string()),
  mobileLast4: z.nullable(z.string()),
  referenceId: z.nullable(z.string()),
  isWalkIn: z.boolean(),
});
export const otherDoses = z.array(
  z.looseObject({
    administeredAt: z.number(),
    product: z.string(),
    tablet: z.string(),
    state: doseState,
  }),
);
/** A reason whose group this page does not know is still shown, among those that contradict: nothing is hidden. */
export const reason = z.looseObject({
  reason: z.string(),
  detail: z.exactOptional(z.string()),
  group: orElse(z.enum(['contradicted', 'waiting', 'clinical', 'session-flag']), 'contradicted'),
});
export const historyLine = z.looseObject({
  what: z.string(),
  receivedAt: z.number(),
  who: z.nullable(z.string()),
  tablet: z.nullable(z.string()),
  note: z.nullable(z.string()),
});

/** Reads one kind of answer; null when it is not of that form. */
export type Reader<Value> = (json: unknown) => Value | null;

export function reader<Value>(schema: z.ZodMiniType<Value>): Reader<Value> {
  return (json) => {
    const read = z.safeParse(schema, json);
    return read.success ? read.data : null;
  };
}
