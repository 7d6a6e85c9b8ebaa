// Owns how people mistype four digits: 79 % one digit, 10 % neighbours swapped, 11 % something else altogether.

import type { Dice } from '../dice.ts';

export interface TypingShares {
  readonly oneDigit: number;
  readonly swapped: number;
}

const shares: TypingShares = { oneDigit: 0.79, swapped: 0.1 };

/** Never the code itself: a swap of equal digits changes another digit instead. */
export function mistype(dice: Dice, code: number): number {
  const kind = dice.fraction();
  const digits = [...String(code).padStart(4, '0')].map(Number);
  if (kind >= shares.oneDigit + shares.swapped) return otherThan(dice, code);
  const at = dice.below(3);
  if (kind >= shares.oneDigit && digits[at] !== digits[at + 1]) {
    [digits[at], digits[at + 1]] = [digits[at + 1]!, digits[at]!];
    return Number(digits.join(''));
  }
  const place = dice.below(4);
  digits[place] = (digits[place]! + 1 + dice.below(9)) % 10;
  return Number(digits.join(''));
}

function otherThan(dice: Dice, code: number): number {
  const other = dice.below(9_999);
  return other >= code ? other + 1 : other;
}
