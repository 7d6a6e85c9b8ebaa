// Owns AES-GCM-256 with a fresh random IV for every sealing, and the keys made for it.

import { concatBytes, type Bytes } from '../../schemas/bytes.ts';
import type { Randomness } from '../device/random.ts';

export interface Sealed {
  readonly iv: Bytes;
  readonly sealed: Bytes;
}

/** A key whose bytes cannot be read back. */
export async function importAesKey(raw: Bytes): Promise<CryptoKey> {
  return crypto.subtle.importKey('raw', raw, 'AES-GCM', false, ['encrypt', 'decrypt']);
}

/** `context` is authenticated and not stored: a ciphertext moved to another place no longer opens. */
export async function seal(
  random: Randomness,
  key: CryptoKey,
  context: Bytes,
  plain: Bytes,
): Promise<Sealed> {
  const iv = random.bytes(12);
  const algorithm = { name: 'AES-GCM', iv, additionalData: context };
  return { iv, sealed: new Uint8Array(await crypto.subtle.encrypt(algorithm, key, plain)) };
}

/** Null when key, context or bytes do not belong together. */
export async function open(key: CryptoKey, context: Bytes, box: Sealed): Promise<Bytes | null> {
  const algorithm = { name: 'AES-GCM', iv: box.iv, additionalData: context };
  try {
    return new Uint8Array(await crypto.subtle.decrypt(algorithm, key, box.sealed));
  } catch {
    // WebCrypto says only "OperationError": every failure means the same, "not this key or not this place".
    return null;
  }
}

export async function hkdf(secret: Bytes, info: Bytes): Promise<Bytes> {
  const key = await crypto.subtle.importKey('raw', secret, 'HKDF', false, ['deriveBits']);
  const algorithm = { name: 'HKDF', hash: 'SHA-256', salt: new Uint8Array(0), info };
  return new Uint8Array(await crypto.subtle.deriveBits(algorithm, key, 256));
}

export async function hkdfOfTwo(first: Bytes, second: Bytes, info: Bytes): Promise<Bytes> {
  return hkdf(concatBytes(first, second), info);
}
