// Owns the proof that a bar is honest: no state is hidden, nothing runs over the end.

import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { countsToBar } from './bar-segments.ts';

const nothing = { received: 0, waiting: 0, confirmed: 0, held: 0, accepted: 0, revoked: 0 };

test('one held dose among thousands is still seen', () => {
  const { segments } = countsToBar({ ...nothing, confirmed: 5_000, held: 1 }, 5_000);
  expect(segments.find(({ state }) => state === 'held')?.width).toBeGreaterThan(1);
});

test('the booked people are the whole line until walk-ins outnumber them', () => {
  expect(countsToBar({ ...nothing, confirmed: 50 }, 100)).toEqual({
    segments: [{ state: 'confirmed', x: 0, width: 50 }],
    bookedAt: 100,
  });
  expect(countsToBar({ ...nothing, confirmed: 200 }, 100).bookedAt).toBe(50);
  expect(countsToBar(nothing, 0)).toEqual({ segments: [], bookedAt: null });
});

test('whatever the counts, segments follow each other and end on the line', () => {
  const count = fc.nat({ max: 3_000 });
  const counts = fc.record({
    received: count,
    waiting: count,
    confirmed: count,
    held: count,
    accepted: count,
    revoked: count,
  });
  fc.assert(
    fc.property(counts, count, (given, booked) => {
      const { segments } = countsToBar(given, booked);
      expect(segments).toHaveLength(Object.values(given).filter((each) => each > 0).length);
      const last = segments.at(-1);
      expect((last?.x ?? 0) + (last?.width ?? 0)).toBeLessThanOrEqual(100.05);
    }),
  );
});
