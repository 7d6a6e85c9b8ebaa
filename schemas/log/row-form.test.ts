import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bytesToHex, utf8ToBytes, type Bytes } from '../bytes.ts';
import { eventKinds } from '../events/index.ts';
import { canonicalBytes } from './canonical.ts';
import { lengthenRow, shortenRow } from './row-form.ts';

const eventOf = (kind: string, body: unknown): Bytes =>
  canonicalBytes({
    v: 1,
    kind,
    subject: { appointmentNo: 123, check: 4567 },
    at: 1_780_000_000,
    skew: 2,
    app: '0.1.0',
    mayDose: true,
    body,
  } as never);

describe('a row sealed alone', () => {
  it('comes back byte for byte, for every kind of event', () => {
    for (const { kind, fixture } of eventKinds.values()) {
      const canonical = eventOf(kind, fixture);
      expect(lengthenRow(shortenRow(canonical)), kind).toEqual(canonical);
    }
  });

  it('comes back byte for byte, whatever the bytes are', () => {
    const json = fc.jsonValue().map((value) => utf8ToBytes(JSON.stringify(value)));
    const bytes = fc.uint8Array({ maxLength: 200 }).map((array) => new Uint8Array(array));
    const objects = fc
      .dictionary(fc.string(), fc.jsonValue())
      .map((value) => canonicalBytes(value as never));
    fc.assert(
      fc.property(fc.oneof(json, bytes, objects), (row) => {
        expect(lengthenRow(shortenRow(row))).toEqual(row);
      }),
    );
  });

  it('takes less than half of its canonical text for a dose', () => {
    const canonical = eventOf('dose-administered', eventKinds.get('dose-administered')!.fixture);
    expect(shortenRow(canonical).length).toBeLessThan(canonical.length / 2);
  });

  it('is at most one byte longer than its canonical text', () => {
    for (const text of ['{}', '{"ओळख":"नाही"}', '[1,2]', 'x'])
      expect(shortenRow(utf8ToBytes(text)).length, text).toBeLessThanOrEqual(
        utf8ToBytes(text).length + 1,
      );
  });

  it('gives a piece the same sign for ever', () => {
    const known = '{"x":"dose-administered","doseNumber":1,"staffId":"self","category":"citizen"}';
    expect(bytesToHex(shortenRow(utf8ToBytes(known)))).toBe('027b2278223ab89731a4bcacff107d');
  });

  it('reads rows that were sealed as plain text', () => {
    const canonical = eventOf('observation-ended', {});
    expect(lengthenRow(canonical)).toEqual(canonical);
  });

  it('is null for what is neither', () => {
    for (const wrong of ['', '[1]', 'x']) expect(lengthenRow(utf8ToBytes(wrong)), wrong).toBeNull();
    expect(lengthenRow(Uint8Array.of(2, 0xff))).toBeNull();
    expect(lengthenRow(Uint8Array.of(2, 0xff, 0xff))).toBeNull();
  });
});
