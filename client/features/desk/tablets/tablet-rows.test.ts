// Owns the proof that every fault of a tablet is found, and that the worst tablet stands first.

import { expect, test } from 'vitest';
import type { DeskTablet } from '../../../../schemas/desk-tablets.ts';
import { limits } from '../../../../schemas/limits.ts';
import { fakeNow } from '../testing/fake-now.ts';
import { fakeTablets } from '../testing/fake-tablets.ts';
import { isInFilter, sortRows, toRow, type Concern } from './tablet-rows.ts';

const sound = fakeTablets[0]!;
const rowWith = (change: Partial<DeskTablet>) => toRow({ ...sound, ...change }, fakeNow);

const faults: [Concern, Partial<DeskTablet>][] = [
  ['missing', { missing: 1 }],
  ['unreadable', { unreadable: 1 }],
  ['needs-help', { needsHelp: 1 }],
  ['late-day', { lastContactAt: fakeNow - 90_000 }],
  ['needs-confirmation', { needsConfirmation: true }],
  ['late-30-minutes', { lastContactAt: fakeNow - 2_000 }],
  ['low-space', { freeBytes: limits.freeBytesLow - 1 }],
  ['clock', { driftSeconds: -limits.skewSecondsFlag }],
  ['late-10-minutes', { lastContactAt: fakeNow - 700 }],
  ['may-be-cleared', { isPersisted: false }],
  ['never', { lastContactAt: null }],
  ['app-older', { isAppOlder: true }],
];

test('a tablet in order has nothing against it', () => {
  expect(rowWith({}).concerns).toEqual([]);
  expect(rowWith({ driftSeconds: 299, freeBytes: limits.freeBytesLow }).concerns).toEqual([]);
  expect(rowWith({ isPersisted: null, freeBytes: null, driftSeconds: null }).concerns).toEqual([]);
});

test.each(faults)('finds %s, and nothing else', (concern, change) => {
  expect(rowWith(change).concerns).toEqual([concern]);
});

test('the worst comes first whatever the order before, then the one with more faults, blocked ones last', () => {
  const rows = faults.map(([, change], i) => rowWith({ ...change, device: `d${i}` }));
  const worse = rowWith({ missing: 2, isAppOlder: true, device: 'worse' });
  const blocked = rowWith({ missing: 9, isRevoked: true, device: 'blocked' });
  const inOrder = rowWith({ device: 'sound' });
  const sorted = sortRows([blocked, inOrder, ...rows.toReversed(), worse]);
  expect(sorted.map(({ tablet }) => tablet.device)).toEqual([
    'worse',
    ...rows.map(({ tablet }) => tablet.device),
    'sound',
    'blocked',
  ]);
});

test('a blocked tablet is not late and needs no confirming, yet what it still holds is counted', () => {
  const blocked = rowWith({
    isRevoked: true,
    needsConfirmation: true,
    lastContactAt: fakeNow - 90_000,
    stillOut: 3,
  });
  expect(isInFilter(blocked, 'late')).toBe(false);
  expect(isInFilter(blocked, 'confirm')).toBe(false);
  expect(isInFilter(blocked, 'out')).toBe(true);
});
