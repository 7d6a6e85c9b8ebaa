import { describe, expect, it } from 'vitest';
import { modelSeconds, overBudget } from './keystroke-model.ts';

const run = { decisions: 4, taps: 4, digits: 4, letters: 0, waitedSeconds: 0.5 };
const budget = { tapsMax: 6, digitsMax: 4, secondsMax: 16 };

describe('the keystroke-level model', () => {
  it('adds decisions, taps, digits and the measured waiting', () => {
    expect(modelSeconds(run)).toBeCloseTo(4 * 1.35 + 4 * 1.2 + 4 * 0.39 + 0.5);
  });

  it('names each budget that a run breaks', () => {
    expect(overBudget(run, budget)).toBeNull();
    expect(overBudget({ ...run, taps: 7 }, budget)).toBe('7 taps of 6');
    expect(overBudget({ ...run, digits: 5, waitedSeconds: 9 }, budget)).toMatch(
      /5 digits of 4, .* s of 16 s/,
    );
    expect(overBudget({ ...run, taps: 70 }, null)).toBeNull();
  });
});
