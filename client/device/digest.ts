// Owns the synchronous digests of the contract's Digest port. WebCrypto has only asynchronous ones.

import { hmac } from '@noble/hashes/hmac.js';
import { sha256 } from '@noble/hashes/sha2.js';
import type { Bytes } from '../../schemas/bytes.ts';
import type { Digest } from '../../schemas/ports.ts';

export const digest: Digest = {
  sha256: (bytes) => sha256(bytes) as Bytes,
  hmacSha256: (key, bytes) => hmac(sha256, key, bytes) as Bytes,
};
