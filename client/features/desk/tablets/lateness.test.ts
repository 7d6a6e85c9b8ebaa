// Owns the proof that a quiet tablet is put into the right class: by seconds, and by whether anybody expects it today.

import { expect, test } from 'vitest';
import { isLate, latenesses, latenessOf } from './lateness.ts';

const now = 1_621_586_100;

test.each([
  [599, 'in-contact'],
  [600, 'late-10-minutes'],
  [1_799, 'late-10-minutes'],
  [1_800, 'late-30-minutes'],
  [86_399, 'late-30-minutes'],
  [86_400, 'late-day'],
  [-30, 'in-contact'],
] as const)(
  'with a session today, %i seconds after the last contact a tablet is %s',
  (seconds, lateness) => {
    expect(latenessOf({ lastContactAt: now - seconds, hasSessionToday: true }, now)).toBe(lateness);
  },
);

test.each([
  [599, 'in-contact'],
  [600, 'no-session'],
  [86_399, 'no-session'],
  [86_400, 'late-day'],
] as const)(
  'without a session today, %i seconds after the last contact a tablet is %s',
  (seconds, lateness) => {
    expect(latenessOf({ lastContactAt: now - seconds, hasSessionToday: false }, now)).toBe(
      lateness,
    );
  },
);

test('a tablet that never called says so instead of a time', () => {
  for (const hasSessionToday of [true, false])
    expect(latenessOf({ lastContactAt: null, hasSessionToday }, now)).toBe('never');
});

test('only the three levels of lateness count as late', () => {
  expect(latenesses.filter(isLate)).toEqual(['late-10-minutes', 'late-30-minutes', 'late-day']);
});
