// Owns "question asked": a supervisor asks the centre about one case. It travels to the tablets with the feed.

import * as z from 'zod/mini';
import type { QuestionAskedBody } from '../fold/case.ts';
import { limits } from '../limits.ts';
import { fixtureReference, longText, shortText } from './body-parts.ts';
import { referenceSchema } from './event.ts';
import type { EventKind } from './kind.ts';

/** Picked before anything is typed: so that every tablet can say it in its own language. */
export const questionTopics = [
  'dose-given',
  'same-person',
  'code',
  'vial',
  'who-gave',
  'other',
] as const;
export type QuestionTopic = (typeof questionTopics)[number];

export const questionAsked: EventKind<QuestionAskedBody> = {
  kind: 'question-asked',
  mayDose: false,
  writer: 'server',
  body: z.looseObject({
    topic: shortText,
    text: z.optional(longText),
    account: shortText,
    doseEvent: z.optional(referenceSchema),
    // Whom it is about: yesterday's list is gone from the tablet when today's question comes.
    about: z.looseObject({
      name: z.string().check(z.maxLength(limits.nameCharactersMax)),
      day: shortText,
    }),
  }),
  fold: (draft, key, entry) => draft.questions.set(key, entry),
  fixture: {
    topic: 'dose-given',
    account: 'supervisor',
    doseEvent: fixtureReference,
    about: { name: 'Example Person', day: '2026-11-23' },
  },
};
