// Owns fair choices out of a source of random bytes: the same source gives the same demo.

import type { Random } from '../parts.ts';

export interface Dice {
  /** Each whole number from 0 below `count` with equal chance; `count` up to 65,536. */
  readonly below: (count: number) => number;
  readonly pick: <Item>(items: readonly Item[]) => Item;
  /** True in `percent` of 100 cases. */
  readonly chance: (percent: number) => boolean;
  readonly digits: (count: number) => string;
}

export function createDice(random: Random): Dice {
  const below = (count: number): number => {
    const fair = 65_536 - (65_536 % count);
    for (;;) {
      const [high = 0, low = 0] = random(2);
      const value = high * 256 + low;
      if (value < fair) return value % count;
    }
  };
  return {
    below,
    pick: (items) => items[below(items.length)]!,
    chance: (percent) => below(100) < percent,
    digits: (count) => Array.from({ length: count }, () => below(10)).join(''),
  };
}
