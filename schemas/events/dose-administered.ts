// Owns "dose administered": one dose given to one person, from one vial, relying on one code event or on none.

import * as z from 'zod/mini';
import type { DoseBody } from '../fold/case.ts';
import { fixtureReference, productName, shortText, vialName } from './body-parts.ts';
import { referenceSchema } from './event.ts';
import type { EventKind } from './kind.ts';

export const doseAdministered: EventKind<DoseBody> = {
  kind: 'dose-administered',
  mayDose: true,
  writer: 'tablet',
  body: z.looseObject({
    doseNumber: z.int().check(z.minimum(1), z.maximum(5)),
    product: productName,
    vial: vialName,
    vaccinationSession: z.string().check(z.maxLength(64)),
    vaccineBatch: shortText,
    code: z.nullable(referenceSchema),
    withoutCode: z.optional(
      z.enum(['walk-in', 'lost-sms', 'no-phone', 'code-not-issued', 'facilitated']),
    ),
    rules: shortText,
    administeredAt: z.optional(z.int().check(z.minimum(0))),
  }),
  fold: (draft, key, entry) => draft.doses.set(key, entry),
  fixture: {
    doseNumber: 1,
    product: 'COVISHIELD',
    vial: 'A1',
    vaccinationSession: 'vs-1',
    vaccineBatch: '4121Z001',
    code: fixtureReference,
    rules: 'in-2021-05-13',
  },
};
