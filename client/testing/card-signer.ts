// Owns signing health cards in tests, as a register does, with a key made for the test.

import { createHash, generateKeyPairSync, sign } from 'node:crypto';
import { deflateRawSync } from 'node:zlib';
import type { CardKey } from '../../schemas/card/published.ts';

export interface CardSigner {
  readonly key: CardKey;
  readonly sign: (payload: string) => string;
}

export function createCardSigner(): CardSigner {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const { x = '', y = '' } = privateKey.export({ format: 'jwk' });
  const thumbprint = JSON.stringify({ crv: 'P-256', kty: 'EC', x, y });
  const kid = createHash('sha256').update(thumbprint).digest('base64url');
  return {
    key: { kid, kty: 'EC', crv: 'P-256', x, y },
    sign: (payload) => {
      const header = Buffer.from(JSON.stringify({ zip: 'DEF', alg: 'ES256', kid }));
      const input = `${header.toString('base64url')}.${deflateRawSync(payload).toString('base64url')}`;
      const how = { key: privateKey, dsaEncoding: 'ieee-p1363' } as const;
      return `${input}.${sign('sha256', Buffer.from(input), how).toString('base64url')}`;
    },
  };
}
