// Owns a supervisor's word on a vial, a batch or a tablet as a whole: for each dose concerned, which of its reasons are settled. What else is open stays open.

import * as z from 'zod/mini';
import type { SettledBody } from '../fold/case.ts';
import { fixtureReference, longText, shortText } from './body-parts.ts';
import { referenceSchema } from './event.ts';
import type { EventKind } from './kind.ts';

export const reasonsSettled: EventKind<SettledBody> = {
  kind: 'reasons-settled',
  // Neither makes nor unmakes a dose: the judge's own word that follows does.
  mayDose: false,
  writer: 'server',
  body: z.looseObject({
    doseEvent: referenceSchema,
    reasons: z.array(z.looseObject({ reason: shortText, detail: z.optional(longText) })),
    task: z.optional(shortText),
    note: z.optional(longText),
    account: z.optional(shortText),
    decisionId: z.optional(shortText),
    decidedAt: z.optional(z.int()),
  }),
  fold: (draft, key, entry) => draft.settled.set(key, entry),
  fixture: { doseEvent: fixtureReference, reasons: [{ reason: 'vial-overdrawn' }] },
};
