// Owns the making of a card's text: packed with raw DEFLATE, signed, and named.

import { deflateRawSync } from 'node:zlib';
import { bytesToBase64url, utf8ToBytes } from '../../schemas/bytes.ts';
import { canonicalBytes } from '../../schemas/log/canonical.ts';
import { jwsCharactersMax } from '../../schemas/card/numeric.ts';
import { inOrderOfDay, writePayload, type CardContent } from '../../schemas/card/payload.ts';
import type { CardFrame } from '../../schemas/card/payload.ts';
import type { DeploymentKeys } from '../keys/deployment-keys.ts';

/** base64url of a signature of 64 bytes. */
const signatureCharacters = 86;

export function signCard(keys: DeploymentKeys, payload: string): string {
  const input = `${headerOf(keys.cards.kid)}.${pack(payload)}`;
  return `${input}.${bytesToBase64url(keys.cards.sign(utf8ToBytes(input)))}`;
}

const headerOf = (kid: string): string =>
  bytesToBase64url(utf8ToBytes(JSON.stringify({ zip: 'DEF', alg: 'ES256', kid })));

const pack = (payload: string): string =>
  bytesToBase64url(new Uint8Array(deflateRawSync(payload, { level: 9 })));

/** One QR of version 22 at most: a name that would not fit ends where a word does, with three points. */
export function writeFittingPayload(kid: string, frame: CardFrame, content: CardContent): string {
  const whole = writePayload(frame, content);
  if (isFitting(kid, whole)) return whole;
  const signs = [...content.name];
  for (let length = signs.length - 1; length > 0; length--) {
    const cut = signs.slice(0, length).join('');
    const isWordEnd = signs[length] === ' ' || length <= shortestCut;
    if (!isWordEnd) continue;
    const payload = writePayload(frame, { ...content, name: `${cut.trimEnd()}…` });
    if (isFitting(kid, payload)) return payload;
  }
  return whole;
}

/** Below this a name of one very long word is cut anywhere. */
const shortestCut = 100;

const isFitting = (kid: string, payload: string): boolean =>
  headerOf(kid).length + pack(payload).length + signatureCharacters + 2 <= jwsCharactersMax;

const hashBytes = 9;

/** Under the server's own key: a plain hash of a name and a year could be searched. */
export function hashContent(keys: DeploymentKeys, content: CardContent): string {
  const { name, birthYear, doses } = content;
  const part = (value: unknown): string =>
    bytesToBase64url(keys.mac('card-content', canonicalBytes(value)).subarray(0, hashBytes));
  return `${part({ name, birthYear })}.${part(inOrderOfDay(doses))}`;
}

const ridBytes = 12;

/** Tells nothing about anybody, and differs for each card: `number` counts the cards of a case within an epoch. */
export function ridOf(
  keys: DeploymentKeys,
  of: {
    readonly centreId: number;
    readonly caseKey: string;
    readonly epoch: number;
    readonly number: number;
  },
): string {
  return bytesToBase64url(keys.mac('card-rid', canonicalBytes(of)).subarray(0, ridBytes));
}
