// Owns that an Aadhaar secure QR is believed only with its signature, and gives away nothing but name, year, gender and four digits.

import { createVerify, generateKeyPairSync, randomBytes, sign } from 'node:crypto';
import { gunzipSync, gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readAadhaarQr, type AadhaarPlatform } from './aadhaar-qr.ts';

const uidai = generateKeyPairSync('rsa', { modulusLength: 2048 });
const stranger = generateKeyPairSync('rsa', { modulusLength: 2048 });
const key = uidai.publicKey.export({ format: 'der', type: 'spki' }).toString('base64url');

const platform: AadhaarPlatform = {
  gunzip: async (bytes, maxOutputLength) => {
    try {
      return new Uint8Array(gunzipSync(bytes, { maxOutputLength }));
    } catch {
      return null;
    }
  },
  isSignedBy: async (spki, signature, signed) =>
    createVerify('sha256')
      .update(signed)
      .verify({ key: Buffer.from(spki, 'base64url'), format: 'der', type: 'spki' }, signature),
};

const fields = [
  '3',
  '269720190308114407437',
  'Sumit  Kumar',
  '01-01-1984',
  'M',
  'C/O Ishwar Chand',
];

function codeOf(
  texts: readonly string[],
  { version2 = false, by = uidai.privateKey, spoil = (bytes: Buffer) => bytes } = {},
): string {
  const head = [...(version2 ? ['V2'] : []), ...texts].map((text) =>
    Buffer.concat([Buffer.from(text, 'latin1'), Buffer.from([0xff])]),
  );
  // A photo and two hashes follow, which may hold any byte.
  const signed = Buffer.concat([...head, randomBytes(900)]);
  const whole = spoil(Buffer.concat([signed, sign('sha256', signed, by)]));
  return BigInt(`0x${gzipSync(whole).toString('hex')}`).toString();
}

describe('the secure QR of an Aadhaar card', () => {
  const sumit = { name: 'Sumit Kumar', birthYear: 1984, gender: 'Male', idLast4: '2697' };

  it('gives name, year, gender and the last four digits, in both of its versions', async () => {
    for (const version2 of [false, true])
      expect(await readAadhaarQr(platform, key, codeOf(fields, { version2 }))).toEqual({
        outcome: 'shown',
        person: sumit,
      });
    const year = codeOf([...fields.slice(0, 3), '1961', 'F', '']);
    expect(await readAadhaarQr(platform, key, year)).toMatchObject({
      person: { birthYear: 1961, gender: 'Female' },
    });
  });

  it('signed by somebody else, or changed by one bit anywhere, is not believed', async () => {
    const foreign = codeOf(fields, { by: stranger.privateKey });
    expect(await readAadhaarQr(platform, key, foreign)).toEqual({ outcome: 'not-signed' });
    await fc.assert(
      fc.asyncProperty(fc.nat(1_200), fc.nat(7), async (at, bit) => {
        const spoil = (bytes: Buffer): Buffer => {
          const spoilt = Buffer.from(bytes);
          spoilt[at % spoilt.length]! ^= 1 << bit;
          return spoilt;
        };
        const answer = await readAadhaarQr(platform, key, codeOf(fields, { spoil }));
        expect(answer).toEqual({ outcome: 'not-signed' });
      }),
      { numRuns: 30 },
    );
  });

  it('is not read at all where no key is configured', async () => {
    expect(await readAadhaarQr(platform, null, codeOf(fields))).toEqual({ outcome: 'no-key' });
  });

  it('is told from other codes, and from a damaged one', async () => {
    for (const other of [
      '',
      '61399127700003',
      'upi://pay?pa=a@b',
      '9'.repeat(900),
      '1'.repeat(9_000),
    ])
      expect((await readAadhaarQr(platform, key, other)).outcome).toBe('not-aadhaar');
    const bomb = BigInt(`0x${gzipSync(Buffer.alloc(3_000_000)).toString('hex')}`).toString();
    expect((await readAadhaarQr(platform, key, bomb)).outcome).toBe('damaged');
    const unnamed = codeOf(['3', '2697', '', '01-01-1984', 'M', '']);
    expect((await readAadhaarQr(platform, key, unnamed)).outcome).toBe('damaged');
  });
});
