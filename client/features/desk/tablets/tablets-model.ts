// Owns the tablets on the desk: how long each has been quiet, what it still holds, and whether its clock is wrong.

import { computed, signal, type ReadonlySignal } from '@preact/signals';
import type { DeskTablet } from '../../../../schemas/desk.ts';
import { limits } from '../../../../schemas/limits.ts';
import type { DeskClient, DeskFault } from '../desk-client.ts';
import type { DeskTime } from '../desk-time.ts';
import { createLoaded, type Watch } from '../loaded.ts';

/** From the last contact on: below 10 minutes, from 10 minutes, from 30 minutes, from a day; or none ever. */
export const latenesses = [
  'in-contact',
  'late-10-minutes',
  'late-30-minutes',
  'late-day',
  'never',
] as const;
export type Lateness = (typeof latenesses)[number];

export interface TabletRow {
  readonly tablet: DeskTablet;
  readonly lateness: Lateness;
  /** Seconds since the last contact, or null. */
  readonly quietSeconds: number | null;
  readonly hasClockFault: boolean;
}

export type TabletFilter = 'all' | 'quiet' | 'unsent' | 'clock';

export interface TabletsModel {
  readonly rows: ReadonlySignal<readonly TabletRow[] | null>;
  readonly shown: ReadonlySignal<readonly TabletRow[]>;
  readonly filter: ReadonlySignal<TabletFilter>;
  readonly counts: ReadonlySignal<Readonly<Record<TabletFilter, number>>>;
  readonly unsentSum: ReadonlySignal<number>;
  /** Epoch seconds by the server, of the list on screen. */
  readonly asOf: ReadonlySignal<number | null>;
  readonly fault: ReadonlySignal<DeskFault | null>;
  readonly isLoading: ReadonlySignal<boolean>;
  readonly chooseFilter: (filter: TabletFilter) => void;
  readonly open: () => void;
  readonly close: () => void;
  readonly refresh: () => Promise<void>;
  readonly dispose: () => void;
}

export const tabletsRefreshMilliseconds = 30_000;

export function createTabletsModel(deps: {
  readonly client: Pick<DeskClient, 'tablets'>;
  readonly time: DeskTime;
  readonly now: ReadonlySignal<number>;
  readonly watch: Watch;
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
  const countOf = (which: TabletFilter): number =>
    (rows.value ?? []).filter((row) => isInFilter(row, which)).length;
  const close = (): void => {
    stopTimer?.();
    stopTimer = null;
  };
  return {
    rows,
    shown: computed(() => (rows.value ?? []).filter((row) => isInFilter(row, filter.value))),
    filter,
    counts: computed(() => ({
      all: countOf('all'),
      quiet: countOf('quiet'),
      unsent: countOf('unsent'),
      clock: countOf('clock'),
    })),
    unsentSum: computed(() =>
      (rows.value ?? []).reduce((sum, { tablet }) => sum + (tablet.unsent ?? 0), 0),
    ),
    asOf,
    fault: loaded.fault,
    isLoading: loaded.isLoading,
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

export function latenessOf(lastContactAt: number | null, now: number): Lateness {
  if (lastContactAt === null) return 'never';
  const seconds = now - lastContactAt;
  if (seconds >= 86_400) return 'late-day';
  if (seconds >= 30 * 60) return 'late-30-minutes';
  return seconds >= 10 * 60 ? 'late-10-minutes' : 'in-contact';
}

function toRow(tablet: DeskTablet, now: number): TabletRow {
  const { lastContactAt, driftSeconds } = tablet;
  return {
    tablet,
    lateness: latenessOf(lastContactAt, now),
    quietSeconds: lastContactAt === null ? null : Math.max(0, now - lastContactAt),
    hasClockFault: driftSeconds !== null && Math.abs(driftSeconds) >= limits.skewSecondsFlag,
  };
}

function isInFilter(row: TabletRow, filter: TabletFilter): boolean {
  // A blocked tablet is expected to be quiet.
  const isInUse = !row.tablet.isRevoked;
  if (filter === 'quiet') return isInUse && latenesses.indexOf(row.lateness) >= 2;
  if (filter === 'unsent') return (row.tablet.unsent ?? 0) > 0;
  return filter === 'clock' ? isInUse && row.hasClockFault : true;
}

/** The longest quiet first, blocked ones last; the order changes only when a tablet changes its class. */
function sortRows(rows: readonly TabletRow[]): readonly TabletRow[] {
  const rankOf = ({ tablet, lateness }: TabletRow): number =>
    tablet.isRevoked ? 1 : -latenesses.indexOf(lateness);
  return [...rows].sort(
    (a, b) =>
      rankOf(a) - rankOf(b) ||
      a.tablet.centreName.localeCompare(b.tablet.centreName, 'en') ||
      a.tablet.alias.localeCompare(b.tablet.alias, 'en'),
  );
}
