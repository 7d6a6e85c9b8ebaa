// Owns drawing only the rows near the screen. Rows have fixed heights in CSS; spacers are SVG, so no inline style is needed.

import type { ComponentChildren, JSX, RefObject } from 'preact';
import { useEffect, useLayoutEffect, useMemo, useRef, useState } from 'preact/hooks';
import { bareRows, indexAt, offsetsOf, onScreenFirst, type Heights } from './list-window.ts';

/** Rows drawn above and below the screen, so that a quick scroll shows no blank. */
const rowsBeyond = 6;
/**
 * Rows of another list that are drawn whole in its first frame, as after a key press in the search: the best ones, where the eye
 * is and no keyboard covers the screen. Those below begin with their names, and are whole a frame later.
 */
const wholeFirst = 7;
/** As due-list.css has them: a right guess saves the first paint a second drawing. What stands on the screen is measured. */
const guessedHeights = (): Heights =>
  innerWidth < 700 ? { row: 140, head: 58 } : { row: 84, head: 58 };

/** What stood near the screen when it was last looked at; `first` tells another list. */
interface Seen {
  readonly keys: ReadonlySet<string>;
  readonly from: number;
  readonly to: number;
  readonly first: string | null;
  /** Rows that show their name alone, for the list flies by. */
  readonly bare: ReadonlySet<string>;
  /** The row that has the focus, where it was scrolled away: it stays, for a keyboard would lose its place with it. */
  readonly kept: number | null;
}
const nothing: ReadonlySet<string> = new Set();
const nothingSeen: Seen = {
  keys: nothing,
  from: 0,
  to: 0,
  first: null,
  bare: nothing,
  kept: null,
};

interface Props<Item> {
  readonly label: string;
  readonly items: readonly Item[];
  readonly keyOf: (item: Item) => string;
  readonly isHead: (item: Item) => boolean;
  /** `isBare`: the row flies by, and its name is enough. */
  readonly render: (item: Item, isBare: boolean) => ComponentChildren;
}

export function WindowedList<Item>(props: Props<Item>): JSX.Element {
  const { items, isHead, keyOf } = props;
  const list = useRef<HTMLUListElement>(null);
  const heights = useHeights(list);
  const offsets = useMemo(() => offsetsOf(items, isHead, heights), [items, isHead, heights]);
  const { seen, rowsInView } = useSeen(list, items, keyOf, offsets, heights);

  const from = Math.min(seen.from, Math.max(0, items.length - rowsInView));
  // Another list, as after a key press in the search: at first no more of it is drawn than is seen.
  const isOther = keyAt(items, keyOf, seen.from) !== seen.first;
  const to = Math.min(items.length, Math.max(isOther ? 0 : seen.to, from + rowsInView));
  const wholeTo = from + wholeFirst + (from > 0 ? rowsBeyond : 0);
  const rows = (first: number, last: number): JSX.Element[] =>
    items.slice(first, last).map((item, i) => {
      const key = keyOf(item);
      const isBare = seen.keys.has(key) ? seen.bare.has(key) : first + i >= wholeTo;
      return (
        <li key={key} data-key={key} class={isHead(item) ? 'due-item-head' : 'due-item'}>
          {props.render(item, isBare)}
        </li>
      );
    });
  const gap = (name: string, first: number, last: number): JSX.Element => (
    <Spacer key={name} height={offsets[last]! - offsets[first]!} />
  );
  const kept = isOther || seen.kept === null || seen.kept >= items.length ? null : seen.kept;
  const above = kept !== null && kept < from ? kept : null;
  const below = kept !== null && kept >= to ? kept : null;
  return (
    <ul class="due-list" ref={list} aria-label={props.label}>
      {/* One array: a row that is kept by itself must be the same row to whoever compares. */}
      {[
        gap('spacer-top', 0, above ?? from),
        ...(above === null
          ? []
          : [...rows(above, above + 1), gap('spacer-above', above + 1, from)]),
        ...rows(from, to),
        ...(below === null ? [] : [gap('spacer-below', to, below), ...rows(below, below + 1)]),
        gap('spacer-end', below === null ? to : below + 1, items.length),
      ]}
    </ul>
  );
}

/** Measured when something is drawn and when the screen turns. */
function useHeights(list: RefObject<HTMLUListElement | null>): Heights {
  const [heights, setHeights] = useState(guessedHeights);
  useLayoutEffect(() => {
    const measure = (): void => {
      const row = list.current?.querySelector<HTMLElement>('.due-item')?.offsetHeight ?? 0;
      const head = list.current?.querySelector<HTMLElement>('.due-item-head')?.offsetHeight ?? 0;
      setHeights((known) =>
        (row || known.row) === known.row && (head || known.head) === known.head
          ? known
          : { row: row || known.row, head: head || known.head },
      );
    };
    measure();
    addEventListener('resize', measure);
    return () => removeEventListener('resize', measure);
  }, [list]);
  return heights;
}

/** Follows the scroll: once a frame, and further while rows wait for their facts. */
function useSeen<Item>(
  list: RefObject<HTMLUListElement | null>,
  items: readonly Item[],
  keyOf: (item: Item) => string,
  offsets: Float64Array,
  heights: Heights,
): { readonly seen: Seen; readonly rowsInView: number } {
  const [seen, setSeen] = useState(nothingSeen);
  const known = useRef(nothingSeen);
  const listTop = useRef<number | null>(null);
  // Runs behind the paint: what is on the screen comes first, the rows around it afterwards.
  useEffect(() => {
    let frame = 0;
    const look = (isFirst: boolean): void => {
      frame = 0;
      const top = list.current?.getBoundingClientRect().top ?? 0;
      const moved = Math.abs(top - (listTop.current ?? top));
      listTop.current = top;
      const screen = {
        from: indexAt(offsets, -top),
        to: Math.min(items.length, indexAt(offsets, innerHeight - top) + 1),
      };
      const drawn = {
        from: Math.max(0, screen.from - rowsBeyond),
        to: Math.min(items.length, screen.to + rowsBeyond),
      };
      const order = onScreenFirst(drawn, screen).map((at) => keyOf(items[at]!));
      const first = keyAt(items, keyOf, drawn.from);
      const before = known.current;
      const bare = isFirst
        ? new Set(order.filter((key) => before.bare.has(key)))
        : bareRows(before, order, moved > heights.row);
      const kept = keptRow(list.current, items, keyOf, drawn, before.kept);
      if (bare.size > 0) later();
      if (!isFirst && isSame(before, { ...drawn, first, bare, kept })) return;
      known.current = { ...drawn, first, bare, kept, keys: new Set(order) };
      setSeen(known.current);
    };
    const later = (): void => void (frame ||= requestAnimationFrame(() => look(false)));
    look(true);
    addEventListener('scroll', later, { passive: true });
    addEventListener('resize', later);
    return () => {
      cancelAnimationFrame(frame);
      removeEventListener('scroll', later);
      removeEventListener('resize', later);
    };
  }, [list, items, keyOf, offsets, heights]);
  return { seen, rowsInView: rowsInView(heights, listTop.current, seen.from > 0) };
}

function isSame(a: Omit<Seen, 'keys'>, b: Omit<Seen, 'keys'>): boolean {
  return (
    a.from === b.from &&
    a.to === b.to &&
    a.first === b.first &&
    a.kept === b.kept &&
    a.bare.size === b.bare.size &&
    [...a.bare].every((key) => b.bare.has(key))
  );
}

/** Where the row with the focus stands in the list, when that is outside of what is drawn. */
function keptRow<Item>(
  list: HTMLElement | null,
  items: readonly Item[],
  keyOf: (item: Item) => string,
  drawn: { readonly from: number; readonly to: number },
  before: number | null,
): number | null {
  const focused = document.activeElement;
  if (list === null || focused === null || !list.contains(focused)) return null;
  const key = focused.closest('[data-key]')?.getAttribute('data-key');
  const isIt = (item: Item | undefined): boolean => item !== undefined && keyOf(item) === key;
  const at = before !== null && isIt(items[before]) ? before : items.findIndex(isIt);
  return at === -1 || (drawn.from <= at && at < drawn.to) ? null : at;
}

function keyAt<Item>(
  items: readonly Item[],
  keyOf: (item: Item) => string,
  at: number,
): string | null {
  const item = items[Math.min(at, items.length - 1)];
  return item === undefined ? null : keyOf(item);
}

/** What the list has of the screen; before it was looked at, less than the whole: tallies and the search stand above it. */
function rowsInView({ row }: Heights, listTop: number | null, isScrolled: boolean): number {
  const height = listTop === null ? innerHeight * 0.8 : innerHeight - Math.max(0, listTop);
  return Math.max(1, Math.ceil(height / row)) + (isScrolled ? rowsBeyond : 0);
}

function Spacer({ height }: { readonly height: number }): JSX.Element {
  return (
    <li aria-hidden="true" class="due-spacer">
      <svg width="1" height={height} />
    </li>
  );
}
