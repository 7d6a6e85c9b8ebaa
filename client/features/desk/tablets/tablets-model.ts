// Owns the tablets on the desk: the list, worst first, its totals and filters, and the one tablet that is looked at.

import { computed, signal, type ReadonlySignal } from '@preact/signals';
import type { DeskClient, DeskFault } from '../desk-client.ts';
import type { DeskTime } from '../desk-time.ts';
import { createLoaded, type Watch } from '../loaded.ts';
import { createTabletModel, type TabletModel } from './tablet-model.ts';
import {
  isInFilter,
  sortRows,
  tabletFilters,
  toRow,
  type TabletFilter,
  type TabletRow,
} from './tablet-rows.ts';

export interface TabletsModel {
  readonly rows: ReadonlySignal<readonly TabletRow[] | null>;
  readonly shown: ReadonlySignal<readonly TabletRow[]>;
  readonly filter: ReadonlySignal<TabletFilter>;
  readonly counts: ReadonlySignal<Readonly<Record<TabletFilter, number>>>;
  /** Records known to be still on tablets, blocked ones included. */
  readonly stillOutSum: ReadonlySignal<number>;
  /** Epoch seconds by the server, of the list on screen. */
  readonly asOf: ReadonlySignal<number | null>;
  readonly fault: ReadonlySignal<DeskFault | null>;
  readonly isLoading: ReadonlySignal<boolean>;
  readonly one: TabletModel;
  readonly chooseFilter: (filter: TabletFilter) => void;
  readonly open: () => void;
  readonly close: () => void;
  readonly refresh: () => Promise<void>;
  readonly dispose: () => void;
}

export const tabletsRefreshMilliseconds = 30_000;

export function createTabletsModel(deps: {
  readonly client: Pick<DeskClient, 'tablets' | 'tablet' | 'decideTablet' | 'readPhoneCode'>;
  readonly time: DeskTime;
  readonly now: ReadonlySignal<number>;
  readonly watch: Watch;
  readonly mayDecide: boolean;
}): TabletsModel {
  const asOf = signal<number | null>(null);
  const loaded = createLoaded(async (asked) => {
    const answer = await deps.client.tablets(asked);
    if (answer.outcome === 'answered') asOf.value = answer.servedAt ?? deps.now.peek();
    return answer;
  }, deps.watch);
  const filter = signal<TabletFilter>('all');
  let stopTimer: (() => void) | null = null;
  const rows = computed(() => {
    const tablets = loaded.value.value;
    return tablets === null ? null : sortRows(tablets.map((each) => toRow(each, deps.now.value)));
  });
  const one = createTabletModel({ ...deps, onDecided: () => void loaded.load() });
  const countOf = (which: TabletFilter): number =>
    (rows.value ?? []).filter((row) => isInFilter(row, which)).length;
  const close = (): void => {
    stopTimer?.();
    stopTimer = null;
    one.close();
  };
  return {
    rows,
    shown: computed(() => (rows.value ?? []).filter((row) => isInFilter(row, filter.value))),
    filter,
    counts: computed(
      () =>
        Object.fromEntries(tabletFilters.map((each) => [each, countOf(each)])) as Record<
          TabletFilter,
          number
        >,
    ),
    stillOutSum: computed(() =>
      (rows.value ?? []).reduce((sum, { tablet }) => sum + (tablet.stillOut ?? 0), 0),
    ),
    asOf,
    fault: loaded.fault,
    isLoading: loaded.isLoading,
    one,
    chooseFilter: (which) => {
      filter.value = which;
    },
    open: () => {
      void loaded.load();
      stopTimer ??= deps.time.every(
        tabletsRefreshMilliseconds,
        () => void loaded.load('by-itself'),
      );
    },
    close,
    refresh: () => loaded.load(),
    dispose: () => {
      close();
      loaded.forget();
    },
  };
}
