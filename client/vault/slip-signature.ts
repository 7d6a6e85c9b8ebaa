// Owns checking a slip's signature against the pinned public key. A tablet can check slips with it and make none.

import { base64urlToBytes, type Bytes } from '../../schemas/bytes.ts';

const algorithm = { name: 'ECDSA', namedCurve: 'P-256' } as const;
const how = { name: 'ECDSA', hash: 'SHA-256' } as const;

/** `point`: base64url uncompressed P-256 point. False for whatever cannot be checked. */
export async function isSignedBy(
  point: string,
  message: Bytes,
  signature: Bytes,
): Promise<boolean> {
  const raw = base64urlToBytes(point);
  if (raw === null) return false;
  try {
    const key = await crypto.subtle.importKey('raw', raw, algorithm, false, ['verify']);
    return await crypto.subtle.verify(how, key, signature, message);
  } catch {
    return false;
  }
}
