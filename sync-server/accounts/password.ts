// Owns passwords: made here, printed once, kept only as an Argon2id hash (RFC 9106; scrypt where this Node has no Argon2).

import * as crypto from 'node:crypto';
import { bytesToCrockford, normaliseCrockford } from '../../schemas/bytes.ts';
import type { Random } from '../parts.ts';

/** OWASP Password Storage Cheat Sheet, 2025: 19 MiB, two passes, one lane. */
const argon2Cost = { memory: 19_456, passes: 2, parallelism: 1 };
/** The same sheet's first choice for scrypt: 128 MiB. */
const scryptCost = { N: 2 ** 17, r: 8, p: 1, maxmem: 256 * 1024 * 1024 };
const hashBytes = 32;
const saltBytes = 16;
const passwordCharacters = 24;

type Algorithm = 'argon2id' | 'scrypt';
const algorithm: Algorithm = typeof crypto.argon2 === 'function' ? 'argon2id' : 'scrypt';

/** 24 Crockford characters in groups of four, 120 bits: no O beside 0, no l beside 1. */
export function makePassword(random: Random): string {
  const text = bytesToCrockford(random(15)).toLowerCase();
  return (text.match(/.{4}/g) ?? []).join('-');
}

/** `$argon2id$<salt>$<hash>`, both base64url. */
export async function hashPassword(password: string, random: Random): Promise<string> {
  const salt = random(saltBytes);
  const derived = await derive(algorithm, canonicalPassword(password), salt);
  return `$${algorithm}$${Buffer.from(salt).toString('base64url')}$${derived.toString('base64url')}`;
}

/** `stored` null: nobody has this name. The same work is done, so that the time says nothing. */
export async function isPasswordRight(password: string, stored: string | null): Promise<boolean> {
  const [, kind, saltText, hashText] = (stored ?? '').split('$');
  const isReadable = kind === 'argon2id' || kind === 'scrypt';
  const salt = Buffer.from(isReadable ? (saltText ?? '') : 'A'.repeat(22), 'base64url');
  const expected = Buffer.from(isReadable ? (hashText ?? '') : '', 'base64url');
  const derived = await derive(isReadable ? kind : algorithm, canonicalPassword(password), salt);
  return expected.length === hashBytes && crypto.timingSafeEqual(expected, derived);
}

/** People copy from paper: small or large letters, with or without dashes. */
function canonicalPassword(typed: string): string {
  const folded = normaliseCrockford(typed);
  return folded !== null && folded.length === passwordCharacters ? folded : typed;
}

function derive(by: Algorithm, message: string, salt: Uint8Array): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const settle = (error: Error | null, derived: Buffer): void =>
      error === null ? resolve(derived) : reject(error);
    if (by === 'scrypt') crypto.scrypt(message, salt, hashBytes, scryptCost, settle);
    else
      crypto.argon2(
        'argon2id',
        { message, nonce: salt, tagLength: hashBytes, ...argon2Cost },
        settle,
      );
  });
}
