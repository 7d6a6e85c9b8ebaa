// Tests the day's list in a real browser: what flies by, what stands still, and the focus of a keyboard.

import '../../styles/index.css';
import { render } from 'preact';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { currentRuleSet } from '../../../schemas/rules/rule-set.ts';
import { createFakeTablet } from '../../testing/fake-tablet.ts';
import type { PersonRow } from '../../tablet.ts';
import { DueRow } from './due-row.tsx';
import { WindowedList } from './windowed-list.tsx';

const [pattern] = createFakeTablet().people.value;
const people: readonly PersonRow[] = Array.from({ length: 1_000 }, (_, i) => ({
  ...pattern!,
  key: `p${i}`,
  name: `Person ${i} Kulkarni`,
  mobileLast4: String(1_000 + i),
}));
const keyOf = (person: PersonRow): string => person.key;
const isHead = (): boolean => false;
const place = document.createElement('div');

async function showList(some: readonly PersonRow[] = people): Promise<void> {
  draw(some);
  await vi.waitFor(() => expect(rows().length).toBeGreaterThan(5));
  await vi.waitFor(() => expect(bare()).toEqual([]));
}

function draw(some: readonly PersonRow[]): void {
  document.body.append(place);
  const drawRow = (person: PersonRow, isBare: boolean) => (
    <DueRow person={person} day="2021-05-21" rules={currentRuleSet} isBare={isBare} />
  );
  render(
    <WindowedList label="List" items={some} keyOf={keyOf} isHead={isHead} render={drawRow} />,
    place,
  );
}
afterEach(() => {
  render(null, place);
  place.remove();
  scrollTo(0, 0);
});

const rows = (): HTMLAnchorElement[] => [...place.querySelectorAll<HTMLAnchorElement>('.due-row')];
const bare = (): Element[] => [...place.querySelectorAll('.is-bare')];
const nextFrame = (): Promise<unknown> =>
  new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
const onScreen = (row: Element): boolean => {
  const { top, bottom } = row.getBoundingClientRect();
  return bottom > 0 && top < innerHeight;
};

/** As a thumb does: so many pixels before each of the next frames. */
async function scrollOn(pixels: number, frames: number, each = (): void => undefined) {
  for (let i = 0; i < frames; i += 1) {
    scrollBy(0, pixels);
    await nextFrame();
    each();
  }
}

describe('the list', () => {
  it('shows names alone while it flies by, and all of every row when it stands still', async () => {
    await showList();
    expect(bare()).toEqual([]);
    let seen = 0;
    await scrollOn(400, 15, () => (seen = Math.max(seen, bare().length)));
    expect(seen).toBeGreaterThan(3);
    for (const row of bare()) expect(row.textContent).toMatch(/^Person \d+ Kulkarni$/);
    await vi.waitFor(() => expect(bare()).toEqual([]));
    const still = rows().filter(onScreen);
    expect(still.length).toBeGreaterThan(3);
    for (const row of still) {
      const number = /Person (\d+) /.exec(row.textContent)![1]!;
      expect(row.textContent).toContain(`••${1_000 + Number(number)}`);
      expect(row.querySelector('.due-dose')).not.toBeNull();
      expect(row.querySelector('.due-state')!.textContent).not.toBe('');
    }
  });

  it('has every row whole before a slow finger brings it onto the screen', async () => {
    await showList();
    await scrollOn(30, 40, () => expect(bare().filter(onScreen)).toEqual([]));
    expect(scrollY).toBeGreaterThan(1_000);
  });

  it('is one and the same link while a row is filled, its name in its place', async () => {
    await showList();
    await scrollOn(400, 15);
    const row = bare().find(onScreen) ?? expect.fail('no row was bare');
    const name = row.querySelector('.due-name')!;
    const before = name.getBoundingClientRect();
    await vi.waitFor(() => expect(row.classList.contains('is-bare')).toBe(false));
    expect(row.isConnected && row.querySelector('.due-name') === name).toBe(true);
    expect(Math.abs(name.getBoundingClientRect().top - before.top)).toBeLessThan(2);
    expect(Math.abs(name.getBoundingClientRect().left - before.left)).toBeLessThan(2);
  });

  it('keeps the focus of a keyboard on its row wherever the list is scrolled, and Tab goes on from there', async () => {
    await showList();
    const row = rows()[3]!;
    row.focus();
    await scrollOn(400, 20);
    expect(document.activeElement).toBe(row);
    expect(place.querySelectorAll('[data-key="p3"]')).toHaveLength(1);
    await vi.waitFor(() => expect(bare()).toEqual([]));
    expect(rows().filter(onScreen).length).toBeGreaterThan(3);
    await scrollOn(-400, 21);
    expect(document.activeElement).toBe(row);
    await userEvent.keyboard('{Tab}');
    expect(document.activeElement?.getAttribute('href')).toContain('p4');
  });

  it('lets a row go when the focus has left it', async () => {
    await showList();
    const row = rows()[3]!;
    row.focus();
    await scrollOn(400, 10);
    row.blur();
    await scrollOn(400, 2);
    expect(row.isConnected).toBe(false);
  });

  it('has another list on the whole screen at once, the best of it whole, and all of it a frame later', async () => {
    await page.viewport(800, 1_280);
    await showList();
    draw(people.slice(500));
    expect(rows()[0]!.textContent).toContain('Person 500 ');
    const bottoms = rows().map((row) => row.getBoundingClientRect().bottom);
    expect(Math.max(...bottoms)).toBeGreaterThan(innerHeight);
    expect(rows().findIndex((row) => row.classList.contains('is-bare'))).toBe(7);
    await vi.waitFor(() => expect(bare()).toEqual([]));
    expect(rows().filter(onScreen).length).toBeGreaterThan(10);
    await page.viewport(414, 896);
  });

  it('never takes the facts from a row that had them, whatever is typed', async () => {
    await page.viewport(800, 1_280);
    await showList();
    draw(people.filter((_, i) => i !== 0));
    expect(
      rows()
        .slice(0, 10)
        .filter((row) => row.classList.contains('is-bare')),
    ).toEqual([]);
    draw(people);
    await vi.waitFor(() => expect(bare()).toEqual([]));
    await page.viewport(414, 896);
  });

  it('fills the whole screen when another list comes while it is scrolled', async () => {
    await showList();
    await scrollOn(400, 10);
    await showList(people.slice(500));
    const bottoms = rows().map((row) => row.getBoundingClientRect().bottom);
    expect(Math.max(...bottoms)).toBeGreaterThan(innerHeight);
  });

  it('is as wide as a phone with all of it in its rows', async () => {
    await page.viewport(360, 740);
    await showList();
    await scrollOn(600, 10);
    await vi.waitFor(() => expect(bare()).toEqual([]));
    for (const row of rows().filter(onScreen)) {
      expect(row.getBoundingClientRect().height).toBeGreaterThan(48);
      const inside = row.getBoundingClientRect();
      const state = row.querySelector('.due-state')!.getBoundingClientRect();
      expect(state.bottom).toBeLessThanOrEqual(inside.bottom);
    }
    await page.viewport(414, 896);
  });
});
