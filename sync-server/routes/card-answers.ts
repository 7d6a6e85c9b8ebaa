// Owns the forms of answers about cards for /openapi.json: the compiler holds each against its interface.

import * as z from 'zod/mini';
import {
  whyNoCards,
  type DeskCardShown,
  type DeskCardsOfDay,
  type DeskCardState,
} from '../../schemas/desk-cards.ts';
import type { KeySet, RevocationList } from '../certificates/published.ts';

const epochSeconds = z.int();

export const keySetAnswer: z.ZodMiniType<KeySet> = z.object({
  keys: z.array(
    z.object({
      kty: z.literal('EC'),
      kid: z.string(),
      use: z.literal('sig'),
      alg: z.literal('ES256'),
      crv: z.literal('P-256'),
      x: z.string(),
      y: z.string(),
      crlVersion: z.exactOptional(z.int()),
    }),
  ),
});

export const revocationListAnswer: z.ZodMiniType<RevocationList> = z.object({
  kid: z.string(),
  method: z.literal('rid'),
  ctr: z.int(),
  rids: z.array(z.string()),
});

const cardState: z.ZodMiniType<DeskCardState> = z.union([
  z.object({ state: z.literal('issued'), issuedAt: epochSeconds }),
  z.object({ state: z.literal('in-question') }),
  z.object({ state: z.literal('withdrawn') }),
  z.object({ state: z.literal('not-yet'), why: z.enum(whyNoCards) }),
]);

export const cardsOfDayAnswer: z.ZodMiniType<DeskCardsOfDay> = z.object({
  rows: z.array(
    z.object({
      caseKey: z.string(),
      name: z.string(),
      birthYear: z.nullable(z.int()),
      mobileLast4: z.nullable(z.string()),
      card: cardState,
    }),
  ),
  next: z.nullable(z.string()),
});

export const cardShownAnswer: z.ZodMiniType<DeskCardShown> = z.object({
  card: cardState,
  print: z.nullable(
    z.object({
      numeric: z.string(),
      file: z.string(),
      name: z.string(),
      birthYear: z.int(),
      doses: z.array(
        z.object({ product: z.string(), day: z.iso.date(), vaccineBatch: z.string() }),
      ),
      centreName: z.string(),
      district: z.string(),
      verifyAddress: z.string(),
    }),
  ),
});
