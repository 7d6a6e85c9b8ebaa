// Owns which PINs are refused, with the reason: form first, then the ones a thief tries first.

import { limits } from '../../schemas/limits.ts';
import { normaliseDigits } from '../../schemas/rules/security-code.ts';
import type { PinFault } from '../tablet.ts';

/** The digits a PIN stands for: a Devanagari keypad gives the same PIN as a Latin one. */
export function normalisePin(typed: string): string {
  return normaliseDigits(typed);
}

export function findPinFault(typed: string, again: string): PinFault | null {
  const pin = normalisePin(typed);
  if (!/^\d*$/.test(pin)) return 'not-digits';
  if (pin.length < limits.pinDigitsMin) return 'too-short';
  if (isSimplePin(pin)) return 'too-simple';
  return pin === normalisePin(again) ? null : 'not-equal';
}

const keypadWalks = [
  '147258',
  '159753',
  '753159',
  '258369',
  '963852',
  '741852',
  '789456',
  '456123',
];
const yearAtEitherEnd = /^(19[3-9]|20[0-3])\d|(19[3-9]|20[0-3])\d$/;

/** Runs, repeats, mirrors, keypad walks and years: the first few thousand guesses of anybody. */
export function isSimplePin(pin: string): boolean {
  return (
    new Set(pin).size <= 2 ||
    isRun(pin, 1) ||
    isRun(pin, -1) ||
    isRepeated(pin) ||
    pin === [...pin].reverse().join('') ||
    /^(\d)\1(\d)\2(\d)\3$/.test(pin) ||
    keypadWalks.includes(pin) ||
    yearAtEitherEnd.test(pin)
  );
}

/** 123456, 890123, 654321. */
function isRun(pin: string, step: 1 | -1): boolean {
  return [...pin].every(
    (digit, i) => i === 0 || Number(digit) === (Number(pin[i - 1]) + step + 10) % 10,
  );
}

/** 121212, 123123, 12341234. */
function isRepeated(pin: string): boolean {
  return [1, 2, 3, 4, 5].some(
    (length) =>
      pin.length % length === 0 &&
      pin.length > length &&
      pin === pin.slice(0, length).repeat(pin.length / length),
  );
}
