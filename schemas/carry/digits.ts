// Owns bytes as decimal digits: six bytes are fifteen digits. Scanners give digits back unchanged, bytes above 127 not.

import type { Bytes } from '../bytes.ts';

/** Digits that a rest of so many bytes takes; no two rests take the same number. */
const digitsOfBytes = [0, 3, 5, 8, 10, 13, 15] as const;
const groupBytes = 6;
const groupDigits = 15;

/** 2.5 digits a byte. */
export function bytesToDigits(bytes: Uint8Array): string {
  let out = '';
  for (let at = 0; at < bytes.length; at += groupBytes) {
    const group = bytes.subarray(at, at + groupBytes);
    let value = 0;
    for (const byte of group) value = value * 256 + byte;
    out += String(value).padStart(digitsOfBytes[group.length]!, '0');
  }
  return out;
}

/** Null for whatever `bytesToDigits` does not write. */
export function digitsToBytes(digits: string): Bytes | null {
  if (!/^[0-9]*$/.test(digits)) return null;
  const restBytes = digitsOfBytes.indexOf((digits.length % groupDigits) as 0);
  if (restBytes < 0) return null;
  const length = Math.floor(digits.length / groupDigits) * groupBytes + restBytes;
  const out = new Uint8Array(length);
  for (let at = 0, from = 0; at < length; at += groupBytes, from += groupDigits) {
    const count = Math.min(groupBytes, length - at);
    let value = Number(digits.slice(from, from + groupDigits));
    if (value >= 256 ** count) return null;
    for (let i = count - 1; i >= 0; i--) {
      out[at + i] = value % 256;
      value = Math.floor(value / 256);
    }
  }
  return out;
}
