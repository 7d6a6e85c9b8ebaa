// Owns what the browser does for an Aadhaar code: unpacking, and the RSA signature.

import { base64urlToBytes } from '../../schemas/bytes.ts';
import type { AadhaarPlatform } from '../../schemas/rules/aadhaar-qr.ts';
import { decompress } from './compression.ts';

const algorithm = { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' } as const;

export const browserAadhaarPlatform: AadhaarPlatform = {
  gunzip: (bytes, bytesMax) => decompress('gzip', bytes, bytesMax),
  isSignedBy: async (key, signature, signed) => {
    const spki = base64urlToBytes(key);
    if (spki === null) return false;
    try {
      const imported = await crypto.subtle.importKey('spki', spki, algorithm, false, ['verify']);
      return await crypto.subtle.verify(algorithm, imported, signature, signed);
    } catch {
      return false;
    }
  },
};
