// Owns "walk-in registered": a person without a booking on this list, named from now on by this event.

import * as z from 'zod/mini';
import type { WalkInBody } from '../fold/case.ts';
import { limits } from '../limits.ts';
import { dayText, shortText } from './body-parts.ts';
import type { EventKind } from './kind.ts';

export const walkInRegistered: EventKind<WalkInBody> = {
  kind: 'walk-in-registered',
  mayDose: true,
  writer: 'tablet',
  body: z.looseObject({
    name: z.string().check(z.minLength(1), z.maxLength(limits.nameCharactersMax)),
    birthYear: z.int().check(z.minimum(1900), z.maximum(2100)),
    gender: z.enum(['Female', 'Male', 'Other']),
    mobileNumber: z.nullable(z.string().check(z.regex(/^[6-9]\d{9}$/))),
    idType: z.nullable(shortText),
    idLast4: z.nullable(z.string().check(z.regex(/^[0-9A-Z]{4}$/))),
    vaccinationSession: z.string().check(z.maxLength(64)),
    category: shortText,
    village: z.optional(shortText),
    // Of a child: the day of birth where it decides, and who brought the child.
    birthDate: z.optional(dayText),
    guardianName: z.optional(
      z.string().check(z.minLength(1), z.maxLength(limits.nameCharactersMax)),
    ),
    guardianRelation: z.optional(shortText),
    // The signature of a card's own code was checked here: whoever registered saw this card.
    idShown: z.optional(z.enum(['aadhaar-qr'])),
    statedReferenceId: z.optional(z.string().check(z.regex(/^\d{13,14}$/))),
  }),
  fold: (draft, key, entry) => draft.registration.set(key, entry),
  fixture: {
    name: 'Example Person',
    birthYear: 1970,
    gender: 'Other',
    mobileNumber: null,
    idType: null,
    idLast4: null,
    vaccinationSession: 'vs-1',
    category: 'citizen',
  },
};
