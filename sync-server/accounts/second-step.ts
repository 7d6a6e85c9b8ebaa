// Owns the second step of signing in: six digits of an authenticator app (RFC 6238 on RFC 4226: SHA-1, 30 seconds), each taken once.

import { createHmac, timingSafeEqual } from 'node:crypto';
import type { DeploymentKeys } from '../keys/deployment-keys.ts';
import type { Random } from '../parts.ts';

const secretBytes = 20;
const secondsPerStep = 30;
const digits = 6;
/** A phone's clock may be half a minute out, either way. */
const stepsAround = 1;

export function makeSecret(random: Random): Uint8Array {
  return random(secretBytes);
}

export const stepAt = (seconds: number): number => Math.floor(seconds / secondsPerStep);

/** The digits of one step, with leading zeros. */
export function digitsOf(secret: Uint8Array, step: number): string {
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(step));
  const mac = createHmac('sha1', secret).update(counter).digest();
  const at = mac[mac.length - 1]! & 0x0f;
  const number = mac.readUInt32BE(at) & 0x7fff_ffff;
  return String(number % 10 ** digits).padStart(digits, '0');
}

/** The step whose digits were typed, later than the last one taken; null when there is none. */
export function findStep(
  secret: Uint8Array,
  typed: string,
  nowSeconds: number,
  lastStep: number | null,
): number | null {
  const given = Buffer.from(typed.replace(/\s/g, ''));
  let found: number | null = null;
  for (let around = -stepsAround; around <= stepsAround; around++) {
    const step = stepAt(nowSeconds) + around;
    const expected = Buffer.from(digitsOf(secret, step));
    const isRight = given.length === expected.length && timingSafeEqual(given, expected);
    if (isRight && (lastStep === null || step > lastStep)) found = step;
  }
  return found;
}

/** What an authenticator app reads, as a QR or by hand. */
export function secretToAddress(secret: Uint8Array, account: string): string {
  const name = encodeURIComponent(`Suchi:${account}`);
  return `otpauth://totp/${name}?secret=${toBase32(secret)}&issuer=Suchi`;
}

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/** RFC 4648, without padding: 20 bytes are 32 characters. */
export function toBase32(bytes: Uint8Array): string {
  let bits = '';
  for (const byte of bytes) bits += byte.toString(2).padStart(8, '0');
  return (bits.match(/.{1,5}/g) ?? [])
    .map((piece) => alphabet[parseInt(piece.padEnd(5, '0'), 2)])
    .join('');
}

const sealContext = (account: string): string => `second-step\n${account}`;

export function sealSecret(keys: DeploymentKeys, account: string, secret: Uint8Array): Uint8Array {
  return keys.sealForStorage(sealContext(account), secret as Uint8Array<ArrayBuffer>);
}

/** Null when the keys are not those it was sealed with. */
export function openSecret(
  keys: DeploymentKeys,
  account: string,
  sealed: Uint8Array,
): Uint8Array | null {
  return keys.openFromStorage(sealContext(account), sealed);
}
