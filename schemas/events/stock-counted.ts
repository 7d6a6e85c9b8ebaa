// Owns "stock counted": unopened vials that somebody counted at the centre, by product and batch.

import * as z from 'zod/mini';
import { dayText, productName, shortText } from './body-parts.ts';
import { foldNothing, type EventKind } from './kind.ts';

export interface StockCount {
  readonly product: string;
  readonly vaccineBatch: string;
  /** YYYY-MM-DD; a label may lack it. */
  readonly expiry: string | null;
  readonly vials: number;
  readonly dosesPerVial: number;
}

export interface StockCountedBody {
  readonly occasion: 'opening' | 'during' | 'closing';
  readonly counts: readonly StockCount[];
}

export const stockCounted: EventKind<StockCountedBody> = {
  kind: 'stock-counted',
  mayDose: false,
  writer: 'tablet',
  body: z.looseObject({
    occasion: z.enum(['opening', 'during', 'closing']),
    counts: z
      .array(
        z.looseObject({
          product: productName,
          vaccineBatch: shortText,
          expiry: z.nullable(dayText),
          vials: z.int().check(z.minimum(0), z.maximum(10_000)),
          dosesPerVial: z.int().check(z.minimum(1), z.maximum(40)),
        }),
      )
      .check(z.maxLength(20)),
  }),
  fold: foldNothing,
  fixture: {
    occasion: 'opening',
    counts: [
      {
        product: 'COVISHIELD',
        vaccineBatch: '4121Z001',
        expiry: '2021-11-30',
        vials: 12,
        dosesPerVial: 10,
      },
    ],
  },
};
