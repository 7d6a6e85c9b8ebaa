// Owns naming the numbers of a log that must exist and are not here. Pure: ranges in, ranges out.

import type { MissingWhy, NumberRange } from '../../schemas/desk-tablets.ts';

export interface KnownNumbers {
  /** Numbers held in this log: rising, not touching. */
  readonly held: readonly NumberRange[];
  /** Numbers whose events came through another log of the same tablet: rising, not touching. */
  readonly carriedOn: readonly NumberRange[];
  /** The highest number another record names, 0 for none. */
  readonly namedMax: number;
  /** The last number the tablet said it has written, 0 when it said nothing of this log. */
  readonly saidMax: number;
}

export type MissingRange = NumberRange & { readonly why: MissingWhy };

/** A log has no holes where it is written: whoever knows of number n knows of every number below it. */
export function findMissing(known: KnownNumbers): MissingRange[] {
  const here = joinRanges(known.held, known.carriedOn);
  const arrivedMax = known.held.at(-1)?.to ?? 0;
  const namedMax = Math.max(arrivedMax, known.carriedOn.at(-1)?.to ?? 0, known.namedMax);
  const within = (from: number, to: number, why: MissingWhy): MissingRange[] =>
    holesBetween(here, from, to).map((range) => ({ ...range, why }));
  return [
    ...within(1, arrivedMax, 'later-arrived'),
    ...within(arrivedMax + 1, namedMax, 'named-elsewhere'),
    ...within(namedMax + 1, known.saidMax, 'said-by-tablet'),
  ];
}

/** Rising numbers as ranges; a number that comes twice counts once. */
export function numbersToRanges(numbers: Iterable<number>): NumberRange[] {
  const ranges: { from: number; to: number }[] = [];
  for (const number of numbers) {
    const last = ranges.at(-1);
    if (last !== undefined && number <= last.to + 1) last.to = Math.max(last.to, number);
    else ranges.push({ from: number, to: number });
  }
  return ranges;
}

export function joinRanges(
  some: readonly NumberRange[],
  others: readonly NumberRange[],
): NumberRange[] {
  const joined: { from: number; to: number }[] = [];
  for (const { from, to } of [...some, ...others].sort((a, b) => a.from - b.from)) {
    const last = joined.at(-1);
    if (last !== undefined && from <= last.to + 1) last.to = Math.max(last.to, to);
    else joined.push({ from, to });
  }
  return joined;
}

function holesBetween(here: readonly NumberRange[], from: number, to: number): NumberRange[] {
  const holes: NumberRange[] = [];
  let next = from;
  for (const range of here) {
    if (range.from > to) break;
    if (range.from > next) holes.push({ from: next, to: range.from - 1 });
    next = Math.max(next, range.to + 1);
  }
  if (next <= to) holes.push({ from: next, to });
  return holes;
}
