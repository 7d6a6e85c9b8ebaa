// Owns the shapes of the server's answers about cards, checked at the edge.

import * as z from 'zod/mini';
import {
  whyNoCards,
  type DeskCardShown,
  type DeskCardsOfDay,
} from '../../../../schemas/desk-cards.ts';
import type { Reader } from '../answer-parts.ts';

const cardState = z.union([
  z.looseObject({ state: z.literal('issued'), issuedAt: z.number() }),
  z.looseObject({ state: z.literal('in-question') }),
  z.looseObject({ state: z.literal('withdrawn') }),
  z.looseObject({ state: z.literal('not-yet'), why: z.enum(whyNoCards) }),
]);

const cardsOfDay = z.looseObject({
  rows: z.array(
    z.looseObject({
      caseKey: z.string(),
      name: z.string(),
      birthYear: z.nullable(z.int()),
      mobileLast4: z.nullable(z.string()),
      card: cardState,
    }),
  ),
  next: z.nullable(z.string()),
});

const cardShown = z.looseObject({
  card: cardState,
  print: z.nullable(
    z.looseObject({
      numeric: z.string().check(z.regex(/^shc:\/\d+$/)),
      file: z.string(),
      name: z.string(),
      birthYear: z.int(),
      doses: z.array(
        z.looseObject({ product: z.string(), day: z.string(), vaccineBatch: z.string() }),
      ),
      centreName: z.string(),
      district: z.string(),
      verifyAddress: z.string(),
    }),
  ),
});

function reader<Value>(schema: z.ZodMiniType<Value>): Reader<Value> {
  return (json) => {
    const read = z.safeParse(schema, json);
    return read.success ? read.data : null;
  };
}

export const readCardsOfDay: Reader<DeskCardsOfDay> = reader(cardsOfDay);
export const readCardShown: Reader<DeskCardShown> = reader(cardShown);
