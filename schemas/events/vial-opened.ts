// Owns "vial opened": a vial named with a pen, its product, batch and size.

import * as z from 'zod/mini';
import { dayText, productName, shortText } from './body-parts.ts';
import { foldNothing, type EventKind } from './kind.ts';

export interface VialOpenedBody {
  readonly product: string;
  readonly vaccineBatch: string;
  /** YYYY-MM-DD; a label may lack it. */
  readonly expiry: string | null;
  readonly dosesNominal: number;
  /** Epoch seconds by the paper it was copied from. */
  readonly openedAt?: number;
}

export const vialOpened: EventKind<VialOpenedBody> = {
  kind: 'vial-opened',
  mayDose: false,
  writer: 'tablet',
  body: z.looseObject({
    product: productName,
    vaccineBatch: shortText,
    expiry: z.nullable(dayText),
    dosesNominal: z.int().check(z.minimum(1), z.maximum(40)),
    openedAt: z.optional(z.int().check(z.minimum(0))),
  }),
  fold: foldNothing,
  fixture: { product: 'COVISHIELD', vaccineBatch: '4121Z001', expiry: null, dosesNominal: 10 },
};
