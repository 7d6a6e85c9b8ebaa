// Owns "observation ended": the person left after, or before, the thirty minutes.

import * as z from 'zod/mini';
import { fixtureReference } from './body-parts.ts';
import { referenceSchema } from './event.ts';
import type { EventKind } from './kind.ts';
import type { EventReference } from '../log/hash-chain.ts';

export const observationEnded: EventKind<{ doseEvent: EventReference }> = {
  kind: 'observation-ended',
  mayDose: false,
  writer: 'tablet',
  body: z.looseObject({ doseEvent: referenceSchema }),
  fold: (draft, key, entry) => draft.observationsEnded.set(key, entry),
  fixture: { doseEvent: fixtureReference },
};
