// Owns the review: what is on the list, which dose is looked at, and what became of it on this screen.

import { batch, computed, effect, signal, untracked, type ReadonlySignal } from '@preact/signals';
import type { DeskOpenDose } from '../../../../schemas/desk.ts';
import type { ChosenDay } from '../chosen-day.ts';
import type { DeskClient } from '../desk-client.ts';
import type { Watch } from '../loaded.ts';
import { createDecisionModel, type DecisionModel } from './decision-model.ts';
import { createCaseModel, type CaseModel, type CasePlace } from './case-model.ts';
import {
  caseNameOf,
  centresOf,
  countGroups,
  doseToKey,
  filterItems,
  isDecided,
  mergeItems,
  onePerCase,
  type GroupFilter,
  type ReviewFilter,
  type ReviewItem,
  type Settled,
} from './review-list.ts';
import { createReviewSource, type ReviewSource } from './review-source.ts';

export interface ReviewModel {
  readonly chosenDay: ChosenDay;
  readonly source: ReviewSource;
  readonly decision: DecisionModel;
  /** The case of the selected dose, with all its evidence. */
  readonly caseFile: CaseModel;
  readonly mayDecide: boolean;
  /** Null until the first answer. */
  readonly items: ReadonlySignal<readonly ReviewItem[] | null>;
  readonly shown: ReadonlySignal<readonly ReviewItem[]>;
  /** Read and filtered, but not yet on the screen. */
  readonly hiddenCount: ReadonlySignal<number>;
  readonly filter: ReadonlySignal<ReviewFilter>;
  readonly groupCounts: ReadonlySignal<Readonly<Record<GroupFilter, number>>>;
  readonly centres: ReadonlySignal<readonly { readonly centreId: number; readonly name: string }[]>;
  readonly selected: ReadonlySignal<ReviewItem | null>;
  /** Other open doses of the same case: each is decided by itself. */
  readonly alsoOpen: ReadonlySignal<readonly ReviewItem[]>;
  /** The next dose of the filtered list that still needs a decision. */
  readonly nextOpen: ReadonlySignal<ReviewItem | null>;
  readonly open: () => void;
  readonly refresh: () => Promise<void>;
  readonly showMore: () => void;
  readonly filterByGroup: (group: GroupFilter) => void;
  readonly filterByCentre: (centreId: number | null) => void;
  readonly select: (key: string | null) => void;
  /** From a task: the case is selected once the list of its day is read. */
  readonly openCase: (day: string, place: CasePlace) => void;
  readonly dispose: () => void;
}

const pageSize = 25;

export function createReviewModel(deps: {
  readonly client: Pick<
    DeskClient,
    'openDoses' | 'decide' | 'caseOf' | 'askCentre' | 'link' | 'comment' | 'tasks'
  >;
  readonly now: ReadonlySignal<number>;
  readonly chosenDay: ChosenDay;
  readonly watch: Watch;
  readonly mayDecide: boolean;
  /** The day's counts are other ones now. */
  readonly onDecided: () => void;
}): ReviewModel {
  const { chosenDay } = deps;
  const source = createReviewSource(deps);
  const settled = signal<
    ReadonlyMap<string, { readonly dose: DeskOpenDose; readonly settled: Settled }>
  >(new Map());
  const filter = signal<ReviewFilter>({ group: 'all', centreId: null });
  const selectedKey = signal<string | null>(null);
  const shownMax = signal(pageSize);

  const items = computed(() =>
    source.doses.value === null ? null : mergeItems(source.doses.value, settled.value),
  );
  const filtered = computed(() => onePerCase(filterItems(items.value ?? [], filter.value)));
  const selected = computed(
    () => items.value?.find((item) => item.key === selectedKey.value) ?? null,
  );
  const settle = (dose: DeskOpenDose, as: Settled): void => {
    settled.value = new Map(settled.value).set(doseToKey(dose), { dose, settled: as });
  };
  /** Whoever is looked at does not vanish: a dose that is gone from the server's list stays, and says so. */
  const lookAgain = async (item: ReviewItem): Promise<boolean> => {
    const found = await source.lookFor(item.key);
    if (found === 'gone' && item.settled === null) settle(item.dose, { as: 'elsewhere' });
    return found !== 'gone';
  };
  const refresh = async (): Promise<void> => {
    const item = selected.value;
    if (item === null) await source.reload();
    else await lookAgain(item);
  };
  const refreshAll = async (): Promise<void> => {
    await refresh();
    if (selected.value !== null) await caseFile.reload();
  };
  const caseFile = createCaseModel({
    ...deps,
    place: computed(() => selected.value?.dose ?? null),
    onSaid: refresh,
  });
  const alsoOpen = computed(() => {
    const item = selected.value;
    if (item === null) return [];
    return (items.value ?? []).filter(
      (each) =>
        each.key !== item.key && each.settled === null && caseNameOf(each) === caseNameOf(item),
    );
  });
  const decision = createDecisionModel({
    ...deps,
    onDecided: (item, kind, note) => {
      settle(item.dose, { as: kind, note });
      deps.onDecided();
      void caseFile.reload();
      // A decision changes its case: what else is open in it must be decided on as it stands now.
      if (alsoOpen.value.length > 0) void source.reload();
    },
    onLookAgain: async (item) => {
      void caseFile.reload();
      return lookAgain(item);
    },
  });
  const forget = (): void => {
    batch(() => {
      source.forget();
      decision.forget();
      settled.value = new Map();
      selectedKey.value = null;
    });
  };
  const follower = followDay(chosenDay.day, forget, refresh);
  /** Asked for from a task: selected as soon as its day's list is there. */
  const wanted = signal<CasePlace | null>(null);
  const stopWanting = effect(() => {
    const place = wanted.value;
    const found = items.value?.find(
      ({ dose }) => dose.centreId === place?.centreId && dose.caseKey === place.caseKey,
    );
    if (place === null || found === undefined) return;
    batch(() => {
      wanted.value = null;
      selectedKey.value = found.key;
    });
  });
  const applyFilter = (part: Partial<ReviewFilter>): void => {
    filter.value = { ...filter.value, ...part };
    shownMax.value = pageSize;
  };
  return {
    chosenDay,
    source,
    decision,
    caseFile,
    mayDecide: deps.mayDecide,
    items,
    shown: computed(() => filtered.value.slice(0, shownMax.value)),
    hiddenCount: computed(() => Math.max(0, filtered.value.length - shownMax.value)),
    filter,
    groupCounts: computed(() => countGroups(items.value ?? [], filter.value.centreId)),
    centres: computed(() => centresOf(items.value ?? [])),
    selected,
    alsoOpen,
    nextOpen: computed(() => findNextOpen(filtered.value, selectedKey.value)),
    open: follower.open,
    refresh: refreshAll,
    showMore: () => {
      shownMax.value += pageSize;
    },
    filterByGroup: (group) => applyFilter({ group }),
    filterByCentre: (centreId) => applyFilter({ centreId }),
    select: (key) => {
      batch(() => {
        selectedKey.value = key;
        decision.clearResult();
      });
    },
    openCase: (day, place) => {
      filter.value = { group: 'all', centreId: null };
      wanted.value = place;
      chosenDay.choose(day);
    },
    dispose: () => {
      follower.dispose();
      stopWanting();
      caseFile.dispose();
      forget();
    },
  };
}

/** Every read of a person is logged, so the list is asked for when somebody looks, never by a timer. */
function followDay(
  day: ReadonlySignal<string>,
  forget: () => void,
  load: () => Promise<void>,
): { readonly open: () => void; readonly dispose: () => void } {
  const openings = signal(0);
  let shownDay: string | null = null;
  const dispose = effect(() => {
    const wanted = day.value;
    if (openings.value === 0) return;
    untracked(() => {
      // Doses of one day must never stand under the date of another.
      if (wanted !== shownDay) forget();
      shownDay = wanted;
      void load();
    });
  });
  return {
    open: () => {
      openings.value += 1;
    },
    dispose,
  };
}

function findNextOpen(items: readonly ReviewItem[], selectedKey: string | null): ReviewItem | null {
  const at = items.findIndex((item) => item.key === selectedKey);
  const isNext = (item: ReviewItem): boolean =>
    item.settled === null && !isDecided(item.dose) && item.key !== selectedKey;
  return items.slice(at + 1).find(isNext) ?? items.find(isNext) ?? null;
}
