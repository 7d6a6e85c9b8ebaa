// Owns which part of a long list is drawn, and how much of each row: pure sums over fixed heights, and what waits for its facts.

export interface Heights {
  readonly row: number;
  readonly head: number;
}

/** Where each item begins, and in the last place where the list ends: looked up many times a second while it is scrolled. */
export function offsetsOf<Item>(
  items: readonly Item[],
  isHead: (item: Item) => boolean,
  { row, head }: Heights,
): Float64Array {
  const offsets = new Float64Array(items.length + 1);
  for (let i = 0; i < items.length; i += 1)
    offsets[i + 1] = offsets[i]! + (isHead(items[i]!) ? head : row);
  return offsets;
}

/** The item at a height; the number of items below all of them. */
export function indexAt(offsets: Float64Array, height: number): number {
  let [low, high] = [0, offsets.length - 1];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (offsets[middle + 1]! > height) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** Rows drawn whole between two frames: more of them would hold the next frame up. */
const wholeAtOnce = 3;

export interface DrawnBefore {
  /** Keys drawn, of the same list. */
  readonly keys: ReadonlySet<string>;
  /** Of these, the ones that show their name alone. */
  readonly bare: ReadonlySet<string>;
}

/**
 * The rows that show their name alone now. While the list flies by nobody reads more, and what comes in is bare;
 * when it slows, a few rows at a time are drawn whole, what is on the screen first. What is whole stays whole.
 */
export function bareRows(
  before: DrawnBefore,
  onScreenFirst: readonly string[],
  isFlying: boolean,
): ReadonlySet<string> {
  const waiting = onScreenFirst.filter((key) => before.bare.has(key) || !before.keys.has(key));
  return new Set(isFlying ? waiting : waiting.slice(wholeAtOnce));
}

/** From the screen's rows outwards: those below, which come next, before those above. */
export function onScreenFirst(
  drawn: { readonly from: number; readonly to: number },
  screen: { readonly from: number; readonly to: number },
): number[] {
  const order: number[] = [];
  for (let i = Math.max(drawn.from, screen.from); i < drawn.to; i += 1) order.push(i);
  for (let i = Math.min(drawn.to, screen.from) - 1; i >= drawn.from; i -= 1) order.push(i);
  return order;
}
