// Owns a span: from unlock to lock. Its seed is sealed to the server, so its rows are deliverable without any PIN.

import {
  base64urlToBytes,
  bytesToBase64url,
  concatBytes,
  utf8ToBytes,
  type Bytes,
} from '../../schemas/bytes.ts';
import { codeKeyInfo, spanKeyInfo, spanSealInfo } from '../../schemas/exchange.ts';
import type { Randomness } from '../device/random.ts';
import { whenNeeded } from '../device/when-needed.ts';
import { hkdf, importAesKey, open, seal, type Sealed } from './aes.ts';

const hpke = whenNeeded(() => import('./hpke.ts'));

export interface SealingKey {
  readonly kid: string;
  /** base64url uncompressed P-256 point of the server. */
  readonly publicKey: string;
}

/** What the database keeps of a span. `readingCopy` opens under the work key and goes when it is no longer needed. */
export interface StoredSpan {
  readonly span: string;
  readonly log: string;
  readonly kid: string;
  /** base64url of the encapsulated key (65 bytes) ‖ sealed seed (48 bytes). */
  readonly sealed: string;
  readonly readingCopy: Sealed | null;
}

/** The key of one span in memory: raw for the salts, imported for sealing. */
export interface SpanKey {
  readonly span: string;
  readonly log: string;
  readonly raw: Bytes;
  readonly aes: CryptoKey;
}

export interface OpenSpan extends SpanKey {
  readonly stored: StoredSpan;
  /** In memory only, and sealed to the server with the seed. */
  readonly codeKey: Bytes;
}

export async function beginSpan(parts: {
  readonly random: Randomness;
  readonly log: string;
  readonly sealingKey: SealingKey;
  /** Null while nobody can unlock: then nobody on this tablet reads what is written, and the server does. */
  readonly workKey: CryptoKey | null;
}): Promise<OpenSpan> {
  const { random, log, sealingKey, workKey } = parts;
  const span = bytesToBase64url(random.bytes(8));
  const seed = random.bytes(32);
  const sealed = await sealSeed(sealingKey, spanSealInfo(log, span), seed);
  const raw = await hkdf(seed, utf8ToBytes(spanKeyInfo));
  const codeKey = await hkdf(seed, utf8ToBytes(codeKeyInfo));
  const readingCopy =
    workKey === null ? null : await seal(random, workKey, readingContext(log, span), raw);
  const stored = { span, log, kid: sealingKey.kid, sealed: bytesToBase64url(sealed), readingCopy };
  return { span, log, raw, aes: await importAesKey(raw), stored, codeKey };
}

/** Null when the reading copy is gone or belongs to another work key. */
export async function reopenSpan(stored: StoredSpan, workKey: CryptoKey): Promise<SpanKey | null> {
  if (stored.readingCopy === null) return null;
  const context = readingContext(stored.log, stored.span);
  const raw = await open(workKey, context, stored.readingCopy);
  return raw === null
    ? null
    : { span: stored.span, log: stored.log, raw, aes: await importAesKey(raw) };
}

function readingContext(log: string, span: string): Bytes {
  return utf8ToBytes(`suchi/span-reading/1\n${log}\n${span}`);
}

async function sealSeed(sealingKey: SealingKey, info: Bytes, seed: Bytes): Promise<Bytes> {
  const { Aes128Gcm, CipherSuite, DhkemP256HkdfSha256, HkdfSha256 } = await hpke.load();
  const suite = new CipherSuite({
    kem: new DhkemP256HkdfSha256(),
    kdf: new HkdfSha256(),
    aead: new Aes128Gcm(),
  });
  const point = base64urlToBytes(sealingKey.publicKey);
  if (point === null) throw new Error('sealSeed: the sealing key is not base64url');
  const recipientPublicKey = await suite.kem.deserializePublicKey(point);
  const sender = await suite.createSenderContext({ recipientPublicKey, info });
  const ciphertext = await sender.seal(seed);
  return concatBytes(new Uint8Array(sender.enc), new Uint8Array(ciphertext));
}
