// Owns the proof that the digits are those of RFC 4226 and RFC 6238, that each is taken once, and that a clock may be a little out.

import { describe, expect, it } from 'vitest';
import { digitsOf, findStep, secretToAddress, stepAt, toBase32 } from './second-step.ts';

const secret = new Uint8Array(Buffer.from('12345678901234567890'));

describe('the six digits', () => {
  it.each([
    755_224, 287_082, 359_152, 969_429, 338_314, 254_676, 287_922, 162_583, 399_871, 520_489,
  ])('are those of RFC 4226, appendix D: %i', (expected) => {
    const all = Array.from({ length: 10 }, (_, step) => digitsOf(secret, step));
    expect(all).toContain(String(expected));
    expect(digitsOf(secret, all.indexOf(String(expected)))).toBe(String(expected));
  });

  it.each([
    [59, '94287082'],
    [1_111_111_109, '07081804'],
    [1_111_111_111, '14050471'],
    [1_234_567_890, '89005924'],
    [2_000_000_000, '69279037'],
    [20_000_000_000, '65353130'],
  ])('at second %i are the last six of RFC 6238, appendix B', (seconds, eight) => {
    expect(digitsOf(secret, stepAt(seconds))).toBe(eight.slice(-6));
  });

  it('are taken half a minute around their time, with a space or without, and never again', () => {
    const now = 1_790_000_010;
    const step = stepAt(now);
    const typed = digitsOf(secret, step);
    expect(findStep(secret, typed, now, null)).toBe(step);
    expect(findStep(secret, `${typed.slice(0, 3)} ${typed.slice(3)}`, now, null)).toBe(step);
    expect(findStep(secret, typed, now + 30, null)).toBe(step);
    expect(findStep(secret, typed, now - 30, null)).toBe(step);
    expect(findStep(secret, typed, now + 60, null)).toBeNull();
    expect(findStep(secret, typed, now, step)).toBeNull();
    expect(findStep(secret, '', now, null)).toBeNull();
    expect(findStep(secret, typed.slice(1), now, null)).toBeNull();
  });

  it('come from an address that authenticator apps read', () => {
    expect(toBase32(secret)).toBe('GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ');
    expect(secretToAddress(secret, 'meera.patil')).toBe(
      'otpauth://totp/Suchi%3Ameera.patil?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=Suchi',
    );
  });
});
