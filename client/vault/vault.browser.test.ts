// Tests the vault in a real browser: what a PIN opens, what refuses export, what opens only in its place.

import { Aes128Gcm, CipherSuite, DhkemP256HkdfSha256, HkdfSha256 } from '@hpke/core';
import { describe, expect, it } from 'vitest';
import { base64urlToBytes, bytesToBase64url, utf8ToBytes } from '../../schemas/bytes.ts';
import { codeKeyInfo, spanKeyInfo, spanSealInfo } from '../../schemas/exchange.ts';
import { digest } from '../device/digest.ts';
import { createBrowserRandomness } from '../device/random.ts';
import { hkdf, importAesKey } from './aes.ts';
import { createDeviceKeys, importStaffSigningKey, signBytes } from './device-keys.ts';
import { tunePinCost } from './pin-derivation.ts';
import { openRow, sealRow } from './sealing.ts';
import { beginSpan, reopenSpan } from './span.ts';
import { createDataKeys, createStaffWrap, openStaffWrap } from './staff-wrap.ts';

const random = createBrowserRandomness();
const cost = { memoryKiB: 64, iterations: 1 };
const suite = new CipherSuite({
  kem: new DhkemP256HkdfSha256(),
  kdf: new HkdfSha256(),
  aead: new Aes128Gcm(),
});

async function wrapOf(pin: string) {
  const keys = await createDeviceKeys(digest);
  const dataKeys = createDataKeys(random);
  const made = await createStaffWrap({
    random,
    deviceSecret: keys.secret,
    staffId: 'st-1',
    pin,
    cost,
    dataKeys,
  });
  return { keys, dataKeys, ...made };
}

async function spanForServer() {
  const server = await suite.kem.generateKeyPair();
  const point = new Uint8Array(await suite.kem.serializePublicKey(server.publicKey));
  const workKey = await importAesKey(random.bytes(32));
  const sealingKey = { kid: 'k1', publicKey: bytesToBase64url(point) };
  return { server, workKey, span: await beginSpan({ random, log: 'L.1', sealingKey, workKey }) };
}

describe('keys of the tablet', () => {
  it('refuse export: device key, device secret, a person’s key, data keys', async () => {
    const { keys, opened } = await wrapOf('482917');
    const staffKey = await importStaffSigningKey(opened.staffPkcs8);
    const aes = await importAesKey(opened.workKey);
    await expect(crypto.subtle.exportKey('pkcs8', keys.signingKey)).rejects.toThrow();
    await expect(crypto.subtle.exportKey('raw', keys.secret)).rejects.toThrow();
    await expect(crypto.subtle.exportKey('pkcs8', staffKey)).rejects.toThrow();
    await expect(crypto.subtle.exportKey('raw', aes)).rejects.toThrow();
  });
  it('sign in 64 bytes that the public key of 65 bytes verifies', async () => {
    const { opened, wrap } = await wrapOf('482917');
    const message = utf8ToBytes('a sign-in');
    const signature = await signBytes(await importStaffSigningKey(opened.staffPkcs8), message);
    const ecdsa = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };
    const key = await crypto.subtle.importKey('raw', wrap.publicKey, ecdsa, false, ['verify']);
    expect([signature.length, wrap.publicKey.length]).toEqual([64, 65]);
    expect(await crypto.subtle.verify(ecdsa, key, signature, message)).toBe(true);
  });
});

describe('a PIN', () => {
  it('opens its own wrap on its own tablet, and nothing else does', async () => {
    const { wrap, keys, dataKeys } = await wrapOf('482917');
    const other = await createDeviceKeys(digest);
    expect(await openStaffWrap(wrap, '482917', keys.secret)).toMatchObject(dataKeys);
    expect(await openStaffWrap(wrap, '482918', keys.secret)).toBeNull();
    expect(await openStaffWrap(wrap, '482917', other.secret)).toBeNull();
    expect(await openStaffWrap({ ...wrap, staffId: 'st-2' }, '482917', keys.secret)).toBeNull();
    expect(await openStaffWrap({ ...wrap, box: null }, '482917', keys.secret)).toBeNull();
  });
  it('is derived with at least 19 MiB, tuned to this machine', async () => {
    const tuned = await tunePinCost(() => performance.now() / 1000);
    expect(tuned.memoryKiB).toBe(19_456);
    expect(tuned.iterations).toBeGreaterThanOrEqual(2);
  });
});

describe('a span', () => {
  it('is opened by the server from 113 bytes, giving the same two keys', async () => {
    const { server, span } = await spanForServer();
    const sealed = base64urlToBytes(span.stored.sealed)!;
    expect(sealed.length).toBe(113);
    const open = async (info: Uint8Array<ArrayBuffer>) => {
      const enc = sealed.slice(0, 65);
      const recipient = await suite.createRecipientContext({
        recipientKey: server.privateKey,
        enc,
        info,
      });
      return new Uint8Array(await recipient.open(sealed.slice(65)));
    };
    const seed = await open(spanSealInfo('L.1', span.span));
    expect(await hkdf(seed, utf8ToBytes(spanKeyInfo))).toEqual(span.raw);
    expect(await hkdf(seed, utf8ToBytes(codeKeyInfo))).toEqual(span.codeKey);
    await expect(open(spanSealInfo('L.2', span.span))).rejects.toThrow();
  });
  it('is read again on this tablet under the work key only, and never gives the code key back', async () => {
    const { span, workKey } = await spanForServer();
    const again = await reopenSpan(span.stored, workKey);
    expect(again?.raw).toEqual(span.raw);
    expect(again).not.toHaveProperty('codeKey');
    expect(await reopenSpan(span.stored, await importAesKey(random.bytes(32)))).toBeNull();
    expect(await reopenSpan({ ...span.stored, log: 'L.2' }, workKey)).toBeNull();
    expect(await reopenSpan({ ...span.stored, readingCopy: null }, workKey)).toBeNull();
  });
});

describe('a sealed row', () => {
  it('opens in its own place only, and never uses an IV twice', async () => {
    const { span } = await spanForServer();
    const place = { log: 'L.1', seq: 7 };
    const event = utf8ToBytes('{"kind":"x"}');
    const box = await sealRow(random, span, place, event);
    expect(await openRow(span, place, box)).toEqual(event);
    expect(await openRow(span, { ...place, seq: 8 }, box)).toBeNull();
    expect(await openRow(span, { ...place, log: 'L.2' }, box)).toBeNull();
    expect(await openRow({ ...span, span: 'otherspan00' }, place, box)).toBeNull();
    box.sealed[0]! ^= 1;
    expect(await openRow(span, place, box)).toBeNull();
    const ivs = new Set<string>();
    for (let i = 0; i < 200; i++)
      ivs.add(bytesToBase64url((await sealRow(random, span, place, event)).iv));
    expect(ivs.size).toBe(200);
  });
});
