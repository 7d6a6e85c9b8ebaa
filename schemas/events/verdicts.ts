// Owns the five words of the server's log on a dose: confirmed, waiting, held, accepted, revoked.

import * as z from 'zod/mini';
import type { DoseState, VerdictBody } from '../fold/case.ts';
import { fixtureReference, longText, shortText } from './body-parts.ts';
import { referenceSchema } from './event.ts';
import type { EventKind } from './kind.ts';

function createVerdictKind(state: Exclude<DoseState, 'received'>): EventKind<VerdictBody> {
  return {
    kind: state,
    mayDose: true,
    writer: 'server',
    body: z.looseObject({
      doseEvent: referenceSchema,
      reasons: z.array(z.looseObject({ reason: shortText, detail: z.optional(longText) })),
      note: z.optional(longText),
      account: z.optional(shortText),
      caseHash: z.optional(shortText),
      decisionId: z.optional(shortText),
      decidedAt: z.optional(z.int()),
    }),
    fold: (draft, key, entry) => draft.verdicts.set(key, { ...entry, state }),
    fixture: { doseEvent: fixtureReference, reasons: [] },
  };
}

export const confirmed = createVerdictKind('confirmed');
export const waiting = createVerdictKind('waiting');
export const held = createVerdictKind('held');
export const accepted = createVerdictKind('accepted');
export const revoked = createVerdictKind('revoked');
