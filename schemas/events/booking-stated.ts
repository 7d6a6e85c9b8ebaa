// Owns "booking stated": a walk-in who says to be booked, on a list that is not here. The reference id and the code as they were said;
// the code masked for everyone but the server, for no tablet can check it.

import * as z from 'zod/mini';
import type { BookingStatedBody } from '../fold/case.ts';
import type { EventKind } from './kind.ts';

export const bookingStated: EventKind<BookingStatedBody> = {
  kind: 'booking-stated',
  mayDose: false,
  writer: 'tablet',
  body: z.looseObject({
    referenceId: z.string().check(z.regex(/^\d{13,14}$/)),
    masked: z.int().check(z.minimum(0), z.maximum(9999)),
  }),
  fold: (draft, key, entry) => draft.bookingsStated.set(key, entry),
  fixture: { referenceId: '10000000000001', masked: 1234 },
};
