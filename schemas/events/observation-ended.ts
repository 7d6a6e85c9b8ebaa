// Owns "observation ended": the person left after, or before, the thirty minutes.

import * as z from 'zod/mini';
import type { ObservationEndedBody } from '../fold/case.ts';
import { fixtureReference, shortText } from './body-parts.ts';
import { referenceSchema } from './event.ts';
import type { EventKind } from './kind.ts';

export const observationEnded: EventKind<ObservationEndedBody> = {
  kind: 'observation-ended',
  mayDose: false,
  writer: 'tablet',
  body: z.looseObject({ doseEvent: referenceSchema, leftEarly: z.optional(shortText) }),
  fold: (draft, key, entry) => draft.observationsEnded.set(key, entry),
  fixture: { doseEvent: fixtureReference },
};
