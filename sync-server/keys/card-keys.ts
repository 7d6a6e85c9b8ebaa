// Owns the keys that sign cards: one in use, the public halves of those before it, and which of them nobody shall trust any more.

import {
  createPrivateKey,
  generateKeyPairSync,
  hash,
  sign,
  type KeyObject,
  type webcrypto,
} from 'node:crypto';
import type { Bytes } from '../../schemas/bytes.ts';

type JsonWebKey = webcrypto.JsonWebKey;

/** As it lies in `keys.json`. The private half is there for the key in use only. */
export interface StoredCardKey {
  readonly kid: string;
  readonly jwk: JsonWebKey;
  /** It was stolen: not published any more, and what it signed is issued anew. */
  readonly isWithdrawn?: true;
}

export interface PublishedCardKey {
  readonly kty: 'EC';
  /** SHA-256 thumbprint of the key (RFC 7638). */
  readonly kid: string;
  readonly use: 'sig';
  readonly alg: 'ES256';
  readonly crv: 'P-256';
  readonly x: string;
  readonly y: string;
}

export interface CardKeys {
  /** Name of the key in use. */
  readonly kid: string;
  /** ES256, 64 bytes, with the key in use. */
  readonly sign: (bytes: Uint8Array) => Bytes;
  /** Those a verifier may trust, oldest first. */
  readonly published: readonly PublishedCardKey[];
  readonly withdrawnKids: readonly string[];
}

export function makeCardKey(): StoredCardKey {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const jwk = privateKey.export({ format: 'jwk' }) as JsonWebKey;
  return { kid: thumbprintOf(jwk), jwk };
}

/** The key in use is the last. Its private half goes with it when another takes its place. */
export function rotateCardKeys(
  keys: readonly StoredCardKey[],
  isStolen: boolean,
): readonly StoredCardKey[] {
  const retired = keys.map((key, i): StoredCardKey => {
    const { d: _, ...publicJwk } = key.jwk;
    const isNowWithdrawn = key.isWithdrawn === true || (isStolen && i === keys.length - 1);
    return { kid: key.kid, jwk: publicJwk, ...(isNowWithdrawn ? { isWithdrawn: true } : {}) };
  });
  return [...retired, makeCardKey()];
}

/** From two files of one deployment: every key of both, and what either withdrew is withdrawn. The last of `ours` stays in use. */
export function uniteCardKeys(
  ours: readonly StoredCardKey[],
  others: readonly StoredCardKey[],
): readonly StoredCardKey[] {
  if (ours.length === 0) return others;
  const withdrawn = new Set(
    [...ours, ...others].filter((key) => key.isWithdrawn).map((key) => key.kid),
  );
  const known = new Set(ours.map((key) => key.kid));
  const older = rotatedHalves(others.filter((key) => !known.has(key.kid)));
  return [...older, ...ours].map((key) =>
    withdrawn.has(key.kid) ? { ...key, isWithdrawn: true } : key,
  );
}

const rotatedHalves = (keys: readonly StoredCardKey[]): StoredCardKey[] =>
  keys.map((key) => {
    const { d: _, ...jwk } = key.jwk;
    return { ...key, jwk };
  });

export function createCardKeys(keys: readonly StoredCardKey[]): CardKeys {
  const current = keys.at(-1);
  if (current?.jwk.d === undefined) throw new TypeError('card keys: none has a private half');
  const privateKey: KeyObject = createPrivateKey({ key: current.jwk as never, format: 'jwk' });
  return {
    kid: current.kid,
    sign: (bytes) =>
      new Uint8Array(sign('sha256', bytes, { key: privateKey, dsaEncoding: 'ieee-p1363' })),
    published: keys.filter((key) => !key.isWithdrawn).map(toPublished),
    withdrawnKids: keys.filter((key) => key.isWithdrawn).map((key) => key.kid),
  };
}

function toPublished({ kid, jwk }: StoredCardKey): PublishedCardKey {
  const { x = '', y = '' } = jwk;
  return { kty: 'EC', kid, use: 'sig', alg: 'ES256', crv: 'P-256', x, y };
}

/** RFC 7638: the required members in the order of their names, without spaces. */
function thumbprintOf({ crv, kty, x, y }: JsonWebKey): string {
  return hash('sha256', JSON.stringify({ crv, kty, x, y }), 'base64url');
}
