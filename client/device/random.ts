// Owns randomness: cryptographic bytes, and a fraction for the jitter of retries.

import type { Bytes } from '../../schemas/bytes.ts';

export interface Randomness {
  readonly bytes: (count: number) => Bytes;
  /** 0 ≤ fraction < 1, for jitter only. */
  readonly fraction: () => number;
}

export function createBrowserRandomness(): Randomness {
  const bytes = (count: number): Bytes => crypto.getRandomValues(new Uint8Array(count));
  return {
    bytes,
    fraction: () => new DataView(bytes(4).buffer).getUint32(0) / 2 ** 32,
  };
}
