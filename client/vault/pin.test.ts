// Tests which PINs are refused and how tries are counted.

import { describe, expect, it } from 'vitest';
import { findPinFault, isSimplePin } from './pin-rules.ts';
import { beginTry, noTries, triesLeft, waitInForce, type PinTries } from './pin-tries.ts';

describe('a new PIN', () => {
  it.each([
    '111111',
    '123456',
    '654321',
    '000000',
    '121212',
    '123123',
    '890123',
    '112233',
    '147258',
    '851985',
    '198507',
    '123321',
  ])('is refused when anybody would guess it: %s', (pin) =>
    expect(findPinFault(pin, pin)).toBe('too-simple'),
  );
  it('is refused for its form before its strength', () => {
    expect(findPinFault('12345', '12345')).toBe('too-short');
    expect(findPinFault('12a456', '12a456')).toBe('not-digits');
    expect(findPinFault('482917', '482918')).toBe('not-equal');
  });
  it('is taken when it is neither, in Devanagari digits as well', () => {
    expect(findPinFault('482917', '482917')).toBeNull();
    expect(findPinFault('४८२९१७', '482917')).toBeNull();
  });
  it('keeps most PINs possible', () => {
    let simple = 0;
    for (let n = 0; n < 1_000_000; n += 37) if (isSimplePin(String(n).padStart(6, '0'))) simple++;
    expect(simple / Math.ceil(1_000_000 / 37)).toBeLessThan(0.08);
  });
});

describe('wrong PIN tries', () => {
  const play = (count: number): { tries: PinTries; now: number } => {
    let tries = noTries;
    let now = 1_000;
    for (let i = 0; i < count; i++) {
      now = Math.max(now, tries.waitUntil ?? 0);
      const outcome = beginTry(tries, now);
      if (outcome.outcome !== 'try') throw new Error(outcome.outcome);
      tries = outcome.tries;
    }
    return { tries, now };
  };
  it('are free four times and delayed more and more from the fifth', () => {
    expect(play(4).tries.waitUntil).toBeNull();
    const delays = [5, 6, 7, 8, 9].map((n) => {
      const { tries, now } = play(n);
      return tries.waitUntil! - now;
    });
    expect(delays).toEqual([...delays].sort((a, b) => a - b));
    expect(delays[0]).toBeGreaterThan(0);
  });
  it('are not taken while the delay runs', () => {
    const { tries, now } = play(5);
    expect(beginTry(tries, now + 1).outcome).toBe('wait');
    expect(beginTry(tries, tries.waitUntil!).outcome).toBe('try');
  });
  it('destroy the keys after ten', () => {
    const { tries } = play(10);
    expect(triesLeft(tries)).toBe(0);
    expect(beginTry(tries, 10_000_000).outcome).toBe('destroy');
  });
  it('do not lock anybody out for years when the clock was set back', () => {
    const { tries, now } = play(5);
    expect(
      waitInForce(tries, now - 40 * 365 * 86_400)! - (now - 40 * 365 * 86_400),
    ).toBeLessThanOrEqual(600);
  });
});
