// Owns "question answered": what the centre says to a supervisor's question, by whoever is signed in.

import * as z from 'zod/mini';
import type { QuestionAnsweredBody } from '../fold/case.ts';
import { fixtureReference, longText, shortText } from './body-parts.ts';
import { referenceSchema } from './event.ts';
import type { EventKind } from './kind.ts';

/** Picked before anything is typed. */
export const questionAnswers = ['yes', 'no', 'by-mistake', 'not-known', 'other'] as const;
export type QuestionAnswer = (typeof questionAnswers)[number];

export const questionAnswered: EventKind<QuestionAnsweredBody> = {
  kind: 'question-answered',
  mayDose: false,
  writer: 'tablet',
  body: z.looseObject({
    question: referenceSchema,
    answer: shortText,
    text: z.optional(longText),
  }),
  fold: (draft, key, entry) => draft.answers.set(key, entry),
  fixture: { question: fixtureReference, answer: 'yes' },
};
