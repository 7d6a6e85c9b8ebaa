// Owns what the chain reports: an edit, a drop, a swap, a fork, a truncation; and the forms of ids and references.

import { createHash, createHmac } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  base64urlToBytes,
  bytesToBase64url,
  bytesToCrockford,
  normaliseCrockford,
} from '../bytes.ts';
import { readEnrolmentCode } from '../enrolment.ts';
import { crc32, createFrameReader, decodeFrames, encodeFrame } from '../frames.ts';
import type { Digest } from '../ports.ts';
import { findEventFault } from '../events/event.ts';
import { canonicalBytes } from './canonical.ts';
import { chainHash, genesisHash, referenceTo, rowHash, shortHash } from './hash-chain.ts';
import { createLogId, createServerLogId, isTabletLogId, serverLogEpoch } from './log-id.ts';

const digest: Digest = {
  sha256: (bytes) => new Uint8Array(createHash('sha256').update(bytes).digest()),
  hmacSha256: (key, bytes) => new Uint8Array(createHmac('sha256', key).update(bytes).digest()),
};
const genesis = { log: 'L', centreId: 1, deviceKey: 'k', deployment: 'd' };
const headOf = (rows: readonly Uint8Array[]): string =>
  bytesToBase64url(
    rows.reduce(
      (chain, row) => chainHash(digest, chain, rowHash(digest, new Uint8Array(32), row)),
      genesisHash(digest, genesis),
    ),
  );

describe('hash chain', () => {
  const rows = Array.from({ length: 6 }, (_, i) => canonicalBytes({ n: i }));

  it('ends differently after an edit, a drop, a swap or a truncation', () => {
    const head = headOf(rows);
    expect(headOf(rows.with(2, canonicalBytes({ n: 99 })))).not.toBe(head);
    expect(headOf(rows.toSpliced(3, 1))).not.toBe(head);
    expect(headOf(rows.with(1, rows[2]!).with(2, rows[1]!))).not.toBe(head);
    expect(headOf(rows.slice(0, 5))).not.toBe(head);
    expect(headOf([...rows])).toBe(head);
  });

  it('begins with log, centre, device and deployment, so that a log fits nowhere else', () => {
    const first = bytesToBase64url(genesisHash(digest, genesis));
    for (const other of [{ log: 'M' }, { centreId: 2 }, { deviceKey: 'x' }, { deployment: 'e' }])
      expect(bytesToBase64url(genesisHash(digest, { ...genesis, ...other }))).not.toBe(first);
  });

  it('names an event by eight bytes of its hash, the same from either side', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 32, maxLength: 32 }), (hash) => {
        expect(referenceTo({ log: 'L', seq: 1, hash: bytesToBase64url(hash) }).h).toBe(
          shortHash(hash),
        );
      }),
    );
  });

  it('gives log ids that name their tablet, and server logs that name their epoch', () => {
    const id = createLogId(new Uint8Array(32).fill(7), new Uint8Array(5).fill(9));
    expect(isTabletLogId(id)).toBe(true);
    expect(serverLogEpoch(id)).toBeNull();
    expect(serverLogEpoch(createServerLogId(3, '0a1b2c3d', 46420))).toBe(3);
    expect(isTabletLogId(createServerLogId(3, '0a1b2c3d', 46420))).toBe(false);
  });
});

describe('bytes and frames', () => {
  it('reads back base64url, and refuses other texts', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 50 }), (bytes) => {
        expect(base64urlToBytes(bytesToBase64url(bytes))).toEqual(bytes);
      }),
    );
    for (const wrong of ['a', 'ab=', 'a+bc', 'AB']) expect(base64urlToBytes(wrong)).toBeNull();
  });

  it('forgives what people mistype in an enrolment code', () => {
    expect(normaliseCrockford('o0-iL 1a')).toBe('00111A');
    expect(readEnrolmentCode('abc-defgh')).toEqual({ name: 'ABC', secret: 'DEFGH' });
    expect(readEnrolmentCode('https://x/enrol#enrol=ABC-DEFGH')).toEqual({
      name: 'ABC',
      secret: 'DEFGH',
    });
    for (const wrong of ['', 'ABC', 'ABC-DEFGHJ', 'ABC-DE!GH', '४३५३४३५३'])
      expect(readEnrolmentCode(wrong)).toBeNull();
    expect(bytesToCrockford(new Uint8Array(5))).toBe('00000000');
  });

  it('uses every whole frame of a cut answer and believes no damaged one', () => {
    const frames = [new Uint8Array([1, 2]), new Uint8Array(0), new Uint8Array([9])];
    const wire = Buffer.concat(frames.map(encodeFrame));
    expect(decodeFrames(new Uint8Array(wire), 10)).toEqual(frames);
    for (let cut = 0; cut < wire.length; cut++) {
      const reader = createFrameReader(1000);
      for (const byte of wire.subarray(0, cut)) reader.push(new Uint8Array([byte]));
      const got = [];
      for (let outcome = reader.next(); outcome.kind === 'frame'; outcome = reader.next())
        got.push(outcome.payload);
      expect(got).toEqual(frames.slice(0, got.length));
      expect(decodeFrames(new Uint8Array(wire.subarray(0, cut)), 10)).toEqual(
        [0, 10, 18].includes(cut) ? frames.slice(0, [0, 10, 18].indexOf(cut)) : null,
      );
    }
    expect(crc32(new TextEncoder().encode('123456789'))).toBe(0xcbf43926);
    const reader = createFrameReader(100);
    reader.push(new Uint8Array([255, 255, 255, 255, 0]));
    expect(reader.next().kind).toBe('damaged');
  });
});

describe('an event before it is written', () => {
  const event = {
    v: 1,
    kind: 'checked-in',
    subject: { appointmentNo: 1, check: 2 },
    at: 1,
    skew: 0,
    app: 'a',
    body: {},
  };

  it('refuses text no database can hold, and bodies over 4 kB', () => {
    expect(findEventFault(event)).toBeNull();
    expect(findEventFault({ ...event, body: { name: 'a\u0000b' } })).toBe('text-not-storable');
    expect(findEventFault({ ...event, body: { name: '\ud800' } })).toBe('text-not-storable');
    expect(findEventFault({ ...event, body: { name: 'क्षीरसागर 👩🏽‍⚕️' } })).toBeNull();
    expect(findEventFault({ ...event, body: { name: 'x'.repeat(5000) } })).toBe('too-long');
    expect(findEventFault({ ...event, at: 1.5 })).toBe('wrong-form');
  });
});
