// Tests that each reason why records wait is told by its own name.

import { describe, expect, it } from 'vitest';
import type { ExchangeOutcome } from '../exchange/exchange-once.ts';
import { linkWordOf, whyWaiting } from './why-waiting.ts';

const answered = (retryAfterSeconds: number | null): ExchangeOutcome => ({
  outcome: 'answered',
  isWhole: true,
  hasMore: false,
  adoption: { rotated: [], hasStableGrown: false },
  retryAfterSeconds,
});
const refused: ExchangeOutcome = {
  outcome: 'refused',
  retryAfterSeconds: null,
  isRequestAtFault: false,
};

describe('the end of an exchange', () => {
  it('tells no network from a busy office and from a stranger that answers in its place', () => {
    expect(linkWordOf({ outcome: 'unreachable' }, null, false)).toBe('no-network');
    expect(linkWordOf(refused, 503, false)).toBe('office-busy');
    expect(linkWordOf(refused, 429, false)).toBe('office-busy');
    expect(linkWordOf(refused, 200, false)).toBe('not-the-office');
    expect(linkWordOf(refused, 302, false)).toBe('not-the-office');
  });
  it('tells an office that does not know this tablet, and one that asks to come later', () => {
    expect(linkWordOf(answered(null), 200, false)).toBe('reached');
    expect(linkWordOf(answered(60), 200, false)).toBe('office-busy');
    expect(linkWordOf(answered(null), 200, true)).toBe('enrol-again');
  });
});

describe('records that wait', () => {
  it('wait for ever under a key that is gone, whatever the network does', () => {
    expect(whyWaiting({ isOwnKey: false, word: 'reached', isOnline: true })).toBe('key-gone');
  });
  it('wait for the network when the tablet knows that it has none', () => {
    expect(whyWaiting({ isOwnKey: true, word: 'reached', isOnline: false })).toBe('no-network');
  });
  it('are on their way otherwise, or wait for what the last exchange met', () => {
    expect(whyWaiting({ isOwnKey: true, word: null, isOnline: true })).toBe('on-their-way');
    expect(whyWaiting({ isOwnKey: true, word: 'reached', isOnline: true })).toBe('on-their-way');
    expect(whyWaiting({ isOwnKey: true, word: 'enrol-again', isOnline: true })).toBe('enrol-again');
  });
});
