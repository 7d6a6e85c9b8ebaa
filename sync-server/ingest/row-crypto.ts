// Owns opening what tablets sealed: a span's seed gives two keys, the span key opens its rows and bodies.

import { createDecipheriv, hkdfSync, verify, createPublicKey, type KeyObject } from 'node:crypto';
import { inflateRawSync } from 'node:zlib';
import { bytesToBase64url, type Bytes } from '../../schemas/bytes.ts';
import {
  bodySealContext,
  codeKeyInfo,
  rowSealContext,
  spanKeyInfo,
} from '../../schemas/exchange.ts';
import { limits } from '../../schemas/limits.ts';
import { rowHash, rowSalt } from '../../schemas/log/hash-chain.ts';
import { lengthenRow } from '../../schemas/log/row-form.ts';
import { decodeSegment } from '../../schemas/log/segment-codec.ts';
import { nodeDigest } from '../keys/digest.ts';

export interface SpanKeys {
  readonly spanKey: Bytes;
  readonly codeKey: Bytes;
}

export function spanKeysOf(seed: Uint8Array): SpanKeys {
  const derive = (info: string): Bytes =>
    new Uint8Array(hkdfSync('sha256', seed, new Uint8Array(0), info, 32));
  return { spanKey: derive(spanKeyInfo), codeKey: derive(codeKeyInfo) };
}

function openAesGcm(
  key: Uint8Array,
  iv: Uint8Array,
  sealed: Uint8Array,
  context: Uint8Array,
): Bytes | null {
  if (iv.length !== 12 || sealed.length < 16) return null;
  try {
    const decipher = createDecipheriv('aes-256-gcm', key, iv);
    decipher.setAAD(context).setAuthTag(sealed.subarray(sealed.length - 16));
    const start = decipher.update(sealed.subarray(0, sealed.length - 16));
    return new Uint8Array(Buffer.concat([start, decipher.final()]));
  } catch {
    return null;
  }
}

/** Canonical event bytes of a single sealed row, or null. `log` and `seq` are those of its origin. */
export function openRow(
  keys: SpanKeys,
  log: string,
  seq: number,
  span: string,
  iv: Uint8Array,
  sealed: Uint8Array,
): Bytes | null {
  const opened = openAesGcm(keys.spanKey, iv, sealed, rowSealContext(log, seq, span));
  return opened === null ? null : lengthenRow(opened);
}

/** One row of a body: its canonical event bytes, and what was computed while it was decoded. */
export interface OpenedRow {
  readonly event: Bytes;
  readonly salt: Bytes;
  readonly rowHash: Bytes;
}

/** Rows from…to of a sealed body, or null when anything about it is wrong. */
export function openBody(
  keys: SpanKeys,
  body: { readonly log: string; readonly from: number; readonly to: number; readonly span: string },
  iv: Uint8Array,
  sealed: Uint8Array,
): OpenedRow[] | null {
  const count = body.to - body.from + 1;
  if (count < 1 || count > limits.bodyRowsMax || sealed.length > limits.bodyBytesMax * 4)
    return null;
  const deflated = openAesGcm(
    keys.spanKey,
    iv,
    sealed,
    bodySealContext(body.log, body.from, body.to, body.span),
  );
  if (deflated === null) return null;
  let segment: Uint8Array;
  try {
    segment = inflateRawSync(deflated, { maxOutputLength: limits.bodyInflatedBytesMax });
  } catch {
    return null;
  }
  const hashed: Omit<OpenedRow, 'event'>[] = [];
  const events = decodeSegment(
    {
      log: body.log,
      fromSeq: body.from,
      rowHashOf: (seq, canonical) => {
        const salt = rowSalt(nodeDigest, keys.spanKey, body.log, seq);
        const hash = rowHash(nodeDigest, salt, canonical);
        hashed[seq - body.from] = { salt, rowHash: hash };
        return hash;
      },
    },
    segment,
    limits.bodyRowsMax,
  );
  return events?.length === count ? events.map((event, i) => ({ event, ...hashed[i]! })) : null;
}

const importedKeys = new Map<string, KeyObject>();

/** ECDSA P-256 / SHA-256, 64-byte signature; `publicKey` is an uncompressed point. False for anything malformed. */
export function isSignedBy(
  publicKey: Uint8Array,
  message: Uint8Array,
  signature: Uint8Array,
): boolean {
  if (publicKey.length !== 65 || signature.length !== 64) return false;
  try {
    return verify(
      'sha256',
      message,
      { key: importPoint(publicKey), dsaEncoding: 'ieee-p1363' },
      signature,
    );
  } catch {
    return false;
  }
}

/** A few hundred tablets a district: a small cache saves the point decompression on each request. */
function importPoint(point: Uint8Array): KeyObject {
  const name = bytesToBase64url(point);
  const known = importedKeys.get(name);
  if (known) return known;
  const jwk = {
    kty: 'EC',
    crv: 'P-256',
    x: bytesToBase64url(point.subarray(1, 33)),
    y: bytesToBase64url(point.subarray(33)),
  };
  const key = createPublicKey({ key: jwk as never, format: 'jwk' });
  if (importedKeys.size > 5_000) importedKeys.clear();
  importedKeys.set(name, key);
  return key;
}
