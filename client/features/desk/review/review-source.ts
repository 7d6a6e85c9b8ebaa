// Owns where the review's doses come from: the pages read so far of one day, and whether there are more.

import { batch, computed, signal, type ReadonlySignal } from '@preact/signals';
import type { DeskOpenDose } from '../../../../schemas/desk.ts';
import type { ChosenDay } from '../chosen-day.ts';
import type { DeskClient, DeskFault } from '../desk-client.ts';
import { createLoaded, type Watch } from '../loaded.ts';
import { createLaterPages } from '../later-pages.ts';
import { doseToKey } from './review-list.ts';

export interface ReviewSource {
  /** Null until the first answer. */
  readonly doses: ReadonlySignal<readonly DeskOpenDose[] | null>;
  readonly hasMore: ReadonlySignal<boolean>;
  /** Epoch seconds by the server, of the first page. */
  readonly asOf: ReadonlySignal<number | null>;
  readonly fault: ReadonlySignal<DeskFault | null>;
  readonly isLoading: ReadonlySignal<boolean>;
  readonly reload: () => Promise<void>;
  readonly readMore: () => Promise<boolean>;
  /** Reloads, then reads on until the dose is met. `not-known`: a question failed before the end. */
  readonly lookFor: (key: string) => Promise<'listed' | 'gone' | 'not-known'>;
  readonly withDecided: ReadonlySignal<boolean>;
  /** Shows what was decided on this day too, or no longer. */
  readonly showDecided: (isShown: boolean) => Promise<void>;
  readonly forget: () => void;
}

export function createReviewSource(deps: {
  readonly client: Pick<DeskClient, 'openDoses'>;
  readonly now: ReadonlySignal<number>;
  readonly chosenDay: ChosenDay;
  readonly watch: Watch;
}): ReviewSource {
  const { client, chosenDay, watch } = deps;
  const asOf = signal<number | null>(null);
  const withDecided = signal(false);
  const first = createLoaded(async () => {
    const answer = await client.openDoses(chosenDay.day.peek(), null, withDecided.peek());
    if (answer.outcome === 'answered') asOf.value = answer.servedAt ?? deps.now.peek();
    return answer;
  }, watch);
  const later = createLaterPages(
    (after) => client.openDoses(chosenDay.day.peek(), after, withDecided.peek()),
    watch,
  );
  const doses = computed(() =>
    first.value.value === null
      ? null
      : [first.value.value, ...later.pages.value].flatMap((page) => page.doses),
  );
  const next = computed(() =>
    later.isStarted.value ? later.next.value : (first.value.value?.next ?? null),
  );
  const reload = async (): Promise<void> => {
    await first.load();
    if (first.fault.value === null) later.forget();
  };
  const readMore = (): Promise<boolean> =>
    next.value === null ? Promise.resolve(false) : later.load(next.value);
  return {
    doses,
    hasMore: computed(() => next.value !== null),
    asOf,
    fault: computed(() => first.fault.value ?? later.fault.value),
    isLoading: computed(() => first.isLoading.value || later.isLoading.value),
    reload,
    readMore,
    withDecided,
    showDecided: async (isShown) => {
      withDecided.value = isShown;
      await reload();
    },
    lookFor: async (key) => {
      await reload();
      const isListed = (): boolean => (doses.value ?? []).some((dose) => doseToKey(dose) === key);
      while (!isListed() && (await readMore()));
      if (first.fault.value !== null) return 'not-known';
      if (isListed()) return 'listed';
      return next.value === null ? 'gone' : 'not-known';
    },
    forget: () => {
      batch(() => {
        first.forget();
        later.forget();
        asOf.value = null;
      });
    },
  };
}
