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
        const plan = planBodies(rows, [], (span) => span !== 'unreadable');
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
    const first = planBodies(rows(20), [], () => true);
    expect(first.write).toEqual([{ from: 1, to: 20, span: 's1' }]);
    expect(planBodies(rows(20), first.write, () => true)).toEqual({ write: [], drop: [] });
    expect(planBodies(rows(40), first.write, () => true)).toEqual({
      write: [{ from: 1, to: 40, span: 's1' }],
      drop: [1],
    });
  });
});
