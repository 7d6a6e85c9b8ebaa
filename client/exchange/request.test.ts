// Tests that a request reads back as what was put in, with signatures that hold.

import { describe, expect, it } from 'vitest';
import {
  base64urlToBytes,
  bytesToBase64url,
  bytesToUtf8,
  utf8ToBytes,
  type Bytes,
} from '../../schemas/bytes.ts';
import { exchangeRequestSchema, pullMessage, type Heartbeat } from '../../schemas/exchange.ts';
import { decodeFrames } from '../../schemas/frames.ts';
import { limits } from '../../schemas/limits.ts';
import { headMessage } from '../../schemas/log/hash-chain.ts';
import { createLogId } from '../../schemas/log/log-id.ts';
import { decompress } from '../device/compression.ts';
import { digest } from '../device/digest.ts';
import type { LogDelivery } from '../journal/delivery.ts';
import { createDeviceKeys, type DeviceKeys } from '../vault/device-keys.ts';
import { encodeRequest } from './request.ts';

const ecdsa = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };
const hashOf = (text: string): Bytes => digest.sha256(utf8ToBytes(text));
const heartbeat: Heartbeat = {
  unsent: 3,
  needsHelp: 0,
  driftSeconds: -2,
  isPersisted: null,
  freeBytes: null,
  appVersion: '0.1.0',
  waitingSince: null,
};

async function verify(keys: DeviceKeys, signature: Bytes, message: Bytes): Promise<boolean> {
  const key = await crypto.subtle.importKey('raw', keys.publicKey, ecdsa, false, ['verify']);
  return crypto.subtle.verify(ecdsa, key, signature, message);
}

async function buildRequest(isPulling: boolean) {
  const keys = await createDeviceKeys(digest);
  const log = createLogId(keys.thumbprint, new Uint8Array(5));
  const row = {
    log,
    span: 'AAAAAAAAAAA',
    iv: new Uint8Array(12),
    sealed: hashOf('c'),
    rowHash: hashOf('r'),
  };
  const body = { log, from: 1, to: 2, span: row.span, iv: row.iv, sealed: hashOf('body') };
  const origin = { log: 'X.Y', seq: 9, hash: bytesToBase64url(hashOf('r')) };
  const delivery: LogDelivery = {
    log: { log, centreId: 7, deployment: 'd', headSeq: 3, headHash: hashOf('h3') },
    have: 0,
    settled: 2,
    asked: [[3, bytesToBase64url(hashOf('h3'))]],
    bodies: [body],
    rows: [{ ...row, seq: 3, hash: hashOf('h3'), origin }],
    head: { seq: 3, hash: hashOf('h3') },
    spans: [{ span: row.span, log, kid: 'k', sealed: 'AAAA' }],
    hasMore: false,
  };
  const pull = { counter: 4, centreId: 7, cursor: null, feedMaxBytes: 4096, packHash: null };
  const certificate = isPulling ? 'Y2VydA.c2ln' : null;
  const parts = {
    keys,
    deliveries: [delivery],
    heartbeat,
    pull: isPulling ? pull : null,
    reads: [],
    remembered: [],
    certificate,
  };
  return { keys, log, body, bytes: await encodeRequest(parts) };
}

describe('a request', () => {
  it.each([true, false])('reads back by the contract (pulling: %s)', async (isPulling) => {
    const { keys, log, body, bytes } = await buildRequest(isPulling);
    const frames = decodeFrames(bytes, limits.requestFramesMax + 2)!;
    expect(frames.length).toBe(isPulling ? 3 : 2);
    const json = await decompress('gzip', frames[0]!, limits.requestHeaderInflatedBytesMax);
    const header = exchangeRequestSchema.parse(JSON.parse(bytesToUtf8(json!)));
    expect(header.device).toBe(bytesToBase64url(keys.thumbprint));
    expect(header.rows[0]).toMatchObject({ log, seq: 3, origin: { log: 'X.Y', seq: 9 } });
    expect(frames[header.bodies[0]!.frame]).toEqual(body.sealed);
    const offer = header.logs[log]!;
    const message = headMessage(log, 3, hashOf('h3'));
    expect(await verify(keys, base64urlToBytes(offer.signature)!, message)).toBe(true);
    if (!isPulling) return;
    const before = bytes.slice(0, bytes.length - 64 - 8);
    expect(await verify(keys, frames[2]!, pullMessage(before))).toBe(true);
    before[before.length - 1]! ^= 1;
    expect(await verify(keys, frames[2]!, pullMessage(before))).toBe(false);
  });
});
