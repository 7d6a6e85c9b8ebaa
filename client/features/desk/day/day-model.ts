// Owns the day on the desk: counts of every centre by state, product and dose, asked again every 15 seconds.

import { computed, effect, signal, untracked, type ReadonlySignal } from '@preact/signals';
import type { DeskDay, DeskCountState } from '../../../../schemas/desk.ts';
import type { ChosenDay } from '../chosen-day.ts';
import { doseStates } from '../answer-parts.ts';
import type { DeskClient, DeskFault } from '../desk-client.ts';
import type { DeskTime } from '../desk-time.ts';
import { createLoaded, type Watch } from '../loaded.ts';

export type StateCounts = Readonly<Record<DeskCountState, number>>;

export interface CentreRow {
  readonly centreId: number;
  readonly name: string;
  readonly block: string;
  readonly booked: number;
  /** Without those that were withdrawn. */
  readonly recorded: number;
  readonly counts: StateCounts;
}

export interface DayTotals {
  readonly booked: number;
  readonly recorded: number;
  readonly counts: StateCounts;
  readonly byProduct: readonly {
    readonly product: string;
    readonly doseNumber: number;
    readonly count: number;
  }[];
}

export type CentreOrder = 'name' | 'review-first';

export interface DayModel {
  readonly chosenDay: ChosenDay;
  /** Null until the first answer for the chosen day. */
  readonly totals: ReadonlySignal<DayTotals | null>;
  readonly rows: ReadonlySignal<readonly CentreRow[]>;
  readonly centreCount: ReadonlySignal<number>;
  /** Epoch seconds of the figures, or null. */
  readonly asOf: ReadonlySignal<number | null>;
  readonly fault: ReadonlySignal<DeskFault | null>;
  readonly isLoading: ReadonlySignal<boolean>;
  readonly search: ReadonlySignal<string>;
  readonly order: ReadonlySignal<CentreOrder>;
  readonly typeSearch: (text: string) => void;
  readonly chooseOrder: (order: CentreOrder) => void;
  readonly refresh: () => Promise<void>;
  readonly dispose: () => void;
}

export const dayRefreshMilliseconds = 15_000;

export function createDayModel(deps: {
  readonly client: Pick<DeskClient, 'day'>;
  readonly time: DeskTime;
  readonly chosenDay: ChosenDay;
  readonly watch: Watch;
}): DayModel {
  const { chosenDay } = deps;
  const loaded = createLoaded((asked) => deps.client.day(chosenDay.day.value, asked), deps.watch);
  const search = signal('');
  const order = signal<CentreOrder>('name');
  const followDay = effect(() => {
    const day = chosenDay.day.value;
    untracked(() => {
      // Figures of one day must never stand under the date of another.
      if (day !== loaded.value.value?.day) loaded.forget();
      void loaded.load();
    });
  });
  const stopTimer = deps.time.every(dayRefreshMilliseconds, () => void loaded.load('by-itself'));
  const all = computed(() => (loaded.value.value?.centres ?? []).map(centreToRow));
  return {
    chosenDay,
    totals: computed(() => (loaded.value.value === null ? null : dayToTotals(loaded.value.value))),
    rows: computed(() => orderRows(searchRows(all.value, search.value), order.value)),
    centreCount: computed(() => all.value.length),
    asOf: computed(() => loaded.value.value?.asOf ?? null),
    fault: loaded.fault,
    isLoading: loaded.isLoading,
    search,
    order,
    typeSearch: (text) => {
      search.value = text;
    },
    chooseOrder: (wanted) => {
      order.value = wanted;
    },
    refresh: () => loaded.load(),
    dispose: () => {
      followDay();
      stopTimer();
      loaded.forget();
    },
  };
}

function centreToRow(centre: DeskDay['centres'][number]): CentreRow {
  const { centreId, name, block, booked, counts } = centre;
  return { centreId, name, block, booked, counts, recorded: dosesOf(counts) };
}

/** Every dose is in exactly one state; those that were withdrawn no longer count as given. */
export function dosesOf(counts: StateCounts): number {
  return doseStates.reduce((sum, state) => sum + counts[state], 0) - counts.revoked;
}

export function dayToTotals(day: DeskDay): DayTotals {
  const counts: Record<DeskCountState, number> = {
    received: 0,
    waiting: 0,
    confirmed: 0,
    held: 0,
    accepted: 0,
    revoked: 0,
  };
  const byProduct = new Map<string, { product: string; doseNumber: number; count: number }>();
  let booked = 0;
  for (const centre of day.centres) {
    booked += centre.booked;
    for (const state of doseStates) counts[state] += centre.counts[state];
    for (const { product, doseNumber, count } of centre.byProduct) {
      const key = `${product} ${doseNumber}`;
      const known = byProduct.get(key)?.count ?? 0;
      byProduct.set(key, { product, doseNumber, count: known + count });
    }
  }
  const sorted = [...byProduct.values()].sort(
    (a, b) => a.product.localeCompare(b.product, 'en') || a.doseNumber - b.doseNumber,
  );
  return { booked, recorded: dosesOf(counts), counts, byProduct: sorted };
}

function searchRows(rows: readonly CentreRow[], text: string): readonly CentreRow[] {
  const wanted = text.trim().toLocaleLowerCase('en');
  if (wanted === '') return rows;
  return rows.filter((row) => `${row.name} ${row.block}`.toLocaleLowerCase('en').includes(wanted));
}

function orderRows(rows: readonly CentreRow[], order: CentreOrder): readonly CentreRow[] {
  const byName = (a: CentreRow, b: CentreRow): number =>
    a.name.localeCompare(b.name, 'en') || a.centreId - b.centreId;
  if (order === 'name') return [...rows].sort(byName);
  return [...rows].sort(
    (a, b) => b.counts.held - a.counts.held || b.counts.waiting - a.counts.waiting || byName(a, b),
  );
}
