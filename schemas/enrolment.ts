// Owns the enrolment of a tablet: the typed code, the request, the answer and the certificate's content.

import * as z from 'zod/mini';
import { normaliseCrockford } from './bytes.ts';

z.config({ jitless: true });

/** Three characters name the code's record, five are its secret: so wrong tries are counted against one code. */
export const enrolmentCodeForm = { nameCharacters: 3, secretCharacters: 5 } as const;

/** `ABC-DEFGH` or any spelling of it; null when it cannot be a code. */
export function readEnrolmentCode(
  typed: string,
): { readonly name: string; readonly secret: string } | null {
  const text = normaliseCrockford(typed.replace(/^.*[#?&]enrol=/i, ''));
  if (text === null || text.length !== 8) return null;
  return { name: text.slice(0, 3), secret: text.slice(3) };
}

export const enrolmentRequestSchema = z.object({
  code: z.string().check(z.maxLength(200)),
  /** base64url uncompressed P-256 point, 65 bytes. */
  devicePublicKey: z.string().check(z.length(87)),
  appVersion: z.string().check(z.maxLength(40)),
});
export type EnrolmentRequest = z.infer<typeof enrolmentRequestSchema>;

export const enrolmentAnswerSchema = z.looseObject({
  /** base64url JSON content, a dot, base64url ES256 signature of the deployment. */
  certificate: z.string(),
  deployment: z.string(),
  centre: z.looseObject({ centreId: z.int(), name: z.string() }),
  isDemo: z.boolean(),
  sealingKey: z.object({ kid: z.string(), publicKey: z.string() }),
  staff: z.array(z.looseObject({ staffId: z.string(), name: z.string(), role: z.string() })),
  serverTime: z.int(),
});
export type EnrolmentAnswer = z.infer<typeof enrolmentAnswerSchema>;

export interface EnrolmentCertificate {
  readonly deployment: string;
  readonly centreId: number;
  readonly device: string;
  readonly devicePublicKey: string;
  readonly issuedAt: number;
}
