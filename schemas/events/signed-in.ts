// Owns "signed in": who works from here on in this span, signed with that person's own key.

import * as z from 'zod/mini';
import { shortText } from './body-parts.ts';
import { foldNothing, type EventKind } from './kind.ts';

export interface SignedInBody {
  readonly staffId: string;
  /** base64url ECDSA P-256 over the sign-in message, or null when the name is only claimed. */
  readonly signature: string | null;
  /** base64url uncompressed public key (65 bytes), on the first sign-in of this person on this tablet. */
  readonly publicKey?: string;
  /** Who vouched for the first binding, when it was not a one-time code. */
  readonly vouchedBy?: string;
}

export const signedIn: EventKind<SignedInBody> = {
  kind: 'signed-in',
  mayDose: false,
  writer: 'tablet',
  body: z.looseObject({
    staffId: shortText,
    signature: z.nullable(z.string().check(z.maxLength(100))),
    publicKey: z.optional(z.string().check(z.length(87))),
    vouchedBy: z.optional(shortText),
  }),
  fold: foldNothing,
  fixture: { staffId: 'st-1', signature: null },
};
