// Owns the desk's page of cards: one centre and day, who has a card and why not yet, and the one that is looked at or printed.

import { computed, effect, signal, type ReadonlySignal } from '@preact/signals';
import type { DeskCardRow, DeskCardShown } from '../../../../schemas/desk-cards.ts';
import type { ChosenDay } from '../chosen-day.ts';
import type { DeskCentreName } from '../desk-answers.ts';
import type { DeskClient, DeskFault } from '../desk-client.ts';
import { createLoaded, type Watch } from '../loaded.ts';

export interface CardsModel {
  readonly chosenDay: ChosenDay;
  readonly centres: ReadonlySignal<readonly DeskCentreName[] | null>;
  readonly centreId: ReadonlySignal<number | null>;
  readonly rows: ReadonlySignal<readonly DeskCardRow[] | null>;
  /** More people than are shown so far. */
  readonly isMore: ReadonlySignal<boolean>;
  readonly isBusy: ReadonlySignal<boolean>;
  readonly fault: ReadonlySignal<DeskFault | null>;
  readonly shown: ReadonlySignal<DeskCardShown | null>;
  readonly open: () => void;
  readonly chooseCentre: (centreId: number | null) => void;
  readonly load: () => Promise<void>;
  readonly loadMore: () => Promise<void>;
  readonly show: (caseKey: string) => Promise<void>;
  readonly hide: () => void;
  readonly dispose: () => void;
}

export function createCardsModel(deps: {
  readonly client: Pick<DeskClient, 'centres' | 'cardsOfDay' | 'showCard'>;
  readonly chosenDay: ChosenDay;
  readonly watch: Watch;
}): CardsModel {
  const { client, chosenDay, watch } = deps;
  const loaded = createLoaded(() => client.centres(), watch);
  const chosen = signal<number | null>(null);
  const rows = signal<readonly DeskCardRow[] | null>(null);
  const next = signal<string | null>(null);
  const isBusy = signal(false);
  const fault = signal<DeskFault | null>(null);
  const shown = signal<DeskCardShown | null>(null);
  const centres = computed(() => {
    const list = loaded.value.value;
    return list && [...list].sort((a, b) => a.name.localeCompare(b.name, 'en'));
  });
  const centreId = computed(() => {
    const only = centres.value?.length === 1 ? centres.value[0] : undefined;
    return only?.centreId ?? chosen.value;
  });
  const forget = (): void => {
    rows.value = null;
    next.value = null;
    shown.value = null;
    fault.value = null;
  };
  // Another day or centre: the people of the one before must not stand under its name.
  const stopFollowing = effect(() => {
    void chosenDay.day.value;
    void centreId.value;
    forget();
  });
  const ask = async (after: string | null): Promise<void> => {
    const [centre, day] = [centreId.value, chosenDay.day.value];
    if (centre === null || isBusy.value) return;
    isBusy.value = true;
    const answer = watch(await client.cardsOfDay(centre, day, after));
    isBusy.value = false;
    if (centre !== centreId.value || day !== chosenDay.day.value) return;
    if (answer.outcome !== 'answered') {
      fault.value = answer;
      return;
    }
    fault.value = null;
    rows.value = [...(after === null ? [] : (rows.value ?? [])), ...answer.value.rows];
    next.value = answer.value.next;
  };
  return {
    chosenDay,
    centres,
    centreId,
    rows,
    isMore: computed(() => next.value !== null),
    isBusy,
    fault: computed(() => fault.value ?? loaded.fault.value),
    shown,
    open: () => void loaded.load(),
    chooseCentre: (wanted) => {
      chosen.value = wanted;
    },
    load: () => ask(null),
    loadMore: () => ask(next.value),
    show: async (caseKey) => {
      const centre = centreId.value;
      if (centre === null || isBusy.value) return;
      isBusy.value = true;
      const answer = watch(await client.showCard(centre, caseKey));
      isBusy.value = false;
      if (answer.outcome === 'answered') shown.value = answer.value;
      else fault.value = answer;
    },
    hide: () => {
      shown.value = null;
    },
    dispose: () => {
      stopFollowing();
      loaded.forget();
      forget();
    },
  };
}
