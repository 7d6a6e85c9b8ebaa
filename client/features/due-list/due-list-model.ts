// Owns the day's list: search, filter, slots as sections. A plain array filter: 2,000 people take a few milliseconds.

import { computed, signal, type ReadonlySignal } from '@preact/signals';
import type { PersonRow, Tablet } from '../../tablet.ts';
import { fitsTyped, foldAhead, type FitOf } from '../../parts/find-people.ts';

export type DueFilter = 'all' | 'waiting' | 'done';

export interface DueCounts {
  readonly all: number;
  readonly waiting: number;
  readonly done: number;
  readonly dosed: number;
}

export type DueItem =
  | { readonly item: 'section'; readonly slot: string | null; readonly count: number }
  | { readonly item: 'person'; readonly person: PersonRow };

export interface DueListModel {
  readonly search: ReadonlySignal<string>;
  /** Nothing stands in the field. */
  readonly isEmpty: ReadonlySignal<boolean>;
  readonly filter: ReadonlySignal<DueFilter>;
  readonly counts: ReadonlySignal<DueCounts>;
  readonly items: ReadonlySignal<readonly DueItem[]>;
  readonly found: ReadonlySignal<number>;
  readonly type: (text: string) => void;
  readonly choose: (filter: DueFilter) => void;
  /** Prepares some more names for the search; false when all of them are. */
  readonly prepare: () => boolean;
}

/** A few milliseconds of work on a slow tablet. */
const namesAtOnce = 40;

export function createDueListModel(tablet: Tablet): DueListModel {
  const search = signal('');
  const filter = signal<DueFilter>('all');
  const ordered = computed(() => [...tablet.people.value].sort(bySlotThenName));
  const found = computed(() => {
    const shown = ordered.value.filter((person) => isIn(person, filter.value));
    return search.value.trim() === '' ? shown : bestFirst(shown, fitsTyped(search.value));
  });
  const isSearching = computed(() => search.value.trim() !== '');
  return {
    search,
    isEmpty: computed(() => search.value === ''),
    filter,
    counts: computed(() => countPeople(tablet.people.value)),
    items: computed(() => (isSearching.value ? linesOf(found.value) : sectionsOf(found.value))),
    found: computed(() => found.value.length),
    type: (text) => void (search.value = text),
    choose: (chosen) => void (filter.value = chosen),
    prepare: () => foldAhead(tablet.people.peek(), namesAtOnce),
  };
}

const isDone = (person: PersonRow): boolean =>
  person.folded.progress === 'dosed' || person.folded.progress === 'not-today';

function isIn(person: PersonRow, filter: DueFilter): boolean {
  return filter === 'all' || (filter === 'done') === isDone(person);
}

export function countPeople(people: readonly PersonRow[]): DueCounts {
  const done = people.filter(isDone).length;
  const dosed = people.filter((person) => person.folded.progress === 'dosed').length;
  return { all: people.length, waiting: people.length - done, done, dosed };
}

/** Slots by the clock, walk-ins last; within a slot by name. Latin and Devanagari names sort by code unit, which is fast and stable. */
function bySlotThenName(a: PersonRow, b: PersonRow): number {
  if (a.slot !== b.slot)
    return a.slot === null ? 1 : b.slot === null ? -1 : a.slot < b.slot ? -1 : 1;
  if (a.name !== b.name) return a.name < b.name ? -1 : 1;
  return a.key < b.key ? -1 : 1;
}

/** What is written just so comes before what only sounds alike; within that the order of the list stays. */
function bestFirst(people: readonly PersonRow[], fitOf: FitOf): readonly PersonRow[] {
  const byFit: [PersonRow[], PersonRow[], PersonRow[]] = [[], [], []];
  for (const person of people) {
    const fit = fitOf(person);
    if (fit !== null) byFit[fit]?.push(person);
  }
  return byFit.flat();
}

/** Search results in one run: slots would tear the best ones apart. */
function linesOf(people: readonly PersonRow[]): readonly DueItem[] {
  return people.map((person) => ({ item: 'person', person }));
}

function sectionsOf(people: readonly PersonRow[]): readonly DueItem[] {
  const counts = new Map<string | null, number>();
  for (const person of people) counts.set(person.slot, (counts.get(person.slot) ?? 0) + 1);
  const items: DueItem[] = [];
  let slot: string | null | undefined;
  for (const person of people) {
    if (person.slot !== slot) {
      slot = person.slot;
      items.push({ item: 'section', slot, count: counts.get(slot) ?? 0 });
    }
    items.push({ item: 'person', person });
  }
  return items;
}
