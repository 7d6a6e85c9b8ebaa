// Owns drawing only the rows near the screen. Rows have fixed heights in CSS; spacers are SVG, so no inline style is needed.

import type { ComponentChildren, JSX } from 'preact';
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';

/** Rows drawn above and below the screen, so that a quick scroll shows no blank. */
const rowsBeyond = 10;
const rowsAtFirst = 24;

interface Heights {
  readonly row: number;
  readonly head: number;
}

export function WindowedList<Item>(props: {
  readonly label: string;
  readonly items: readonly Item[];
  readonly keyOf: (item: Item) => string;
  readonly isHead: (item: Item) => boolean;
  readonly render: (item: Item) => ComponentChildren;
}): JSX.Element {
  const { items, isHead } = props;
  const list = useRef<HTMLUListElement>(null);
  const [heights, setHeights] = useState<Heights>({ row: 96, head: 56 });
  const [range, setRange] = useState({ from: 0, to: rowsAtFirst });

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

  useEffect(() => {
    let frame = 0;
    const look = (): void => {
      frame = 0;
      const top = -(list.current?.getBoundingClientRect().top ?? 0);
      const from = Math.max(0, indexAt(items, isHead, heights, top) - rowsBeyond);
      const to = indexAt(items, isHead, heights, top + innerHeight) + rowsBeyond;
      setRange((known) => (known.from === from && known.to === to ? known : { from, to }));
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
  }, [items, isHead, heights]);

  const from = Math.min(range.from, Math.max(0, items.length - rowsAtFirst));
  const to = Math.min(items.length, Math.max(range.to, from + rowsAtFirst));
  return (
    <ul class="due-list" ref={list} aria-label={props.label}>
      <Spacer height={heightOf(items, isHead, heights, 0, from)} />
      {items.slice(from, to).map((item) => (
        <li key={props.keyOf(item)} class={isHead(item) ? 'due-item-head' : 'due-item'}>
          {props.render(item)}
        </li>
      ))}
      <Spacer height={heightOf(items, isHead, heights, to, items.length)} />
    </ul>
  );
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
