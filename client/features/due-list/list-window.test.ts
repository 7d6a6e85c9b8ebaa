// Tests which rows of a long list are drawn, and which of them whole.

import { describe, expect, it } from 'vitest';
import { bareRows, indexAt, offsetsOf, onScreenFirst } from './list-window.ts';

const items = ['head', 'a', 'b', 'head', 'c'];
const offsets = offsetsOf(items, (item) => item === 'head', { row: 84, head: 58 });

describe('a long list', () => {
  it('knows where each row begins and which one stands at a height', () => {
    expect([...offsets]).toEqual([0, 58, 142, 226, 284, 368]);
    for (const [height, at] of [
      [-500, 0],
      [0, 0],
      [57, 0],
      [58, 1],
      [141, 1],
      [142, 2],
      [283, 3],
      [367, 4],
      [368, 5],
      [9_999, 5],
    ] as const)
      expect(indexAt(offsets, height), String(height)).toBe(at);
    expect(indexAt(new Float64Array(1), 0)).toBe(0);
  });

  it('puts what is on the screen before what comes next, and that before what is above', () => {
    const order = onScreenFirst({ from: 2, to: 9 }, { from: 4, to: 7 });
    expect(order).toEqual([4, 5, 6, 7, 8, 3, 2]);
    expect(onScreenFirst({ from: 0, to: 3 }, { from: 0, to: 2 })).toEqual([0, 1, 2]);
    expect(onScreenFirst({ from: 5, to: 5 }, { from: 9, to: 9 })).toEqual([]);
  });

  it('shows the name alone of what flies in, and keeps whole what is whole', () => {
    const before = { keys: new Set(['a', 'b']), bare: new Set(['b']) };
    expect([...bareRows(before, ['a', 'b', 'c', 'd'], true)]).toEqual(['b', 'c', 'd']);
  });

  it('fills a few rows at a time when it slows, the first ones first, until none is left', () => {
    const order = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'];
    let before = { keys: new Set<string>(), bare: bareRows(nothingBefore, order, true) };
    const left: number[] = [before.bare.size];
    while (before.bare.size > 0 && left.length < 9) {
      const bare = bareRows({ keys: new Set(order), bare: before.bare }, order, false);
      for (const key of bare) expect(before.bare.has(key)).toBe(true);
      before = { keys: new Set(order), bare };
      left.push(bare.size);
    }
    expect(left).toEqual([8, 5, 2, 0]);
  });

  it('draws the few rows of a slow scroll whole at once', () => {
    const before = { keys: new Set(['a', 'b']), bare: new Set<string>() };
    expect(bareRows(before, ['a', 'b', 'c', 'd'], false).size).toBe(0);
  });
});

const nothingBefore = { keys: new Set<string>(), bare: new Set<string>() };
