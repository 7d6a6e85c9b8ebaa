// Owns chance: everything random in a run comes from its seed, so that a run replays.

import type { Bytes } from '../../schemas/bytes.ts';

export interface Dice {
  /** 0 ≤ fraction < 1. */
  readonly fraction: () => number;
  /** A whole number, 0 ≤ n < count. */
  readonly below: (count: number) => number;
  readonly chance: (probability: number) => boolean;
  readonly oneOf: <Item>(items: readonly Item[]) => Item;
  readonly bytes: (count: number) => Bytes;
  /** A generator of its own, so that one part's use of chance does not shift another's. */
  readonly split: () => Dice;
}

/** sfc32: small, fast, good enough to shuffle with; no secret hangs on it here. */
export function createDice(seed: number): Dice {
  let a = 0x9e3779b9 ^ seed;
  let b = 0x243f6a88;
  let c = 0xb7e15162 ^ Math.floor(seed / 2 ** 32);
  let counter = 1;
  const next = (): number => {
    const sum = (a + b + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = ((c << 21) | (c >>> 11)) + sum;
    return sum >>> 0;
  };
  for (let i = 0; i < 15; i++) next();
  const below = (count: number): number => Math.floor((next() / 2 ** 32) * count);
  return {
    fraction: () => next() / 2 ** 32,
    below,
    chance: (probability) => next() / 2 ** 32 < probability,
    oneOf: (items) => items[below(items.length)]!,
    bytes: (count) => {
      const bytes = new Uint8Array(count);
      for (let i = 0; i < count; i++) bytes[i] = next() >>> 24;
      return bytes;
    },
    split: () => createDice(next() * 2 ** 20 + (next() & 0xfffff)),
  };
}
