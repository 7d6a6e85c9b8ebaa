// Owns the hash chain of a log: salts, row hashes, chain hashes, the head's signed message, and identities of events.

import { bytesToBase64url, concatBytes, u64ToBytes, utf8ToBytes, type Bytes } from '../bytes.ts';
import type { Digest } from '../ports.ts';
import { canonicalBytes } from './canonical.ts';

const rowTag = utf8ToBytes('suchi/row/1\n');
const chainTag = utf8ToBytes('suchi/chain/1\n');
const genesisTag = utf8ToBytes('suchi/genesis/1\n');
const headTag = utf8ToBytes('suchi/head/1\n');
const saltTag = utf8ToBytes('suchi/salt/1\n');
const rollingTag = utf8ToBytes('suchi/feed/1\n');

/** What hash 0 of a log binds: one tablet key, one centre, one deployment, for ever. */
export interface LogGenesis {
  readonly log: string;
  readonly centreId: number;
  /** base64url SHA-256 thumbprint of the device's public key. */
  readonly deviceKey: string;
  readonly deployment: string;
}

/** An event's identity where it was first written; `hash` is the full row hash, base64url. */
export interface EventIdentity {
  readonly log: string;
  readonly seq: number;
  readonly hash: string;
}

/** How one event names another: the origin's log and number, and 8 bytes of its row hash (11 characters). */
export interface EventReference {
  readonly log: string;
  readonly seq: number;
  readonly h: string;
}

export function logPositionBytes(log: string, seq: number): Bytes {
  return concatBytes(logLineBytes(log), u64ToBytes(seq));
}

/** Of the log asked about last: rows come by the hundred, and a log's name is written before each number. */
let lastLine: { readonly log: string; readonly bytes: Bytes } | null = null;

function logLineBytes(log: string): Bytes {
  if (lastLine?.log !== log) lastLine = { log, bytes: utf8ToBytes(`${log}\n`) };
  return lastLine.bytes;
}

/** Salt of a row, from the span's key: 32 bytes; without it a short body could be guessed from its hash. */
export function rowSalt(digest: Digest, spanKey: Uint8Array, log: string, seq: number): Bytes {
  return digest.hmacSha256(spanKey, concatBytes(saltTag, logPositionBytes(log, seq)));
}

export function rowHash(digest: Digest, salt: Uint8Array, canonicalEvent: Uint8Array): Bytes {
  return digest.sha256(concatBytes(rowTag, salt, canonicalEvent));
}

export function genesisHash(digest: Digest, genesis: LogGenesis): Bytes {
  const { log, centreId, deviceKey, deployment } = genesis;
  return digest.sha256(
    concatBytes(genesisTag, canonicalBytes({ log, centreId, deviceKey, deployment })),
  );
}

export function chainHash(digest: Digest, previous: Uint8Array, row: Uint8Array): Bytes {
  return digest.sha256(concatBytes(chainTag, previous, row));
}

/** The bytes a device signs for a head: they cover the whole chain below it. */
export function headMessage(log: string, seq: number, headHash: Uint8Array): Bytes {
  return concatBytes(headTag, logPositionBytes(log, seq), headHash);
}

export function shortHash(row: Uint8Array): string {
  return bytesToBase64url(row.subarray(0, 8));
}

export function referenceTo(identity: EventIdentity): EventReference {
  return {
    log: identity.log,
    seq: identity.seq,
    h: identity.hash.slice(0, 11).replace(/.$/, lastCharacterOf8Bytes),
  };
}

/** The 11th base64url character of 32 bytes carries 2 bits of the ninth byte: an 8-byte reference clears them. */
function lastCharacterOf8Bytes(character: string): string {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
  return alphabet[alphabet.indexOf(character) & 0b111100]!;
}

export function identityKey(identity: EventIdentity): string {
  const { log, seq, h } = referenceTo(identity);
  return `${log}/${seq}/${h}`;
}

export function referenceKey(reference: EventReference): string {
  return `${reference.log}/${reference.seq}/${reference.h}`;
}

/** The feed's rolling hash: equal on both sides exactly when both saw the same rows in the same order. */
export function rollingHash(
  digest: Digest,
  previous: Uint8Array,
  feedSeq: number,
  log: string,
  seq: number,
  row: Uint8Array,
): Bytes {
  return digest.sha256(
    concatBytes(rollingTag, previous, u64ToBytes(feedSeq), logPositionBytes(log, seq), row),
  );
}
