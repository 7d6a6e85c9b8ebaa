// Tests which rows may leave a tablet, as numbers: never above stable, never the last ones, never of a day at work.

import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { askNumbers } from './have.ts';
import { pruneLimit, rowsKeptMin } from './prune.ts';

const log = { headSeq: 1_000, isCurrent: false, isDayOver: true, stable: 900, prunedTo: 0 };

describe('rows that may leave the tablet', () => {
  it('are those strictly below stable (rule 8)', () => {
    expect(pruneLimit(log)).toBe(899);
    expect(pruneLimit({ ...log, stable: 0 })).toBe(0);
  });

  it('are none of the log at work before its day is over (rule 8)', () => {
    expect(pruneLimit({ ...log, isCurrent: true, isDayOver: false })).toBe(0);
    expect(pruneLimit({ ...log, isCurrent: true, isDayOver: true })).toBe(899);
    expect(pruneLimit({ ...log, isCurrent: false, isDayOver: false })).toBe(899);
  });

  it('never are the head, nor the points near it that the server is asked about', () => {
    fc.assert(
      fc.property(fc.nat(5_000), fc.nat(5_000), fc.nat(5_000), (headSeq, have, stable) => {
        fc.pre(stable <= have && have <= headSeq);
        const limit = pruneLimit({ ...log, headSeq, stable });
        expect(limit).toBeLessThan(Math.max(1, stable));
        const asked = askNumbers(headSeq, have);
        for (const seq of asked.filter((one) => one > headSeq - rowsKeptMin || one === have))
          expect(seq > limit || limit === 0).toBe(true);
      }),
    );
  });

  it('go a hundred at a time: fewer are not worth a new start of the feed', () => {
    expect(pruneLimit({ ...log, prunedTo: 799 })).toBe(899);
    expect(pruneLimit({ ...log, prunedTo: 800 })).toBe(0);
  });
});
