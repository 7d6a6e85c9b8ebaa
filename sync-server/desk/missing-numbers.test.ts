// Owns the promise that numbers which must exist and are not here are named, none twice, and none that is here.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findMissing, joinRanges, numbersToRanges } from './missing-numbers.ts';

const nothing = { held: [], carriedOn: [], namedMax: 0, saidMax: 0 };
const ranges = (...pairs: [number, number][]) => pairs.map(([from, to]) => ({ from, to }));

describe('the missing numbers of a log', () => {
  it('are none where everything the tablet spoke of is here', () => {
    expect(findMissing(nothing)).toEqual([]);
    expect(findMissing({ ...nothing, held: ranges([1, 412]), saidMax: 412, namedMax: 9 })).toEqual(
      [],
    );
  });

  it('are the holes below a later one that arrived', () => {
    expect(findMissing({ ...nothing, held: ranges([1, 3], [7, 7], [9, 12]) })).toEqual([
      { from: 4, to: 6, why: 'later-arrived' },
      { from: 8, to: 8, why: 'later-arrived' },
    ]);
  });

  it('begin with number 1 when only later ones arrived', () => {
    expect(findMissing({ ...nothing, held: ranges([5, 6]) })).toEqual([
      { from: 1, to: 4, why: 'later-arrived' },
    ]);
  });

  it('go up to a number that another record names, and on to what the tablet said it has written', () => {
    expect(findMissing({ ...nothing, held: ranges([1, 3]), namedMax: 5, saidMax: 9 })).toEqual([
      { from: 4, to: 5, why: 'named-elsewhere' },
      { from: 6, to: 9, why: 'said-by-tablet' },
    ]);
  });

  it('leave out what the tablet carried on into another log, and name the hole before it', () => {
    expect(
      findMissing({ ...nothing, held: ranges([1, 3]), carriedOn: ranges([5, 8]), saidMax: 3 }),
    ).toEqual([{ from: 4, to: 4, why: 'named-elsewhere' }]);
  });

  it('are not counted one by one: a tablet that claims a trillion records costs nothing', () => {
    expect(findMissing({ ...nothing, held: ranges([1, 3]), saidMax: 1e12 })).toEqual([
      { from: 4, to: 1e12, why: 'said-by-tablet' },
    ]);
  });

  it('and those that are here make every number up to the highest known one, once', () => {
    const numbers = fc
      .uniqueArray(fc.integer({ min: 1, max: 60 }))
      .map((some) => some.sort((a, b) => a - b));
    fc.assert(
      fc.property(numbers, numbers, fc.nat(70), fc.nat(70), (held, carried, namedMax, saidMax) => {
        const carriedOn = numbersToRanges(carried);
        const missing = findMissing({ held: numbersToRanges(held), carriedOn, namedMax, saidMax });
        const seen = [...missing, ...joinRanges(numbersToRanges(held), carriedOn)].flatMap(
          ({ from, to }) => Array.from({ length: to - from + 1 }, (_, i) => from + i),
        );
        const top = Math.max(0, ...held, ...carried, namedMax, saidMax);
        expect(seen.sort((a, b) => a - b)).toEqual(Array.from({ length: top }, (_, i) => i + 1));
      }),
      { seed: 5, numRuns: 300 },
    );
  });
});
