// Owns "not today": deferred, refused or absent, the reason from a list, and the day to come again.

import { computed, signal, type ReadonlySignal } from '@preact/signals';
import type { PersonRow, Tablet } from '../../tablet.ts';
import { addDays, dayToDayNumber } from '../../../schemas/rules/day.ts';
import { draftNames } from '../../draft-names.ts';
import { keepDraft } from '../../parts/keep-draft.ts';
import { createSaving, type Saving } from '../../parts/saving.ts';

export const notTodayReasons = {
  deferred: [
    'fever',
    'covid-recent',
    'other-illness',
    'doctor-first',
    'too-early',
    'vaccine-finished',
    'no-id',
    'other',
  ],
  refused: ['fear', 'family', 'other-product', 'no-reason'],
  absent: ['did-not-come', 'left-before-turn', 'elsewhere', 'moved', 'died'],
} as const;
export type NotTodayOutcome = keyof typeof notTodayReasons;
export type NotTodayReason = (typeof notTodayReasons)[NotTodayOutcome][number];

export const nextDateChoices = { tomorrow: 1, week: 7, month: 28, quarter: 90 } as const;
export type NextDateChoice = keyof typeof nextDateChoices;

export interface NotTodayModel {
  /** Something was chosen before the page was loaded anew: the form stands open again. */
  readonly isBegun: boolean;
  readonly saving: Saving;
  readonly outcome: ReadonlySignal<NotTodayOutcome>;
  readonly reasons: ReadonlySignal<readonly NotTodayReason[]>;
  readonly reason: ReadonlySignal<NotTodayReason | null>;
  readonly nextDate: ReadonlySignal<string>;
  readonly fault: ReadonlySignal<'reason-missing' | 'date-wrong' | null>;
  readonly chooseOutcome: (outcome: NotTodayOutcome) => void;
  readonly chooseReason: (reason: NotTodayReason) => void;
  readonly chooseNext: (choice: NextDateChoice) => void;
  readonly typeNextDate: (day: string) => void;
  readonly record: (person: PersonRow) => Promise<boolean>;
}

interface NotTodayDraft {
  readonly outcome: NotTodayOutcome;
  readonly reason: NotTodayReason | null;
  readonly nextDate: string;
}

export function createNotTodayModel(tablet: Tablet, personKey: string): NotTodayModel {
  const saving = createSaving();
  const outcome = signal<NotTodayOutcome>('deferred');
  const reason = signal<NotTodayReason | null>(null);
  const nextDate = signal('');
  const isAsked = signal(false);
  const today = (): string => tablet.day.value?.day ?? '';
  const found = computed(() => {
    if (reason.value === null) return 'reason-missing' as const;
    const isRealLaterDay = dayToDayNumber(nextDate.value) !== null && nextDate.value > today();
    return nextDate.value !== '' && !isRealLaterDay ? ('date-wrong' as const) : null;
  });
  keepDraft<NotTodayDraft>(tablet.drafts, draftNames.notToday(personKey), {
    read: () =>
      reason.value === null && nextDate.value === '' && outcome.value === 'deferred'
        ? null
        : { outcome: outcome.value, reason: reason.value, nextDate: nextDate.value },
    restore: (kept) => {
      outcome.value = kept.outcome ?? 'deferred';
      reason.value = kept.reason ?? null;
      nextDate.value = kept.nextDate ?? '';
    },
  });
  return {
    isBegun: reason.value !== null || nextDate.value !== '' || outcome.value !== 'deferred',
    saving,
    outcome,
    reasons: computed(() => notTodayReasons[outcome.value]),
    reason,
    nextDate,
    fault: computed(() => (isAsked.value ? found.value : null)),
    chooseOutcome: (chosen) => {
      outcome.value = chosen;
      reason.value = null;
      isAsked.value = false;
    },
    chooseReason: (chosen) => void (reason.value = chosen),
    chooseNext: (choice) => void (nextDate.value = addDays(today(), nextDateChoices[choice]) ?? ''),
    typeNextDate: (day) => void (nextDate.value = day),
    record: async (person) => {
      isAsked.value = true;
      const why = reason.value;
      if (why === null || found.value !== null) return false;
      const body = {
        outcome: outcome.value,
        reason: why,
        nextDate: nextDate.value === '' ? null : nextDate.value,
      };
      const saved = await saving.run(() => tablet.recordNotToday(person, body));
      if (saved === null) return false;
      reason.value = null;
      nextDate.value = '';
      outcome.value = 'deferred';
      isAsked.value = false;
      return true;
    },
  };
}
