// Owns "checked in": the person arrived, the photo ID was looked at, screening was asked.

import * as z from 'zod/mini';
import type { CheckedInBody } from '../fold/case.ts';
import { shortText } from './body-parts.ts';
import { referenceSchema } from './event.ts';
import type { EventKind } from './kind.ts';

export const checkedIn: EventKind<CheckedInBody> = {
  kind: 'checked-in',
  mayDose: false,
  writer: 'tablet',
  body: z.looseObject({
    idType: shortText,
    idSeen: z.enum(['matches', 'facilitated', 'mismatch']),
    screening: z.union([z.literal('clear'), z.array(shortText).check(z.maxLength(20))]),
    noticeLanguage: z.string().check(z.maxLength(10)),
    idShown: z.optional(z.enum(['aadhaar-qr'])),
    after: z.optional(referenceSchema),
  }),
  fold: (draft, key, entry) => draft.checkedIn.set(key, entry),
  fixture: { idType: 'aadhaar', idSeen: 'matches', screening: 'clear', noticeLanguage: 'mr' },
};
