import { expect, it } from 'vitest';
import { median, medianRatio, percentile } from './statistics.ts';

it('takes the middle one, or the middle between two', () => {
  expect(median([9, 1, 5])).toBe(5);
  expect(median([4, 1, 3, 2])).toBe(2.5);
});

it('names a percentile that was really measured', () => {
  const values = Array.from({ length: 100 }, (_, i) => i + 1);
  expect(percentile(values, 0.95)).toBe(95);
  expect(percentile(values, 1)).toBe(100);
  expect(percentile([7], 0.5)).toBe(7);
  expect(percentile([1, 2, 1_000], 0.95)).toBe(1_000);
});

it('compares pair by pair, so that one slow moment does not decide', () => {
  expect(medianRatio([2, 2, 200], [1, 1, 100])).toBe(2);
});

it('has no word for nothing measured', () => {
  expect(() => median([])).toThrow('nothing');
  expect(() => percentile([], 0.5)).toThrow('nothing');
  expect(() => medianRatio([1], [])).toThrow('pairs');
});
