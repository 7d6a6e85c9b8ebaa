// Owns "AEFI reported": an adverse event following immunization, its first report and each follow-up; now or days later,
// from a tablet or from the desk. Grades: National AEFI Surveillance and Response Operational Guidelines (MoHFW, 2015; 2024).

import * as z from 'zod/mini';
import type { AefiBody } from '../fold/case.ts';
import { fixtureReference, longText, shortText } from './body-parts.ts';
import { referenceSchema } from './event.ts';
import type { EventKind } from './kind.ts';

export const aefiReported: EventKind<AefiBody> = {
  kind: 'aefi-reported',
  mayDose: false,
  writer: 'either',
  body: z.looseObject({
    severity: z.enum(['minor', 'severe', 'serious', 'death']),
    doseEvent: z.nullable(referenceSchema),
    onsetAt: z.int(),
    onsetPrecision: z.enum(['minute', 'day']),
    symptoms: z.array(shortText).check(z.minLength(1), z.maxLength(20)),
    otherSymptoms: z.optional(longText),
    actions: z.array(shortText).check(z.maxLength(12)),
    referredTo: z.nullable(shortText),
    outcome: z.enum([
      'under-observation',
      'recovering',
      'recovered',
      'in-hospital',
      'disability',
      'died',
      'unknown',
    ]),
    source: z.enum(['seen-by-staff', 'beneficiary', 'family', 'hospital', 'other']),
    follows: z.optional(referenceSchema),
    account: z.optional(shortText),
    note: z.optional(longText),
  }),
  fold: (draft, key, entry) => draft.aefiReports.set(key, entry),
  fixture: {
    severity: 'minor',
    doseEvent: fixtureReference,
    onsetAt: 1_621_573_200,
    onsetPrecision: 'minute',
    symptoms: ['pain-at-site'],
    actions: ['reassured'],
    referredTo: null,
    outcome: 'recovered',
    source: 'seen-by-staff',
  },
};
