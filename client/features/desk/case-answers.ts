// Owns the shapes of the server's answers about one case: checked at the edge, like every other answer.

import * as z from 'zod/mini';
import { catch as orElse } from 'zod/mini';
import type { DeskCase, DeskCaseAnswer } from '../../../schemas/desk-case.ts';
import {
  author,
  doseEvent,
  doseState,
  historyLine,
  otherDoses,
  person,
  reader,
  reason,
  type Reader,
} from './answer-parts.ts';

const act = {
  at: z.number(),
  skew: z.number(),
  receivedAt: z.number(),
  by: author,
  tablet: z.string(),
  cameIn: orElse(z.enum(['own', 'carried-on', 'after-gap', 'remembered']), 'own'),
};

const booking = z.looseObject({
  day: z.string(),
  slot: z.string(),
  product: z.string(),
  doseNumber: z.int(),
  earlierDoseDay: z.nullable(z.string()),
  earlierDoseProduct: z.nullable(z.string()),
  code: z.enum(['counts', 'none', 'weak']),
  isEnded: z.boolean(),
});

const dose = z.looseObject({
  ...act,
  doseEvent,
  state: doseState,
  reasons: z.array(reason),
  doseNumber: z.int(),
  product: z.string(),
  vaccineBatch: z.string(),
  vial: z.string(),
  vialFacts: z.nullable(
    z.looseObject({
      product: z.string(),
      vaccineBatch: z.string(),
      openedAt: z.number(),
      dosesNominal: z.int(),
      drawn: z.int(),
    }),
  ),
  withoutCode: z.nullable(z.string()),
  isError: z.boolean(),
});

const deskCase = z.looseObject({
  centreId: z.int(),
  centreName: z.string(),
  caseKey: z.string(),
  caseHash: z.string(),
  seen: z.int(),
  person,
  booking: z.nullable(booking),
  registration: z.nullable(
    z.looseObject({ ...act, category: z.string(), idType: z.nullable(z.string()) }),
  ),
  checkIns: z.array(
    z.looseObject({
      ...act,
      idType: z.string(),
      idSeen: z.string(),
      screening: z.array(z.string()),
    }),
  ),
  codeTries: z.array(z.looseObject({ ...act, matches: z.boolean() })),
  codesSay: z.nullable(z.enum(['right', 'wrong', 'several', 'none'])),
  notToday: z.array(z.looseObject({ ...act, outcome: z.string(), reason: z.string() })),
  doses: z.array(dose),
  links: z.array(
    z.looseObject({
      link: z.string(),
      otherCase: z.string(),
      person,
      account: z.string(),
      note: z.string(),
      at: z.number(),
      doses: otherDoses,
    }),
  ),
  likelySame: z.array(
    z.looseObject({
      caseKey: z.string(),
      person,
      why: z.array(z.enum(['reference', 'mobile', 'name-and-year'])),
      doses: z.int(),
      caseHash: z.string(),
    }),
  ),
  toldApart: z.array(
    z.looseObject({
      otherCase: z.string(),
      person,
      account: z.string(),
      note: z.string(),
      at: z.number(),
    }),
  ),
  questions: z.array(
    z.looseObject({
      topic: z.string(),
      text: z.nullable(z.string()),
      account: z.string(),
      askedAt: z.number(),
      answers: z.array(z.looseObject({ ...act, answer: z.string(), text: z.nullable(z.string()) })),
    }),
  ),
  comments: z.array(z.looseObject({ account: z.string(), at: z.number(), words: z.string() })),
  history: z.array(historyLine),
});

const caseWord = z.looseObject({
  outcome: z.enum(['done', 'look-again', 'not-yours', 'no-such-case', 'already']),
  changes: z.exactOptional(z.array(historyLine)),
});

export const readCase: Reader<DeskCase> = reader(deskCase);
export const readCaseWord: Reader<DeskCaseAnswer> = reader(caseWord);
