// Owns "earlier dose stated": a dose given elsewhere, under another phone or before this list, and what was seen of it.

import * as z from 'zod/mini';
import type { EarlierDoseBody } from '../fold/case.ts';
import { dayText, productName, shortText } from './body-parts.ts';
import type { EventKind } from './kind.ts';

export const earlierDoseStated: EventKind<EarlierDoseBody> = {
  kind: 'earlier-dose-stated',
  mayDose: false,
  writer: 'tablet',
  body: z.looseObject({
    doseNumber: z.int().check(z.minimum(1), z.maximum(5)),
    product: z.nullable(productName),
    day: z.nullable(dayText),
    place: z.nullable(shortText),
    seen: z.enum(['card-checked', 'card-not-checked', 'paper', 'said']),
    mobileLast4: z.optional(z.string().check(z.regex(/^\d{4}$/))),
    card: z.optional(shortText),
  }),
  fold: (draft, key, entry) => draft.earlierDoses.set(key, entry),
  fixture: {
    doseNumber: 1,
    product: 'COVISHIELD',
    day: '2021-02-20',
    place: 'PHC Example',
    seen: 'paper',
  },
};
