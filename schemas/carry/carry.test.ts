// Tests of carried copies: nothing is lost or changed on the way through bytes, digits and frames, and damage is always told.

import { createHash, createHmac } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bytesToBase64url, bytesToCrockford, type Bytes } from '../bytes.ts';
import { exchangeRequestSchema } from '../exchange.ts';
import { limits } from '../limits.ts';
import { chainHash } from '../log/hash-chain.ts';
import { createLogId, logIdBytes, logIdOfBytes } from '../log/log-id.ts';
import type { Digest } from '../ports.ts';
import { decodeCopy, encodeCopy, rowsIn, type CarriedCopy, type CarriedItem } from './copy.ts';
import { bytesToDigits, digitsToBytes } from './digits.ts';
import { collectFrame, copyToFrames, noFrames, readFrame, type FrameCollection } from './frames.ts';
import { isParcelTaken, parcelToRequest } from './to-request.ts';

const digest: Digest = {
  sha256: (bytes) => new Uint8Array(createHash('sha256').update(bytes).digest()),
  hmacSha256: (key, bytes) => new Uint8Array(createHmac('sha256', key).update(bytes).digest()),
};

const bytes = (length: number): fc.Arbitrary<Bytes> =>
  fc.uint8Array({ minLength: length, maxLength: length }).map((each) => new Uint8Array(each));
const someBytes = (maxLength: number): fc.Arbitrary<Bytes> =>
  fc.uint8Array({ minLength: 1, maxLength }).map((each) => new Uint8Array(each));
const logName = fc
  .tuple(bytes(5), bytes(5))
  .map(([thumbprint, rotation]) => createLogId(thumbprint, rotation));
const spanNameOf = (raw: Bytes): string => bytesToBase64url(raw);

const item = (logs: readonly string[], spans: readonly string[]): fc.Arbitrary<CarriedItem> => {
  const span = fc.oneof(fc.constantFrom(...spans), bytes(8).map(spanNameOf));
  const sealed = { span, iv: bytes(12), sealed: someBytes(60) };
  return fc.oneof(
    fc.record({
      item: fc.constant('body' as const),
      rows: fc.integer({ min: 1, max: 200 }),
      ...sealed,
    }),
    fc
      .record({
        item: fc.constant('row' as const),
        rowHash: bytes(32),
        origin: fc.option(
          fc.record({
            log: fc.constantFrom(...logs),
            seq: fc.integer({ min: 1, max: 90_000 }),
            hash: fc.option(bytes(32), { nil: null }),
          }),
          { nil: null },
        ),
        ...sealed,
      })
      .map((row) => ({
        ...row,
        origin: row.origin && { ...row.origin, hash: row.origin.hash ?? row.rowHash },
      })),
  );
};

const anyCopy: fc.Arbitrary<CarriedCopy> = fc
  .record({
    logs: fc.uniqueArray(logName, { minLength: 1, maxLength: 4 }),
    spanNames: fc.uniqueArray(bytes(8).map(spanNameOf), { minLength: 1, maxLength: 4 }),
  })
  .chain(({ logs, spanNames }) => {
    const spans = spanNames.map((span, i) => ({
      span,
      log: logs[i % logs.length]!,
      kid: `kid-${i % 2}`,
      sealed: new Uint8Array(113).fill(i),
    }));
    const parcel = fc
      .record({
        log: fc.constantFrom(...logs),
        centreId: fc.integer({ min: 1, max: 2 ** 40 }),
        afterSeq: fc.integer({ min: 0, max: 100_000 }),
        afterHash: fc.option(bytes(32), { nil: null }),
        headHash: fc.option(bytes(32), { nil: null }),
        signature: bytes(64),
        spans: fc.subarray(spans),
        items: fc.array(item(logs, spanNames), { minLength: 1, maxLength: 6 }),
      })
      .map(({ afterSeq, afterHash, headHash, ...rest }) => ({
        ...rest,
        after: { seq: afterSeq, hash: afterHash },
        head: {
          seq: afterSeq + rowsIn(rest.items),
          // Either what the rows lead to, as in a real log, or any other: both have to come through.
          hash: headHash ?? chained(afterHash, rest.items),
        },
      }));
    return fc.record({
      deployment: bytes(4),
      device: bytes(32),
      certificate: fc.option(fc.constant('Y2VydA.c2lnbmF0dXJl'), { nil: null }),
      parcels: fc.array(parcel, { minLength: 1, maxLength: 4 }),
    });
  });

function chained(after: Bytes | null, items: readonly CarriedItem[]): Bytes {
  let hash: Bytes = after ?? new Uint8Array(32);
  for (const each of items) if (each.item === 'row') hash = chainHash(digest, hash, each.rowHash);
  return hash;
}

const read = (encoded: Uint8Array): CarriedCopy => {
  const outcome = decodeCopy(digest, encoded);
  if (outcome.outcome !== 'copy') throw new Error(outcome.outcome);
  return outcome.copy;
};

describe('the bytes of a copy', () => {
  it('give back everything that went in, and the same requests', () => {
    fc.assert(
      fc.property(anyCopy, (copy) => {
        const back = read(encodeCopy(digest, copy));
        expect(back).toEqual(copy);
        for (const [i, parcel] of copy.parcels.entries())
          expect(parcelToRequest(back, back.parcels[i]!, true)).toEqual(
            parcelToRequest(copy, parcel, true),
          );
      }),
      { numRuns: 300 },
    );
  });

  it('become requests that the server’s own form accepts', () => {
    fc.assert(
      fc.property(anyCopy, (copy) => {
        for (const parcel of copy.parcels) {
          const { header, bodies } = parcelToRequest(copy, parcel, true);
          expect(exchangeRequestSchema.safeParse(header).success).toBe(true);
          expect(bodies).toHaveLength(header.bodies.length);
          expect(header).toMatchObject({ carried: true, pull: null, ask: {} });
        }
      }),
      { numRuns: 100 },
    );
  });

  it('never make the reader throw, whatever they are, cut or changed', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), (random) => void decodeCopy(digest, random)),
      { numRuns: 2_000 },
    );
    fc.assert(
      fc.property(anyCopy, fc.nat(), fc.nat(255), (copy, place, byte) => {
        const encoded = encodeCopy(digest, copy);
        const changed = encoded.slice();
        changed[place % encoded.length] = byte;
        decodeCopy(digest, changed);
        expect(decodeCopy(digest, encoded.subarray(0, place % encoded.length)).outcome).not.toBe(
          'copy',
        );
      }),
      { numRuns: 500 },
    );
  });

  it('of a newer app are told apart from what is no copy at all', () => {
    expect(decodeCopy(digest, new Uint8Array([0x53, 0x75, 2, 1, 2])).outcome).toBe('newer-form');
    expect(decodeCopy(digest, new Uint8Array([0x50, 0x4b, 3, 4])).outcome).toBe('not-a-copy');
    expect(decodeCopy(digest, new Uint8Array(0)).outcome).toBe('not-a-copy');
    const tooLong = new Uint8Array(limits.copyBytesMax + 1).fill(1);
    expect(decodeCopy(digest, tooLong).outcome).toBe('not-a-copy');
  });
});

describe('a parcel', () => {
  it('may be forgotten only when the server names its own number and hash', () => {
    fc.assert(
      fc.property(anyCopy, bytes(32), (copy, other) => {
        const parcel = copy.parcels[0]!;
        const { log, head } = parcel;
        const hash = bytesToBase64url(head.hash);
        expect(isParcelTaken(parcel, { [log]: [head.seq, hash] })).toBe(true);
        for (const taken of [
          undefined,
          {},
          { [log]: [head.seq - 1, hash] as [number, string] },
          { [log]: [head.seq + 1, hash] as [number, string] },
          { [log]: [head.seq, bytesToBase64url(other)] as [number, string] },
          { [`${log}x`]: [head.seq, hash] as [number, string] },
        ])
          expect(isParcelTaken(parcel, taken)).toBe(false);
      }),
      { numRuns: 50 },
    );
  });
});

describe('digits', () => {
  it('give back any bytes, at two and a half digits a byte', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (raw) => {
        const digits = bytesToDigits(raw);
        expect(digits).toMatch(/^[0-9]*$/);
        expect(digitsToBytes(digits)).toEqual(new Uint8Array(raw));
      }),
    );
    expect(bytesToDigits(new Uint8Array(1_000))).toHaveLength(2_500);
  });

  it('that this program does not write are refused', () => {
    for (const digits of ['1', '256', '99', '999999999999999', '12a', '１２３', '-12', '1234567'])
      expect([digits, digitsToBytes(digits)]).toEqual([digits, null]);
    expect(digitsToBytes('255')).toEqual(new Uint8Array([255]));
  });
});

describe('frames', () => {
  const copyOf = (length: number, seed = 1): Bytes =>
    Uint8Array.from({ length }, (_, i) => (i * 31 + seed * 7 + (i >> 8)) & 255);

  it('hold at most a thousand bytes each, and only digits', () => {
    for (const length of [1, 982, 983, 5_000]) {
      const frames = copyToFrames(digest, copyOf(length))!;
      expect(frames).toHaveLength(Math.ceil(length / 983));
      for (const frame of frames) {
        expect(frame).toMatch(/^[0-9]+$/);
        expect(digitsToBytes(frame)!.length).toBeLessThanOrEqual(limits.copyFrameBytesMax);
      }
    }
    expect(copyToFrames(digest, copyOf(983 * limits.copyFramesMax + 1))).toBeNull();
  });

  it('make the copy again in any order, with any of them scanned twice', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 6_000 }),
        fc.array(fc.nat(20), { maxLength: 20 }),
        fc.integer({ min: 0, max: 999 }),
        (length, extra, turn) => {
          const copy = copyOf(length, turn);
          const frames = copyToFrames(digest, copy)!;
          const order = [...extra.map((i) => i % frames.length), ...frames.keys()].sort(
            (a, b) => (((a + 1) * (turn + 3)) % 7) - (((b + 1) * (turn + 3)) % 7),
          );
          let collection: FrameCollection = noFrames;
          let whole: Bytes | null = null;
          for (const i of order) {
            const reading = readFrame(frames[i]!);
            if (reading.outcome !== 'frame') throw new Error(reading.outcome);
            const outcome = collectFrame(digest, collection, reading.frame);
            ({ collection } = outcome);
            if (outcome.outcome === 'whole') whole = outcome.copy;
          }
          expect(whole).toEqual(copy);
        },
      ),
      { numRuns: 100 },
    );
  });

  it('begin anew with a frame of another copy', () => {
    const [one, other] = [
      copyToFrames(digest, copyOf(2_000, 1))!,
      copyToFrames(digest, copyOf(2_000, 2))!,
    ];
    const take = (collection: FrameCollection, text: string) => {
      const reading = readFrame(text);
      if (reading.outcome !== 'frame') throw new Error(reading.outcome);
      return collectFrame(digest, collection, reading.frame);
    };
    const first = take(noFrames, one[0]!);
    const second = take(first.collection, other[1]!);
    expect(second).toMatchObject({ outcome: 'more', collection: { of: 3 } });
    expect(second.collection.pieces.size).toBe(1);
  });

  it('with any single character changed are refused', () => {
    const [frame] = copyToFrames(digest, copyOf(700))!;
    for (let place = 0; place < frame!.length; place++)
      for (const digit of '0123456789x') {
        if (frame![place] === digit) continue;
        const changed = frame!.slice(0, place) + digit + frame!.slice(place + 1);
        if (readFrame(changed).outcome === 'frame')
          throw new Error(`taken with ${digit} at ${place}`);
      }
  });

  it('of somebody else are foreign, cut ones damaged, and nothing throws', () => {
    for (const text of [
      '',
      'https://suchi.example/#enrol=ABC',
      '9876543210',
      'shc:/5676290952432060',
    ])
      expect([text, readFrame(text).outcome]).toEqual([text, 'foreign']);
    const [frame] = copyToFrames(digest, copyOf(700))!;
    expect(readFrame(frame!.slice(0, 15)).outcome).toBe('damaged');
    expect(readFrame(frame!.slice(0, -15)).outcome).toBe('damaged');
    fc.assert(
      fc.property(fc.string({ maxLength: 300 }), (text) => {
        expect(['foreign', 'damaged']).toContain(readFrame(text).outcome);
      }),
    );
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (raw) => {
        const outcome = readFrame(bytesToDigits(Uint8Array.from([0x53, 0x75, ...raw]))).outcome;
        expect(['damaged', 'newer-form']).toContain(outcome);
      }),
    );
  });
});

describe('the name of a log', () => {
  it('is ten bytes, there and back', () => {
    fc.assert(
      fc.property(bytes(5), bytes(5), (thumbprint, rotation) => {
        const name = createLogId(thumbprint, rotation);
        expect(name).toBe(`${bytesToCrockford(thumbprint)}.${bytesToCrockford(rotation)}`);
        expect(logIdOfBytes(logIdBytes(name)!)).toBe(name);
      }),
    );
    expect(logIdBytes('S1-0a0b0c0d.7')).toBeNull();
  });
});
