// Owns the slip with a scannable secret: appointment, ten random bytes, the deployment's signature. A tablet checks it offline and
// wholly, for nothing of it is in the day list; the event carries the ten bytes, masked, and the server knows them again.
// Source: docs/protocol.md, "The code". Scan first, four digits as the fall-back.

import { bytesToU32, concatBytes, u32ToBytes, utf8ToBytes, type Bytes } from '../bytes.ts';
import { bytesToDigits, digitsToBytes } from '../carry/digits.ts';
import { logPositionBytes } from '../log/hash-chain.ts';
import type { Digest } from '../ports.ts';

export interface SlipAppointment {
  readonly centreId: number;
  readonly appointmentNo: number;
  readonly check: number;
}

export const slipSecretBytes = 10;
const placeBytes = 12;
const signatureBytes = 64;
const slipDigits = bytesToDigits(
  new Uint8Array(placeBytes + slipSecretBytes + signatureBytes),
).length;
const slipTag = utf8ToBytes('suchi/slip/1\n');
const maskTag = utf8ToBytes('suchi/slip-mask/1\n');

/** Bytes the deployment signs (ES256, raw form). */
export function slipMessage(
  deployment: string,
  appointment: SlipAppointment,
  secret: Uint8Array,
): Bytes {
  return concatBytes(slipTag, utf8ToBytes(`${deployment}\n`), placeOf(appointment), secret);
}

const placeOf = ({ centreId, appointmentNo, check }: SlipAppointment): Bytes =>
  concatBytes(u32ToBytes(centreId), u32ToBytes(appointmentNo), u32ToBytes(check));

/** Digits only, as every QR code here: binary breaks some readers. */
export function writeSlip(
  appointment: SlipAppointment,
  secret: Uint8Array,
  signature: Uint8Array,
): string {
  return bytesToDigits(concatBytes(placeOf(appointment), secret, signature));
}

export type OpenedSlip =
  /** The deployment made it, for this booking. Whether the booking is on the list is another question. */
  | { readonly outcome: 'ours'; readonly appointment: SlipAppointment; readonly secret: Bytes }
  /** Another code was held before the camera. */
  | { readonly outcome: 'not-a-slip' }
  /** The signature is not this deployment's: made up, changed, or of another district's program. */
  | { readonly outcome: 'not-ours' };

export interface SlipQuestion {
  readonly scanned: string;
  readonly deployment: string;
  /** ES256 against the pinned key of the deployment. */
  readonly isSigned: (message: Bytes, signature: Bytes) => Promise<boolean>;
}

/** By its length alone: no other code of ours has as many digits, and nothing is decided by it but who reads on. */
export function looksLikeSlip(scanned: string): boolean {
  return scanned.length === slipDigits && /^\d+$/.test(scanned);
}

/** What a tablet can say offline. That it is ours is never "verified": the server has the last word. */
export async function openSlip(question: SlipQuestion): Promise<OpenedSlip> {
  const bytes = looksLikeSlip(question.scanned) ? digitsToBytes(question.scanned) : null;
  if (bytes === null) return { outcome: 'not-a-slip' };
  const appointment = readPlace(bytes);
  const secret = bytes.slice(placeBytes, placeBytes + slipSecretBytes);
  const signature = bytes.slice(placeBytes + slipSecretBytes);
  const message = slipMessage(question.deployment, appointment, secret);
  return (await question.isSigned(message, signature))
    ? { outcome: 'ours', appointment, secret }
    : { outcome: 'not-ours' };
}

function readPlace(bytes: Uint8Array): SlipAppointment {
  return {
    centreId: bytesToU32(bytes, 0),
    appointmentNo: bytesToU32(bytes, 4),
    check: bytesToU32(bytes, 8),
  };
}

/** The ten bytes as they travel; the same call takes the mask off. Digits and bytes are masked under different names. */
export function maskSlip(
  digest: Digest,
  codeKey: Uint8Array,
  place: { readonly log: string; readonly seq: number },
  secret: Uint8Array,
): Bytes {
  const mask = digest.hmacSha256(
    codeKey,
    concatBytes(maskTag, logPositionBytes(place.log, place.seq)),
  );
  return secret.map((byte, i) => byte ^ mask[i]!) as Bytes;
}
