// Owns which day the desk looks at: today in India until another is chosen, and today again after midnight.

import { computed, signal, type ReadonlySignal } from '@preact/signals';
import { addDays, dayToDayNumber, istDayOf } from '../../../schemas/rules/day.ts';

export interface ChosenDay {
  /** YYYY-MM-DD, IST. */
  readonly day: ReadonlySignal<string>;
  readonly today: ReadonlySignal<string>;
  readonly isToday: ReadonlySignal<boolean>;
  /** A text that is no day, or lies ahead, changes nothing. */
  readonly choose: (day: string) => void;
  readonly step: (days: number) => void;
  readonly chooseToday: () => void;
}

export function createChosenDay(now: ReadonlySignal<number>): ChosenDay {
  const today = computed(() => istDayOf(now.value));
  // Null follows today over midnight.
  const chosen = signal<string | null>(null);
  const day = computed(() => chosen.value ?? today.value);
  const choose = (wanted: string): void => {
    if (dayToDayNumber(wanted) === null || wanted > today.value) return;
    chosen.value = wanted === today.value ? null : wanted;
  };
  return {
    day,
    today,
    isToday: computed(() => day.value === today.value),
    choose,
    step: (days) => choose(addDays(day.value, days) ?? ''),
    chooseToday: () => {
      chosen.value = null;
    },
  };
}
