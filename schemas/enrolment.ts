// Owns the enrolment of a tablet: the typed code, the request, the answer and the certificate's content.

import * as z from 'zod/mini';
import { normaliseCrockford, utf8ToBytes, type Bytes } from './bytes.ts';

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

/** POST /v1/staff-keys: a staff member proves with their own one-time code that a key on this tablet is theirs. */
export const staffKeyRequestSchema = z.object({
  /** base64url SHA-256 thumbprint of the device key. */
  device: z.string().check(z.length(43)),
  staffId: z.string().check(z.minLength(1), z.maxLength(80)),
  /** base64url uncompressed P-256 point, 65 bytes: the person's own key on this tablet. */
  publicKey: z.string().check(z.length(87)),
  code: z.string().check(z.maxLength(200)),
  /** The device's, over `staffKeyMessage`: nobody else binds keys to this tablet. */
  signature: z.string().check(z.maxLength(100)),
});
export type StaffKeyRequest = z.infer<typeof staffKeyRequestSchema>;

export const staffKeyAnswerSchema = z.looseObject({ outcome: z.literal('bound') });

export function staffKeyMessage(request: Omit<StaffKeyRequest, 'signature'>): Bytes {
  const { device, staffId, publicKey, code } = request;
  return utf8ToBytes(['suchi/staff-key/1', device, staffId, publicKey, code].join('\n'));
}

/** What somebody in charge signs when vouching: it fixes both persons and the key to this place of the log. */
export function vouchMessage(parts: {
  readonly log: string;
  readonly seq: number;
  readonly previousHash: string;
  readonly staffId: string;
  readonly publicKey: string;
  readonly voucher: string;
}): Bytes {
  const { log, seq, previousHash, staffId, publicKey, voucher } = parts;
  return utf8ToBytes(
    ['suchi/vouch/1', log, String(seq), previousHash, staffId, publicKey, voucher].join('\n'),
  );
}

/** A substitute whom no list knows: made by the tablet, so that two substitutes are never one. */
export const substituteIdForm = /^sub-[0-9a-z]{8}$/;
