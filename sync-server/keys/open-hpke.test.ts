// Owns that HPKE is opened as RFC 9180 says: everything the library seals opens to the same bytes, and nothing else opens.

import { createPrivateKey, generateKeyPairSync, type webcrypto } from 'node:crypto';
import { Aes128Gcm, CipherSuite, DhkemP256HkdfSha256, HkdfSha256 } from '@hpke/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { base64urlToBytes, concatBytes } from '../../schemas/bytes.ts';
import { openHpke, type HpkeRecipient } from './open-hpke.ts';

type Jwk = webcrypto.JsonWebKey;

const suite = new CipherSuite({
  kem: new DhkemP256HkdfSha256(),
  kdf: new HkdfSha256(),
  aead: new Aes128Gcm(),
});

const recipientOf = (): HpkeRecipient => {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  return recipientFrom(privateKey.export({ format: 'jwk' }) as Jwk);
};
const recipientFrom = (jwk: Jwk): HpkeRecipient => ({
  privateKey: createPrivateKey({ key: jwk as never, format: 'jwk' }),
  publicPoint: concatBytes(
    new Uint8Array([4]),
    base64urlToBytes(jwk.x!)!,
    base64urlToBytes(jwk.y!)!,
  ),
});
const buffer = (bytes: Uint8Array): ArrayBuffer => bytes.slice().buffer as ArrayBuffer;

async function seal(to: HpkeRecipient, info: Uint8Array, plain: Uint8Array): Promise<Uint8Array> {
  const sender = await suite.createSenderContext({
    recipientPublicKey: await suite.kem.deserializePublicKey(buffer(to.publicPoint)),
    info: buffer(info),
  });
  return concatBytes(new Uint8Array(sender.enc), new Uint8Array(await sender.seal(buffer(plain))));
}

describe('opening HPKE', () => {
  it('opens whatever the library sealed, and refuses every single changed byte, another info and another key', async () => {
    const [ours, others] = [recipientOf(), recipientOf()];
    await fc.assert(
      fc.asyncProperty(
        fc.uint8Array({ maxLength: 80 }),
        fc.uint8Array({ minLength: 1, maxLength: 60 }),
        fc.nat(),
        fc.integer({ min: 1, max: 255 }),
        async (plain, info, at, change) => {
          const sealed = await seal(ours, info, plain);
          expect(openHpke(ours, sealed, info)).toEqual(plain);
          expect(openHpke(others, sealed, info)).toBeNull();
          expect(openHpke(ours, sealed, info.subarray(1))).toBeNull();
          const damaged = sealed.slice();
          damaged[at % sealed.length]! ^= change;
          expect(openHpke(ours, damaged, info)).toBeNull();
          expect(openHpke(ours, sealed.subarray(0, at % sealed.length), info)).toBeNull();
        },
      ),
      { numRuns: 60 },
    );
  });

  it('refuses a point beside the curve', async () => {
    const ours = recipientOf();
    const sealed = await seal(ours, new Uint8Array(1), new Uint8Array(32));
    sealed.fill(7, 1, 65);
    expect(openHpke(ours, sealed, new Uint8Array(1))).toBeNull();
  });
});
