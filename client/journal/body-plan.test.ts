// Tests which rows are gathered into bodies.

import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { limits } from '../../schemas/limits.ts';
import { planBodies, type RowOutline } from './body-plan.ts';

const outline = fc.record({
  span: fc.constantFrom('s1', 's2', 'unreadable'),
  isPointer: fc.boolean(),
});

describe('the plan of bodies', () => {
  it('covers only rows of one readable span each, in order, never a pointer, never too many', () => {
    fc.assert(
      fc.property(fc.array(outline, { maxLength: 500 }), fc.nat(100), (drawn, have) => {
        const rows = drawn.map((row, i): RowOutline => ({ ...row, seq: have + 1 + i }));
        const plan = planBodies(rows, [], (span) => span !== 'unreadable', {
          from: have + 1,
          to: have + rows.length,
        });
        const bySeq = new Map(rows.map((row) => [row.seq, row]));
        let last = have;
        for (const range of plan.write) {
          expect(range.from).toBeGreaterThan(last);
          expect(range.to - range.from + 1).toBeLessThanOrEqual(limits.bodyRowsMax);
          for (let seq = range.from; seq <= range.to; seq++)
            expect(bySeq.get(seq)).toMatchObject({ span: range.span, isPointer: false });
          last = range.to;
        }
      }),
    );
  });
  it('writes nothing anew when nothing changed, and replaces a shorter body by a longer one', () => {
    const rows = (count: number): RowOutline[] =>
      Array.from({ length: count }, (_, i) => ({ seq: i + 1, span: 's1', isPointer: false }));
    const numbers = (to: number) => ({ from: 1, to });
    const first = planBodies(rows(20), [], () => true, numbers(20));
    expect(first.write).toEqual([{ from: 1, to: 20, span: 's1' }]);
    expect(planBodies(rows(20), first.write, () => true, numbers(20))).toEqual({
      write: [],
      drop: [],
    });
    expect(planBodies(rows(40), first.write, () => true, numbers(40))).toEqual({
      write: [{ from: 1, to: 40, span: 's1' }],
      drop: [1],
    });
  });

  it('leaves a body alone that is the last place of a row which the disk has lost', () => {
    const row = (seq: number): RowOutline => ({ seq, span: 's1', isPointer: false });
    const rows = [2, 3, 4, 6, 7, 8, 9].map(row);
    const bodies = [
      { from: 1, to: 5, span: 's1' },
      { from: 6, to: 7, span: 's1' },
    ];
    expect(planBodies(rows, bodies, () => true, { from: 1, to: 9 })).toEqual({
      write: [{ from: 6, to: 9, span: 's1' }],
      drop: [6],
    });
    // What the district has is no reason to keep one.
    expect(planBodies(rows, bodies, () => true, { from: 6, to: 9 }).drop).toContain(1);
  });
});
