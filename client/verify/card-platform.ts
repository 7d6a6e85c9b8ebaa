// Owns what the browser does for a check: unpacking, and the signature.

import type { CardPlatform } from '../../schemas/card/check-card.ts';
import { decompress } from '../device/compression.ts';

const algorithm = { name: 'ECDSA', namedCurve: 'P-256' } as const;

export const browserCardPlatform: CardPlatform = {
  inflateRaw: (bytes, bytesMax) => decompress('deflate-raw', bytes, bytesMax),
  isSignedBy: async ({ kty, crv, x, y }, signature, signed) => {
    try {
      const key = await crypto.subtle.importKey('jwk', { kty, crv, x, y }, algorithm, false, [
        'verify',
      ]);
      const how = { name: 'ECDSA', hash: 'SHA-256' } as const;
      return await crypto.subtle.verify(how, key, signature, signed);
    } catch {
      return false;
    }
  },
};
