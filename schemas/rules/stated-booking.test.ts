// Owns that codes of a stated booking are counted as the set rule asks, and that trying on and on finds nothing: over all 10,000 codes.

import { describe, expect, it } from 'vitest';
import { codeModulus, codeTagOf } from './security-code.ts';
import { judgeStatedCodes, statedCodesMax } from './stated-booking.ts';

const allCodes = Array.from({ length: 10_000 }, (_, code) => code);

/** One code of each remainder, and of the right one the right code: what a guesser hopes for. */
const oneOfEachRemainder = (rightCode: number): number[] =>
  Array.from({ length: codeModulus }, (_, tag) => (tag === codeTagOf(rightCode) ? rightCode : tag));

describe('codes of a stated booking', () => {
  it('never accepts one of each remainder, whichever code is right', () => {
    for (const right of allCodes) {
      const said = oneOfEachRemainder(right);
      expect(judgeStatedCodes(said, said, right)).toBe('several');
    }
  });

  it('accepts a right one after as many slips as a person makes, and not after one more', () => {
    const slips = [1, 2, 4];
    const honest = [...slips.slice(0, statedCodesMax - 1), 4_711];
    expect(judgeStatedCodes(honest, honest, 4_711)).toBe('right');
    const guesser = [...slips.slice(0, statedCodesMax), 4_711];
    expect(judgeStatedCodes(guesser, guesser, 4_711)).toBe('several');
  });

  it('counts a code that is said again once', () => {
    const said = [1, 1, 1, 1, 4_711, 4_711];
    expect(judgeStatedCodes(said, said, 4_711)).toBe('right');
  });

  it('leaves a person alone whose booking others guess at, unless a guess could have been right', () => {
    expect(judgeStatedCodes([4_711], [1, 2, 3, 4, 5, 4_711], 4_711)).toBe('right');
    expect(judgeStatedCodes([4_711], [4_711 + codeModulus, 4_711], 4_711)).toBe('several');
  });

  it('calls a wrong code wrong whatever its remainder is', () => {
    for (const guess of allCodes)
      expect(judgeStatedCodes([guess], [guess], 4_711)).toBe(guess === 4_711 ? 'right' : 'wrong');
  });
});
