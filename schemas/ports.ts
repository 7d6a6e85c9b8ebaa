// Owns the interfaces through which the pure core asks for digests. Synchronous, so that a hash can be taken anywhere.

import type { Bytes } from './bytes.ts';

export interface Digest {
  /** SHA-256, 32 bytes. */
  readonly sha256: (bytes: Uint8Array) => Bytes;
  /** HMAC-SHA-256, 32 bytes. */
  readonly hmacSha256: (key: Uint8Array, bytes: Uint8Array) => Bytes;
}
