// Owns keys and records of a simulated disk: their order, ranges over them, and copies of what is stored.

export type Key = number | string | readonly Key[];

export interface Entry {
  readonly key: Key;
  readonly value: unknown;
}
/** Sorted by key. */
export type StoreState = readonly Entry[];

export interface IndexShape {
  readonly name: string;
  readonly keyPath: string | readonly string[];
}
export interface StoreShape {
  readonly name: string;
  readonly keyPath: string | readonly string[];
  readonly indexes: IndexShape[];
}

export class KeyRange {
  readonly lower: Key | undefined;
  readonly upper: Key | undefined;
  readonly lowerOpen: boolean;
  readonly upperOpen: boolean;
  constructor(
    lower: Key | undefined,
    upper: Key | undefined,
    lowerOpen = false,
    upperOpen = false,
  ) {
    this.lower = lower;
    this.upper = upper;
    this.lowerOpen = lowerOpen;
    this.upperOpen = upperOpen;
  }
  static only(key: Key): KeyRange {
    return new KeyRange(key, key);
  }
  static bound(lower: Key, upper: Key, lowerOpen = false, upperOpen = false): KeyRange {
    return new KeyRange(lower, upper, lowerOpen, upperOpen);
  }
  static lowerBound(lower: Key, isOpen = false): KeyRange {
    return new KeyRange(lower, undefined, isOpen, false);
  }
  static upperBound(upper: Key, isOpen = false): KeyRange {
    return new KeyRange(undefined, upper, false, isOpen);
  }
  includes(key: Key): boolean {
    if (this.lower !== undefined) {
      const order = compareKeys(key, this.lower);
      if (order < 0 || (order === 0 && this.lowerOpen)) return false;
    }
    if (this.upper === undefined) return true;
    const order = compareKeys(key, this.upper);
    return order < 0 || (order === 0 && !this.upperOpen);
  }
}

export function select<Found extends Entry>(
  entries: readonly Found[],
  query: Key | KeyRange | null | undefined,
  count?: number,
): Found[] {
  const range =
    query === null || query === undefined || query instanceof KeyRange
      ? query
      : KeyRange.only(query);
  const found: Found[] = [];
  for (const entry of entries) {
    if (range && !range.includes(entry.key)) continue;
    found.push(entry);
    if (found.length === count) break;
  }
  return found;
}

export function placeOf(entries: readonly Entry[], key: Key): number {
  let low = 0;
  let high = entries.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (compareKeys(entries[middle]!.key, key) < 0) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Numbers before texts before lists, as the standard orders them. */
export function compareKeys(a: Key, b: Key): number {
  if (typeof a === 'string' && typeof b === 'string') return a < b ? -1 : a > b ? 1 : 0;
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  if (typeof a === 'object' && typeof b === 'object') {
    for (let i = 0; i < a.length && i < b.length; i++) {
      const order = compareKeys(a[i]!, b[i]!);
      if (order !== 0) return order;
    }
    return a.length - b.length;
  }
  const rank = (key: Key): number =>
    typeof key === 'number' ? 0 : typeof key === 'string' ? 1 : 2;
  return rank(a) - rank(b);
}

export function keyAt(value: unknown, path: string | readonly string[]): Key | undefined {
  if (typeof path === 'string') return (value as Record<string, Key>)[path];
  const keys = path.map((part) => (value as Record<string, Key>)[part]);
  return keys.includes(undefined) ? undefined : (keys as Key[]);
}

/** A structured clone of what the journal stores; a key of the platform is a handle and stays itself. */
export function cloneValue(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (value instanceof Uint8Array) return value.slice();
  if (Array.isArray(value)) return value.map(cloneValue);
  if (Object.getPrototypeOf(value) !== Object.prototype) return value;
  const copy: Record<string, unknown> = {};
  for (const name in value) copy[name] = cloneValue((value as Record<string, unknown>)[name]);
  return copy;
}

export function nameList(
  names: string[],
): readonly string[] & { contains: (name: string) => boolean } {
  return Object.assign(names, { contains: (name: string) => names.includes(name) });
}
