// Owns how numbers of records are written on the page: "1–412, 420".

import type { NumberRange } from '../../../../schemas/desk-tablets.ts';

/** Plain digits, without grouping: they are names of records, not amounts. */
export function sayRange({ from, to }: NumberRange): string {
  return from === to ? String(from) : `${from}–${to}`;
}

export function sayRanges(ranges: readonly NumberRange[]): string {
  return ranges.map(sayRange).join(', ');
}

/** Enough of a hash to compare two screens by eye. */
export function sayHash(hash: string): string {
  return hash.length > 8 ? `${hash.slice(0, 8)}…` : hash;
}
