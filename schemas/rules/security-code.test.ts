// Owns the enumerated truths of the security code: slips refused over all 10,000 codes, candidates left, the set rule.

import { createHash, createHmac } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Digest } from '../ports.ts';
import {
  codeTagOf,
  judgeCodeSet,
  judgeTypedCode,
  maskCode,
  normaliseDigits,
  unmaskCode,
  type CodeQuestion,
} from './security-code.ts';

const digest: Digest = {
  sha256: (bytes) => new Uint8Array(createHash('sha256').update(bytes).digest()),
  hmacSha256: (key, bytes) => new Uint8Array(createHmac('sha256', key).update(bytes).digest()),
};
const digitsOf = (code: number): number[] => [...String(code).padStart(4, '0')].map(Number);
const toCode = (digits: readonly number[]): number => Number(digits.join(''));

function slipsOf(code: number): Set<number> {
  const digits = digitsOf(code);
  const slips = new Set<number>();
  const put = (changed: number[]): void => {
    if (toCode(changed) !== code) slips.add(toCode(changed));
  };
  for (let i = 0; i < 4; i++) for (let d = 0; d < 10; d++) put(digits.with(i, d));
  for (let i = 0; i < 3; i++) {
    put(digits.with(i, digits[i + 1]!).with(i + 1, digits[i]!));
    for (let a = 0; a < 10; a++) for (let b = 0; b < 10; b++) put(digits.with(i, a).with(i + 1, b));
  }
  for (let i = 0; i < 2; i++) put(digits.with(i, digits[i + 2]!).with(i + 2, digits[i]!));
  for (let d = 0; d < 10; d++)
    for (let i = 0; i < 2; i++)
      if (digits[i] === digits[i + 2]) put(digits.with(i, d).with(i + 2, d));
  return slips;
}

const question = (typed: string, more: Partial<CodeQuestion> = {}): CodeQuestion => ({
  typed,
  tag: codeTagOf(4353),
  referenceId: '61399127707133',
  mobileLast4: '0731',
  birthYear: 1955,
  familyTags: [],
  ...more,
});

describe('promise 3: security code on the tablet', () => {
  it('refuses every one-digit slip, neighbour swap, neighbouring pair, twin and jump slip, over all 10,000 codes', () => {
    let accepted = 0;
    for (let code = 0; code < 10_000; code++)
      for (const slip of slipsOf(code)) if (codeTagOf(slip) === codeTagOf(code)) accepted += 1;
    expect(accepted).toBe(0);
  });

  it('leaves 97 or 98 codes that look right to whoever reads the whole storage', () => {
    const counts = new Map<number, number>();
    for (let code = 0; code < 10_000; code++)
      counts.set(codeTagOf(code), (counts.get(codeTagOf(code)) ?? 0) + 1);
    expect(new Set(counts.values())).toEqual(new Set([97, 98]));
  });

  it('reads Devanagari digits and spaces, and says what was typed instead of a code', () => {
    expect(normaliseDigits(' ४३ ५-३ ')).toBe('4353');
    expect(judgeTypedCode(question('४३५३'))).toEqual({ outcome: 'matches', code: 4353 });
    expect(judgeTypedCode(question('435'))).toEqual({
      outcome: 'not-a-code',
      hint: 'not-four-digits',
    });
    expect(judgeTypedCode(question('43531'))).toEqual({
      outcome: 'not-a-code',
      hint: 'not-four-digits',
    });
    expect(judgeTypedCode(question('435312'))).toEqual({
      outcome: 'not-a-code',
      hint: 'six-digit-otp',
    });
    expect(judgeTypedCode(question('   '))).toEqual({
      outcome: 'not-a-code',
      hint: 'nothing-typed',
    });
    expect(judgeTypedCode(question('43a3')).outcome).toBe('not-a-code');
  });

  it('keeps leading zeros: 0042 is a code and 42 is not', () => {
    expect(judgeTypedCode(question('0042', { tag: 42 })).outcome).toBe('matches');
    expect(judgeTypedCode(question('42', { tag: 42 })).outcome).toBe('not-a-code');
  });

  it('helps with near misses', () => {
    expect(judgeTypedCode(question('7133'))).toMatchObject({
      outcome: 'wrong',
      hint: 'end-of-reference-id',
    });
    expect(judgeTypedCode(question('0731'))).toMatchObject({
      outcome: 'wrong',
      hint: 'end-of-phone',
    });
    expect(judgeTypedCode(question('5678', { familyTags: [codeTagOf(5678)] }))).toMatchObject({
      hint: 'family-member',
    });
    expect(judgeTypedCode(question('1955'))).toMatchObject({
      outcome: 'wrong',
      hint: 'birth-year',
    });
  });

  it('asks for the person’s word where the booking has no code', () => {
    expect(judgeTypedCode(question('4353', { tag: null }))).toEqual({ outcome: 'no-code-issued' });
  });

  it('masks digits so that only the code key reads them, and never twice alike', () => {
    fc.assert(
      fc.property(
        fc.nat(9_999),
        fc.uint8Array({ minLength: 32, maxLength: 32 }),
        fc.integer({ min: 1, max: 1e6 }),
        (code, key, seq) => {
          const masked = maskCode(digest, key, 'L.1', seq, code);
          expect(unmaskCode(digest, key, 'L.1', seq, masked)).toBe(code);
        },
      ),
    );
    const key = new Uint8Array(32);
    expect(
      new Set(Array.from({ length: 50 }, (_, seq) => maskCode(digest, key, 'L.1', seq, 4353))).size,
    ).toBeGreaterThan(45);
  });
});

describe('the set rule', () => {
  const lookAlike = 4353 + 103;

  it('accepts exactly one right code, whatever slips were tried beside it', () => {
    expect(judgeCodeSet([4354, 4353, 4353, 1111], 4353)).toBe('right');
  });

  it('holds a wrong code that looks right, and more than one, in any order', () => {
    expect(judgeCodeSet([lookAlike], 4353)).toBe('wrong');
    expect(judgeCodeSet([lookAlike, 4353], 4353)).toBe('several');
    expect(judgeCodeSet([4353, lookAlike], 4353)).toBe('several');
    expect(judgeCodeSet([4354], 4353)).toBe('none');
  });

  it('does not depend on order, repetition or partition', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(9_999), { maxLength: 12 }), fc.nat(9_999), (tried, right) => {
        const shuffled = [...tried, ...tried.slice(0, 3)].reverse();
        expect(judgeCodeSet(shuffled, right)).toBe(judgeCodeSet(tried, right));
      }),
    );
  });
});
