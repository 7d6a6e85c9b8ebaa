// Owns drawing only the rows near the screen. Rows have fixed heights in CSS; spacers are SVG, so no inline style is needed.

import type { ComponentChildren, JSX } from 'preact';
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';

/** Rows drawn above and below the screen, so that a quick scroll shows no blank. */
const rowsBeyond = 6;
/** As due-list.css has them: a right guess saves the first paint a second drawing. What stands on the screen is measured. */
const guessedHeights = (): Heights =>
  innerWidth < 700 ? { row: 140, head: 58 } : { row: 84, head: 58 };

interface Heights {
  readonly row: number;
  readonly head: number;
}
/** What stood near the screen when it was last looked at; `first` tells another list. */
interface Seen {
  readonly from: number;
  readonly to: number;
  readonly first: string | null;
}
interface Props<Item> {
  readonly label: string;
  readonly items: readonly Item[];
  readonly keyOf: (item: Item) => string;
  readonly isHead: (item: Item) => boolean;
  readonly render: (item: Item) => ComponentChildren;
}

export function WindowedList<Item>(props: Props<Item>): JSX.Element {
  const { items, isHead, keyOf } = props;
  const list = useRef<HTMLUListElement>(null);
  const [heights, setHeights] = useState(guessedHeights);
  const [seen, setSeen] = useState<Seen>({ from: 0, to: 0, first: null });

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
  }, []);

  // Runs behind the paint: what is on the screen comes first, the rows around it afterwards.
  useEffect(() => {
    let frame = 0;
    const look = (): void => {
      frame = 0;
      const top = -(list.current?.getBoundingClientRect().top ?? 0);
      const from = Math.max(0, indexAt(items, isHead, heights, top) - rowsBeyond);
      const to = indexAt(items, isHead, heights, top + innerHeight) + 1 + rowsBeyond;
      const first = keyAt(items, keyOf, from);
      setSeen((known) =>
        known.from === from && known.to === to && known.first === first
          ? known
          : { from, to, first },
      );
    };
    const later = (): void => void (frame ||= requestAnimationFrame(look));
    look();
    addEventListener('scroll', later, { passive: true });
    addEventListener('resize', later);
    return () => {
      cancelAnimationFrame(frame);
      removeEventListener('scroll', later);
      removeEventListener('resize', later);
    };
  }, [items, isHead, keyOf, heights]);

  const onScreen = rowsOnScreen(heights);
  const from = Math.min(seen.from, Math.max(0, items.length - onScreen));
  // Another list, as after a key press in the search: at first no more of it is drawn than is seen.
  const isOther = keyAt(items, keyOf, seen.from) !== seen.first;
  const to = Math.min(items.length, Math.max(isOther ? 0 : seen.to, from + onScreen));
  return (
    <ul class="due-list" ref={list} aria-label={props.label}>
      <Spacer height={heightOf(items, isHead, heights, 0, from)} />
      {items.slice(from, to).map((item) => (
        <li key={keyOf(item)} class={isHead(item) ? 'due-item-head' : 'due-item'}>
          {props.render(item)}
        </li>
      ))}
      <Spacer height={heightOf(items, isHead, heights, to, items.length)} />
    </ul>
  );
}

function keyAt<Item>(
  items: readonly Item[],
  keyOf: (item: Item) => string,
  at: number,
): string | null {
  const item = items[Math.min(at, items.length - 1)];
  return item === undefined ? null : keyOf(item);
}

/** Above the list stand the tallies and the search: it never has the whole screen before it is scrolled. */
function rowsOnScreen({ row }: Heights): number {
  return Math.ceil((innerHeight * 0.8) / row);
}

function Spacer({ height }: { readonly height: number }): JSX.Element {
  return (
    <li aria-hidden="true" class="due-spacer">
      <svg width="1" height={height} />
    </li>
  );
}
function heightOf<Item>(
  items: readonly Item[],
  isHead: (item: Item) => boolean,
  heights: Heights,
  from: number,
  to: number,
): number {
  let sum = 0;
  for (let i = from; i < to; i += 1) sum += isHead(items[i]!) ? heights.head : heights.row;
  return sum;
}

function indexAt<Item>(
  items: readonly Item[],
  isHead: (item: Item) => boolean,
  heights: Heights,
  offset: number,
): number {
  let sum = 0;
  for (let i = 0; i < items.length; i += 1) {
    sum += isHead(items[i]!) ? heights.head : heights.row;
    if (sum > offset) return i;
  }
  return items.length;
}
