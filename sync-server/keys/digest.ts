// Owns the server's digest port: Node's own SHA-256 and HMAC.

import { createHmac, hash } from 'node:crypto';
import type { Bytes } from '../../schemas/bytes.ts';
import type { Digest } from '../../schemas/ports.ts';

export const nodeDigest: Digest = {
  sha256: (bytes) => hash('sha256', bytes, 'buffer') as unknown as Bytes,
  hmacSha256: (key, bytes) => createHmac('sha256', key).update(bytes).digest() as unknown as Bytes,
};
