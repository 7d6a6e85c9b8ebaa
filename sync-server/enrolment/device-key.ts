// Owns reading a device's public key: 65 bytes that are a point of P-256, and the names that follow from them.

import { createPublicKey, hash, type KeyObject } from 'node:crypto';
import {
  base64urlToBytes,
  bytesToBase64url,
  bytesToCrockford,
  type Bytes,
} from '../../schemas/bytes.ts';

export interface DeviceKey {
  /** base64url SHA-256 of the 65 bytes. */
  readonly device: string;
  /** Four characters people can say on the phone: the first of every log id of this device. */
  readonly alias: string;
  readonly publicKey: Bytes;
}

/** Null when the text is not a point of the curve. */
export function readDeviceKey(text: string): DeviceKey | null {
  const publicKey = base64urlToBytes(text);
  if (publicKey === null || pointToKey(publicKey) === null) return null;
  const thumbprint = hash('sha256', publicKey, 'buffer');
  return {
    device: bytesToBase64url(thumbprint),
    alias: bytesToCrockford(thumbprint.subarray(0, 5)).slice(0, 4),
    publicKey,
  };
}

/** Node checks that the point lies on the curve and throws when it does not. */
export function pointToKey(point: Uint8Array): KeyObject | null {
  if (point.length !== 65 || point[0] !== 4) return null;
  const x = bytesToBase64url(point.subarray(1, 33));
  const y = bytesToBase64url(point.subarray(33));
  try {
    return createPublicKey({ format: 'jwk', key: { kty: 'EC', crv: 'P-256', x, y } });
  } catch {
    return null;
  }
}
