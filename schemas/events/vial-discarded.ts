// Owns "vial discarded": what was left in it and why.

import * as z from 'zod/mini';
import { shortText } from './body-parts.ts';
import { foldNothing, type EventKind } from './kind.ts';

export interface VialDiscardedBody {
  readonly dosesLeft: number;
  readonly reason: string;
}

export const vialDiscarded: EventKind<VialDiscardedBody> = {
  kind: 'vial-discarded',
  mayDose: false,
  writer: 'tablet',
  body: z.looseObject({
    dosesLeft: z.int().check(z.minimum(0), z.maximum(40)),
    reason: shortText,
  }),
  fold: foldNothing,
  fixture: { dosesLeft: 0, reason: 'empty' },
};
