// Owns the keys of this tablet: an ECDSA P-256 key that signs logs and requests, and a secret that binds PINs to it.

import { bytesToBase64url, type Bytes } from '../../schemas/bytes.ts';
import type { Digest } from '../../schemas/ports.ts';

/** Kept as CryptoKeys in the database: their bytes never reach a script. */
export interface DeviceKeys {
  readonly signingKey: CryptoKey;
  readonly secret: CryptoKey;
  /** Uncompressed point, 65 bytes. */
  readonly publicKey: Bytes;
  /** SHA-256 of the public key. */
  readonly thumbprint: Bytes;
}

const ecdsaP256 = { name: 'ECDSA', namedCurve: 'P-256' } as const;
const ecdsaSha256 = { name: 'ECDSA', hash: 'SHA-256' } as const;

export async function createDeviceKeys(digest: Digest): Promise<DeviceKeys> {
  const pair = await crypto.subtle.generateKey(ecdsaP256, false, ['sign', 'verify']);
  const hmac: HmacKeyGenParams = { name: 'HMAC', hash: 'SHA-256' };
  const secret = await crypto.subtle.generateKey(hmac, false, ['sign']);
  const publicKey = new Uint8Array(await crypto.subtle.exportKey('raw', pair.publicKey));
  return { signingKey: pair.privateKey, secret, publicKey, thumbprint: digest.sha256(publicKey) };
}

/** Raw r ‖ s, 64 bytes. */
export async function signBytes(key: CryptoKey, message: Bytes): Promise<Bytes> {
  return new Uint8Array(await crypto.subtle.sign(ecdsaSha256, key, message));
}

export function deviceId(keys: DeviceKeys): string {
  return bytesToBase64url(keys.thumbprint);
}

export interface StaffKeyPair {
  readonly privatePkcs8: Bytes;
  readonly publicKey: Bytes;
}

/** A person's key has to be wrapped under a PIN, so its bytes exist for a moment; what is used afterwards is not extractable. */
export async function createStaffKeyPair(): Promise<StaffKeyPair> {
  const pair = await crypto.subtle.generateKey(ecdsaP256, true, ['sign', 'verify']);
  return {
    privatePkcs8: new Uint8Array(await crypto.subtle.exportKey('pkcs8', pair.privateKey)),
    publicKey: new Uint8Array(await crypto.subtle.exportKey('raw', pair.publicKey)),
  };
}

export async function importStaffSigningKey(privatePkcs8: Bytes): Promise<CryptoKey> {
  return crypto.subtle.importKey('pkcs8', privatePkcs8, ecdsaP256, false, ['sign']);
}
