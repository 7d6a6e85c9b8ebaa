// Owns the slip with a scannable secret: appointment, day, ten random bytes, the deployment's signature. A tablet checks it offline and
// wholly, for nothing of it is in the day list; the event carries the ten bytes, masked, and the server knows them again.
// Source: docs/protocol.md, "The code". Scan first, four digits as the fall-back.

import { bytesToU32, concatBytes, u32ToBytes, utf8ToBytes, type Bytes } from '../bytes.ts';
import { bytesToDigits, digitsToBytes } from '../carry/digits.ts';
import { logPositionBytes } from '../log/hash-chain.ts';
import type { Digest } from '../ports.ts';
import { dayNumberToDay, dayToDayNumber } from './day.ts';

export interface SlipAppointment {
  readonly centreId: number;
  readonly appointmentNo: number;
  readonly check: number;
}

export const slipSecretBytes = 10;
const placeBytes = 12;
/** Days since 1970, as an unsigned number of sixteen bits: until 2149. */
const dayBytes = 2;
const signatureBytes = 64;
const digitsOf = (bytes: number): number => bytesToDigits(new Uint8Array(bytes)).length;
/** How many digits stand for which form: 1 as first printed, without its day; 2 with it. Both fit the same size of QR code. */
const formOfDigits: ReadonlyMap<number, 1 | 2> = new Map([
  [digitsOf(placeBytes + slipSecretBytes + signatureBytes), 1],
  [digitsOf(placeBytes + dayBytes + slipSecretBytes + signatureBytes), 2],
]);
const maskTag = utf8ToBytes('suchi/slip-mask/1\n');

/** What a slip says besides its signature. */
export interface SlipContent {
  readonly appointment: SlipAppointment;
  /** Of the booking, YYYY-MM-DD; null on slips that were printed before slips carried one. */
  readonly day: string | null;
  readonly secret: Uint8Array;
}

/** Bytes the deployment signs (ES256, raw form). The form is in the tag: no slip of one form passes as one of the other. */
export function slipMessage(deployment: string, content: SlipContent): Bytes {
  const form = content.day === null ? 1 : 2;
  return concatBytes(utf8ToBytes(`suchi/slip/${form}\n${deployment}\n`), contentBytes(content));
}

const contentBytes = ({ appointment, day, secret }: SlipContent): Bytes =>
  concatBytes(placeOf(appointment), day === null ? new Uint8Array() : bytesOfDay(day), secret);

function bytesOfDay(day: string): Bytes {
  const number = dayToDayNumber(day) ?? 0;
  return new Uint8Array([number >> 8, number & 0xff]);
}

const placeOf = ({ centreId, appointmentNo, check }: SlipAppointment): Bytes =>
  concatBytes(u32ToBytes(centreId), u32ToBytes(appointmentNo), u32ToBytes(check));

/** Digits only, as every QR code here: binary breaks some readers. */
export function writeSlip(content: SlipContent, signature: Uint8Array): string {
  return bytesToDigits(concatBytes(contentBytes(content), signature));
}

export type OpenedSlip =
  /** The deployment made it, for this booking. Whether the booking is on the list is another question. */
  | ({ readonly outcome: 'ours'; readonly secret: Bytes } & SlipContent)
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

/** By its length alone: nothing is decided by it but who reads on. */
export function looksLikeSlip(scanned: string): boolean {
  return formOfDigits.has(scanned.length) && /^\d+$/.test(scanned);
}

/** What a tablet can say offline. That it is ours is never "verified": the server has the last word. */
export async function openSlip(question: SlipQuestion): Promise<OpenedSlip> {
  const bytes = looksLikeSlip(question.scanned) ? digitsToBytes(question.scanned) : null;
  if (bytes === null) return { outcome: 'not-a-slip' };
  const hasDay = formOfDigits.get(question.scanned.length) === 2;
  const secretAt = placeBytes + (hasDay ? dayBytes : 0);
  const content = {
    appointment: readPlace(bytes),
    day: hasDay ? readSlipDay(bytes) : null,
    secret: bytes.slice(secretAt, secretAt + slipSecretBytes),
  };
  const signature = bytes.slice(secretAt + slipSecretBytes);
  const message = slipMessage(question.deployment, content);
  return (await question.isSigned(message, signature))
    ? { outcome: 'ours', ...content }
    : { outcome: 'not-ours' };
}

const readSlipDay = (bytes: Uint8Array): string =>
  dayNumberToDay(bytes[placeBytes]! * 256 + bytes[placeBytes + 1]!);

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
