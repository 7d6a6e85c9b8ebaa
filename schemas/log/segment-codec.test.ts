// Owns the properties of the segment codec: lossless for events and for bytes it does not understand, deaf to damage.

import { createHash, createHmac } from 'node:crypto';
import { deflateRawSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { eventKinds } from '../events/index.ts';
import { utf8ToBytes } from '../bytes.ts';
import { canonicalBytes } from './canonical.ts';
import { decodeSegment, encodeSegment, type SegmentContext } from './segment-codec.ts';
import { shortHash } from './hash-chain.ts';
import { knownWords } from './known-words.ts';

const context = (log: string, fromSeq: number): SegmentContext => ({
  log,
  fromSeq,
  rowHashOf: (seq, bytes) => createHash('sha256').update(String(seq)).update(bytes).digest(),
});

const anyEvent = fc
  .constantFrom(...eventKinds.values())
  .chain((kind) =>
    fc.record({
      v: fc.constant(1),
      kind: fc.constant(kind.kind),
      subject: fc.oneof(
        fc.record({
          appointmentNo: fc.integer({ min: 1, max: 400 }),
          check: fc.integer({ min: 0, max: 65535 }),
        }),
        fc.constant({ walkIn: 'self' }),
        fc.constant({}),
        fc.constant({ tablet: true }),
      ),
      at: fc.integer({ min: 1_600_000_000, max: 1_800_000_000 }),
      skew: fc.integer({ min: -100, max: 100 }),
      app: fc.constant('s0.1.0'),
      body: fc.constant(kind.fixture),
      extra: fc.option(fc.jsonValue({ maxDepth: 3 }), { nil: undefined }),
    }),
  )
  .map((event) => canonicalBytes(event));

describe('segment codec', () => {
  it('gives back every run of events byte for byte, whatever fields they carry', () => {
    fc.assert(
      fc.property(
        fc.array(anyEvent, { minLength: 1, maxLength: 40 }),
        fc.integer({ min: 1, max: 10_000 }),
        fc.constantFrom(1 as const, 2 as const),
        (rows, from, form) => {
          const decoded = decodeSegment(
            context('ABCDEFGH.12345678', from),
            encodeSegment(context('ABCDEFGH.12345678', from), rows, form),
            200,
          );
          expect(decoded?.map((row) => Buffer.from(row).toString())).toEqual(
            rows.map((row) => Buffer.from(row).toString()),
          );
        },
      ),
      { numRuns: 300 },
    );
  });

  it('carries bytes that are no JSON, and JSON that is not canonical, unchanged', () => {
    const odd = [
      '{"b":1,"a":2}',
      'null',
      '[]',
      '{"$back":3}',
      '{"subject":null}',
      '{"subject":[1]}',
      '{"a":1.0}',
      '\u0000',
    ].map(utf8ToBytes);
    odd.push(new Uint8Array([255, 254, 0]));
    for (const form of [1, 2] as const) {
      const encoded = encodeSegment(context('L.1', 1), odd, form);
      expect(decodeSegment(context('L.1', 1), encoded, 200)).toEqual(odd);
    }
  });

  it('drops the hash of a reference inside the run and restores it', () => {
    const c = context('L.1', 5);
    const first = canonicalBytes({ kind: 'code-tried', subject: { appointmentNo: 1, check: 2 } });
    const h = shortHash(c.rowHashOf(5, first));
    const second = canonicalBytes({
      kind: 'dose',
      subject: { appointmentNo: 1, check: 2 },
      body: { code: { h, log: 'L.1', seq: 5 } },
    });
    const encoded = encodeSegment(c, [first, second]);
    expect(Buffer.from(encoded).includes(Buffer.from(h))).toBe(false);
    expect(decodeSegment(c, encoded, 200)).toEqual([first, second]);
  });

  it('never throws on damaged bytes', () => {
    for (const form of [1, 2] as const) {
      const encoded = encodeSegment(
        context('L.1', 1),
        [canonicalBytes({ kind: 'x', subject: { a: 1 }, body: { n: [1, 2, { z: 1 }] } })],
        form,
      );
      fc.assert(
        fc.property(
          fc.integer({ min: 0, max: encoded.length - 1 }),
          fc.integer({ min: 0, max: 255 }),
          (at, byte) => {
            const damaged = encoded.slice();
            damaged[at] = byte;
            decodeSegment(context('L.1', 1), damaged, 200);
          },
        ),
        { numRuns: 2_000 },
      );
    }
    fc.assert(
      fc.property(
        fc.uint8Array({ maxLength: 300 }),
        (bytes) => void decodeSegment(context('L.1', 1), bytes, 200),
      ),
    );
  });

  it('writes 200 people with four events each in less than 5 kB', () => {
    const log = 'ABCDEFGH.12345678';
    const pad = (seq: number): number =>
      createHmac('sha256', 'k').update(String(seq)).digest().readUInt32BE(0) % 10_000;
    const c = context(log, 1);
    const rows: Uint8Array<ArrayBuffer>[] = [];
    for (let person = 1; person <= 200; person++) {
      const check = createHash('sha256').update(String(person)).digest().readUInt16BE(0);
      const subject = { appointmentNo: person, check };
      const base = { v: 1, subject, skew: 0, app: 's0.1.0' };
      const at = 1_790_000_000 + person * 140 + (check % 60);
      const push = (event: object): string => {
        const bytes = canonicalBytes(event);
        rows.push(bytes);
        return shortHash(c.rowHashOf(rows.length, bytes));
      };
      push({
        ...base,
        kind: 'checked-in',
        at,
        body: { idType: 'aadhaar', idSeen: 'matches', screening: 'clear', noticeLanguage: 'mr' },
      });
      const h = push({
        ...base,
        kind: 'code-tried',
        at: at + 20,
        body: { matches: true, masked: pad(person) },
      });
      const doseH = push({
        ...base,
        kind: 'dose-administered',
        mayDose: true,
        at: at + 45,
        body: {
          doseNumber: 1 + (check % 2),
          product: 'COVISHIELD',
          vial: `A${1 + Math.floor(person / 10)}`,
          vaccinationSession: 'd54c5af7-3897-4da3-bd26-f937ab7ad553',
          vaccineBatch: '4121Z001',
          code: { log, seq: rows.length, h },
          rules: 'in-2021-05-13',
        },
      });
      push({
        ...base,
        kind: 'observation-ended',
        at: at + 1900,
        body: { doseEvent: { log, seq: rows.length, h: doseH } },
      });
    }
    let bytes = 0;
    for (let from = 0; from < rows.length; from += 200)
      bytes += deflateRawSync(encodeSegment(context(log, from + 1), rows.slice(from, from + 200)), {
        level: 9,
      }).length;
    expect(bytes).toBeLessThan(5_000);
  });

  it('keeps every known word at its place for ever: their order is on the wire', () => {
    const text = JSON.stringify(knownWords.slice(0, 110));
    expect(createHash('sha256').update(text).digest('base64url')).toBe(
      'mgEQVHXXCUVEwSBMZ9O4yX9UsdIUx2DQxHxWP0-4SFY',
    );
    expect(new Set(knownWords).size).toBe(knownWords.length);
  });
});
