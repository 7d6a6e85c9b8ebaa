// Owns "entered in error": an earlier record was a mistake. Nothing is deleted.

import * as z from 'zod/mini';
import { fixtureReference, shortText } from './body-parts.ts';
import { referenceSchema } from './event.ts';
import type { EventKind } from './kind.ts';
import type { EventReference } from '../log/hash-chain.ts';

export const enteredInError: EventKind<{ target: EventReference; reason: string }> = {
  kind: 'entered-in-error',
  mayDose: true,
  writer: 'tablet',
  body: z.looseObject({ target: referenceSchema, reason: shortText }),
  fold: (draft, key, entry) => draft.enteredInError.set(key, entry),
  fixture: { target: fixtureReference, reason: 'wrong-person' },
};
