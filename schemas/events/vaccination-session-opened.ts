// Owns "vaccination session opened", and opened again: what was checked before the first person, and which closings it takes back.

import * as z from 'zod/mini';
import type { EventReference } from '../log/hash-chain.ts';
import { longText, shortText } from './body-parts.ts';
import { referenceSchema } from './event.ts';
import { foldNothing, type EventKind } from './kind.ts';

export interface VaccinationSessionOpenedBody {
  /** Points of the readiness screen that were in order, by name: `pack`, `staff`, `stock`, `storage`, `clock`. */
  readonly ready: readonly string[];
  /** Points that were not, and the team began all the same. */
  readonly notReady: readonly string[];
  /** Closings this takes back. A closing that nobody knew of when this was written stays one. */
  readonly reopens?: readonly EventReference[];
  /** Why it was opened again. */
  readonly reason?: string;
}

const points = z.array(shortText).check(z.maxLength(12));

export const vaccinationSessionOpened: EventKind<VaccinationSessionOpenedBody> = {
  kind: 'vaccination-session-opened',
  mayDose: false,
  writer: 'tablet',
  body: z.looseObject({
    ready: points,
    notReady: points,
    reopens: z.optional(z.array(referenceSchema).check(z.maxLength(8))),
    reason: z.optional(longText),
  }),
  // Nobody's case: its fold is that of the vaccination session (schemas/fold/vaccination-session.ts).
  fold: foldNothing,
  fixture: { ready: ['pack', 'staff', 'stock', 'storage', 'clock'], notReady: [] },
};
