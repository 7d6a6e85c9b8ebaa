// Owns the desk's page of slips: which centre, day and person, and the slips that are on the screen to be printed.

import { computed, effect, signal, type ReadonlySignal } from '@preact/signals';
import type { DeskSlips } from '../../../../schemas/desk-slips.ts';
import { dayToDayNumber, istDayOf } from '../../../../schemas/rules/day.ts';
import type { DeskCentreName } from '../desk-answers.ts';
import type { DeskClient, DeskFault } from '../desk-client.ts';
import { createLoaded, type Watch } from '../loaded.ts';

export interface SlipsModel {
  readonly centres: ReadonlySignal<readonly DeskCentreName[] | null>;
  readonly centreId: ReadonlySignal<number | null>;
  /** YYYY-MM-DD; never a day that is over. */
  readonly day: ReadonlySignal<string>;
  readonly today: ReadonlySignal<string>;
  /** Empty: everybody of the day. */
  readonly referenceId: ReadonlySignal<string>;
  /** True when something was typed that is no reference number. */
  readonly isReferenceWrong: ReadonlySignal<boolean>;
  readonly shown: ReadonlySignal<DeskSlips | null>;
  readonly isBusy: ReadonlySignal<boolean>;
  readonly fault: ReadonlySignal<DeskFault | null>;
  readonly open: () => void;
  readonly chooseCentre: (centreId: number | null) => void;
  readonly chooseDay: (day: string) => void;
  readonly typeReference: (text: string) => void;
  /** Every slip that is shown is written down, printed or not. */
  readonly show: () => Promise<void>;
  readonly showNext: () => Promise<void>;
  readonly hide: () => void;
  readonly dispose: () => void;
}

export function createSlipsModel(deps: {
  readonly client: Pick<DeskClient, 'centres' | 'slips'>;
  readonly now: ReadonlySignal<number>;
  readonly watch: Watch;
}): SlipsModel {
  const { client, watch } = deps;
  const loaded = createLoaded(() => client.centres(), watch);
  const chosen = signal<number | null>(null);
  const chosenDay = signal<string | null>(null);
  const referenceId = signal('');
  const wasAsked = signal(false);
  const shown = signal<DeskSlips | null>(null);
  const isBusy = signal(false);
  const fault = signal<DeskFault | null>(null);
  const today = computed(() => istDayOf(deps.now.value));
  const day = computed(() =>
    chosenDay.value === null || chosenDay.value < today.value ? today.value : chosenDay.value,
  );
  const centres = computed(() => {
    const list = loaded.value.value;
    return list && [...list].sort((a, b) => a.name.localeCompare(b.name, 'en'));
  });
  const centreId = computed(() => {
    const only = centres.value?.length === 1 ? centres.value[0] : undefined;
    return only?.centreId ?? chosen.value;
  });
  const isReference = computed(() => /^(\d{13,14})?$/.test(referenceId.value));
  // Slips of one day or place must not stand under another's name.
  const stopFollowing = effect(() => {
    void [day.value, centreId.value, referenceId.value];
    shown.value = null;
    fault.value = null;
    wasAsked.value = false;
  });
  const ask = async (from: number | null): Promise<void> => {
    wasAsked.value = true;
    const [centre, of, reference] = [centreId.value, day.value, referenceId.value];
    if (centre === null || isBusy.value || !isReference.value) return;
    isBusy.value = true;
    const answer = watch(
      await client.slips({
        centreId: centre,
        day: of,
        ...(reference === '' ? {} : { referenceId: reference }),
        ...(from === null ? {} : { from }),
      }),
    );
    isBusy.value = false;
    if (centre !== centreId.value || of !== day.value || reference !== referenceId.value) return;
    fault.value = answer.outcome === 'answered' ? null : answer;
    if (answer.outcome === 'answered') shown.value = answer.value;
  };
  return {
    centres,
    centreId,
    day,
    today,
    referenceId,
    isReferenceWrong: computed(() => wasAsked.value && !isReference.value),
    shown,
    isBusy,
    fault: computed(() => fault.value ?? loaded.fault.value),
    open: () => void loaded.load(),
    chooseCentre: (wanted) => void (chosen.value = wanted),
    chooseDay: (wanted) => {
      if (dayToDayNumber(wanted) !== null) chosenDay.value = wanted;
    },
    typeReference: (text) => void (referenceId.value = text.replaceAll(/\s/g, '')),
    show: () => ask(null),
    showNext: () => ask(shown.value?.next ?? null),
    hide: () => void (shown.value = null),
    dispose: () => {
      stopFollowing();
      loaded.forget();
      shown.value = null;
    },
  };
}
