// Owns "not today": deferred, refused or absent, with the reason and the next date.

import * as z from 'zod/mini';
import type { NotTodayBody } from '../fold/case.ts';
import { dayText, shortText } from './body-parts.ts';
import { referenceSchema } from './event.ts';
import type { EventKind } from './kind.ts';

export const notToday: EventKind<NotTodayBody> = {
  kind: 'not-today',
  mayDose: false,
  writer: 'tablet',
  body: z.looseObject({
    outcome: z.enum(['deferred', 'refused', 'absent']),
    reason: shortText,
    nextDate: z.nullable(dayText),
    ends: z.array(referenceSchema).check(z.maxLength(20)),
  }),
  fold: (draft, key, entry) => draft.notToday.set(key, entry),
  fixture: { outcome: 'deferred', reason: 'fever', nextDate: '2021-06-21', ends: [] },
};
