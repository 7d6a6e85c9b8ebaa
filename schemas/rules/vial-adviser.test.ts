import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { adviseVial, type VialQuestion } from './vial-adviser.ts';

const question: VialQuestion = {
  waitingHere: 4,
  stillExpected: 0,
  dosesLeftOpen: 0,
  dosesInVial: 20,
  sizes: [20],
};

describe('the vial adviser', () => {
  it('says that 4 people would leave 16 of 20 doses over', () => {
    expect(adviseVial(question)).toEqual({
      advice: 'would-waste',
      waiting: 4,
      stillExpected: 0,
      wasted: 16,
      smaller: null,
    });
  });

  it('names the smaller vial that leaves less over', () => {
    expect(adviseVial({ ...question, sizes: [20, 10] })).toMatchObject({
      smaller: { doses: 10, wasted: 6 },
    });
  });

  it('counts those who are booked and have not come yet, and what is left in open vials', () => {
    expect(adviseVial({ ...question, stillExpected: 16 })).toEqual({ advice: 'open' });
    expect(adviseVial({ ...question, stillExpected: 10, dosesLeftOpen: 3 })).toMatchObject({
      advice: 'would-waste',
      wasted: 9,
    });
  });

  it('says nothing when what is planned for is left over: 2 of 20, and not 3', () => {
    expect(adviseVial({ ...question, waitingHere: 18 })).toEqual({ advice: 'open' });
    expect(adviseVial({ ...question, waitingHere: 17 })).toMatchObject({ wasted: 3 });
  });

  it('points to the open vial first when it is enough for all', () => {
    expect(adviseVial({ ...question, dosesLeftOpen: 4 })).toEqual({
      advice: 'use-open-first',
      dosesLeftOpen: 4,
      waiting: 4,
    });
  });

  it('never names more waste than the vial holds, nor a smaller vial that wastes as much', () => {
    const count = fc.integer({ min: 0, max: 60 });
    fc.assert(
      fc.property(count, count, count, (waitingHere, stillExpected, dosesLeftOpen) => {
        const asked = {
          waitingHere,
          stillExpected,
          dosesLeftOpen,
          dosesInVial: 20,
          sizes: [20, 10, 5],
        };
        const advice = adviseVial(asked);
        if (advice.advice !== 'would-waste') return;
        expect(advice.wasted).toBeGreaterThan(2);
        expect(advice.wasted).toBeLessThanOrEqual(20);
        if (advice.smaller !== null) expect(advice.smaller.wasted).toBeLessThan(advice.wasted);
      }),
    );
  });
});
