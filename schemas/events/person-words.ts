// Owns what a person says of their own dose through their own phone: that it was given, that it was not them, and what is wrong in their record.

import * as z from 'zod/mini';
import type { CorrectionBody, PersonWordBody } from '../fold/case.ts';
import { limits } from '../limits.ts';
import { fixtureReference, longText, shortText } from './body-parts.ts';
import { referenceSchema } from './event.ts';
import type { EventKind } from './kind.ts';

/** Neither makes nor unmakes a dose: the judge's own word that follows does. */
const wordBody = z.looseObject({
  doseEvent: referenceSchema,
  /** How the one-time code reached the person: by a gateway, or read out by the district. */
  codeCameBy: z.optional(z.enum(['gateway', 'desk'])),
  decisionId: z.optional(shortText),
  decidedAt: z.optional(z.int()),
});

/** The person's one-time code stands for what a security code would have: they were there. */
export const wordGiven: EventKind<PersonWordBody> = {
  kind: 'word-given',
  mayDose: false,
  writer: 'server',
  body: wordBody,
  fold: (draft, key, entry) => draft.words.set(key, entry),
  fixture: { doseEvent: fixtureReference, codeCameBy: 'gateway' },
};

export const notMe: EventKind<PersonWordBody> = {
  kind: 'not-me',
  mayDose: false,
  writer: 'server',
  body: wordBody,
  fold: (draft, key, entry) => draft.denials.set(key, entry),
  fixture: { doseEvent: fixtureReference },
};

/** What a supervisor accepted, or the old phone's code proved. Only the fields that change are there. */
export const correctionAccepted: EventKind<CorrectionBody> = {
  kind: 'correction-accepted',
  mayDose: false,
  writer: 'server',
  body: z.looseObject({
    name: z.optional(z.string().check(z.minLength(1), z.maxLength(limits.nameCharactersMax))),
    birthYear: z.optional(z.int().check(z.minimum(1900), z.maximum(2100))),
    gender: z.optional(z.enum(['Female', 'Male', 'Other'])),
    mobileNumber: z.optional(z.string().check(z.regex(/^[6-9]\d{9}$/))),
    note: z.optional(longText),
    account: z.optional(shortText),
    decisionId: z.optional(shortText),
    decidedAt: z.optional(z.int()),
  }),
  fold: (draft, key, entry) => draft.acceptedCorrections.set(key, entry),
  fixture: { name: 'Example Person' },
};
