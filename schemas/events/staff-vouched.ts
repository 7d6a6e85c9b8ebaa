// Owns "staff vouched": somebody in charge says, with their own PIN, that a key on this tablet is a certain person's.

import * as z from 'zod/mini';
import { limits } from '../limits.ts';
import { shortText } from './body-parts.ts';
import { foldNothing, type EventKind } from './kind.ts';

export interface StaffVouchedBody {
  readonly staffId: string;
  /** base64url uncompressed public key (65 bytes) of the person vouched for, on this tablet. */
  readonly publicKey: string;
  readonly voucher: string;
  /** base64url ECDSA P-256 of the voucher's own key over the vouch message. */
  readonly signature: string;
  /** A substitute who is on no list yet: how the centre calls the person, and as what they work. */
  readonly substitute?: { readonly name: string; readonly role: 'vaccinator' | 'verifier' };
}

export const staffVouched: EventKind<StaffVouchedBody> = {
  kind: 'staff-vouched',
  mayDose: false,
  writer: 'tablet',
  body: z.looseObject({
    staffId: shortText,
    publicKey: z.string().check(z.length(87)),
    voucher: shortText,
    signature: z.string().check(z.maxLength(100)),
    substitute: z.optional(
      z.looseObject({
        name: z.string().check(z.minLength(1), z.maxLength(limits.nameCharactersMax)),
        role: z.enum(['vaccinator', 'verifier']),
      }),
    ),
  }),
  fold: foldNothing,
  fixture: { staffId: 'st-2', publicKey: 'A'.repeat(87), voucher: 'st-9', signature: 'AA' },
};
