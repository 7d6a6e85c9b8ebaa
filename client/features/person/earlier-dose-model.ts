// Owns the statement of an earlier dose: given elsewhere or under another phone; product, date, place, and what was seen of it.

import { computed, signal, type ReadonlySignal } from '@preact/signals';
import { draftNames } from '../../draft-names.ts';
import { keepDraft } from '../../parts/keep-draft.ts';
import { createSaving, type Saving } from '../../parts/saving.ts';
import type { CardAnswer } from '../../ports.ts';
import type { PersonRow, Tablet } from '../../tablet.ts';
import type { EarlierDoseBody } from '../../../schemas/fold/case.ts';
import { dayToDayNumber } from '../../../schemas/rules/day.ts';
import { normaliseDigits } from '../../../schemas/rules/security-code.ts';
import { cardForPerson, type CardForPerson } from './card-match.ts';

export const seenChoices = ['card-not-checked', 'paper', 'said'] as const;
export const unknownProduct = 'unknown';
const placeCharactersMax = 80;

export interface EarlierDoseDraft {
  readonly doseNumber: number;
  /** A product, `unknown`, or null while nothing was chosen. */
  readonly product: string | null;
  readonly day: string;
  readonly place: string;
  readonly seen: EarlierDoseBody['seen'] | null;
  readonly mobileLast4: string;
  /** Of a card that was checked here, and whose dose still stands in the form as the card says it. */
  readonly card: string | null;
}

export type EarlierDoseFault =
  | 'product-missing'
  | 'seen-missing'
  | 'day-malformed'
  | 'day-not-before-today'
  | 'last4-malformed'
  | 'place-too-long';
export type EarlierDoseFaults = Partial<
  Record<'product' | 'seen' | 'day' | 'place' | 'mobileLast4', EarlierDoseFault>
>;

export interface EarlierDoseModel {
  readonly saving: Saving;
  readonly isBegun: boolean;
  readonly draft: ReadonlySignal<EarlierDoseDraft>;
  readonly products: ReadonlySignal<readonly string[]>;
  readonly faults: ReadonlySignal<EarlierDoseFaults>;
  /** What the last card that was held up came to; null before one. */
  readonly cardAnswer: ReadonlySignal<CardForPerson | null>;
  readonly takeCard: (person: PersonRow, answer: CardAnswer) => void;
  readonly change: (part: Partial<EarlierDoseDraft>) => void;
  readonly clear: () => void;
  readonly record: (person: PersonRow) => Promise<boolean>;
}

const empty: EarlierDoseDraft = {
  doseNumber: 1,
  product: null,
  day: '',
  place: '',
  seen: null,
  mobileLast4: '',
  card: null,
};

export function createEarlierDoseModel(tablet: Tablet, personKey: string): EarlierDoseModel {
  const saving = createSaving();
  const typed = signal(empty);
  const isAsked = signal(false);
  const cardAnswer = signal<CardForPerson | null>(null);
  const found = computed(() => findFaults(typed.value, tablet.day.value?.day ?? ''));
  keepDraft<EarlierDoseDraft>(tablet.drafts, draftNames.earlierDose(personKey), {
    read: () => (typed.value === empty ? null : typed.value),
    restore: (kept) => void (typed.value = { ...empty, ...kept }),
  });
  const clear = (): void => {
    typed.value = empty;
    isAsked.value = false;
    cardAnswer.value = null;
  };
  return {
    saving,
    isBegun: typed.value !== empty,
    draft: typed,
    products: computed(() => (tablet.day.value?.rules.products ?? []).map((row) => row.product)),
    faults: computed(() => (isAsked.value ? found.value : {})),
    cardAnswer,
    takeCard: (person, answer) => {
      const taken = cardForPerson(person, answer);
      cardAnswer.value = taken;
      if (taken.outcome !== 'taken' && taken.outcome !== 'list-too-old') return;
      const { doseNumber, product, day } = taken.dose;
      const isChecked = taken.outcome === 'taken';
      typed.value = {
        ...typed.value,
        doseNumber,
        product: product ?? unknownProduct,
        day,
        seen: isChecked ? 'card-checked' : 'card-not-checked',
        card: isChecked ? cardIdOf(answer) : null,
      };
    },
    change: (part) => {
      const isOfCard = 'product' in part || 'day' in part || 'doseNumber' in part;
      // What is typed over a checked card is somebody's word again.
      const seen =
        isOfCard && typed.value.seen === 'card-checked'
          ? { seen: 'card-not-checked' as const, card: null }
          : {};
      typed.value = { ...typed.value, ...seen, ...part };
    },
    clear,
    record: async (person) => {
      isAsked.value = true;
      const body = bodyOf(typed.value);
      if (body === null || Object.keys(found.value).length > 0) return false;
      const saved = await saving.run(() => tablet.stateEarlierDose(person, body));
      if (saved === null) return false;
      clear();
      return true;
    },
  };
}

const cardIdOf = (answer: CardAnswer): string | null =>
  'card' in answer ? (answer.card.rid?.slice(0, placeCharactersMax) ?? null) : null;

function bodyOf(draft: EarlierDoseDraft): EarlierDoseBody | null {
  if (draft.product === null || draft.seen === null) return null;
  const last4 = normaliseDigits(draft.mobileLast4);
  return {
    doseNumber: draft.doseNumber,
    product: draft.product === unknownProduct ? null : draft.product,
    day: draft.day === '' ? null : draft.day,
    place: draft.place.trim() === '' ? null : draft.place.trim(),
    seen: draft.seen,
    ...(draft.seen === 'card-checked' && draft.card !== null && { card: draft.card }),
    ...(last4 !== '' && { mobileLast4: last4 }),
  };
}

export function findFaults(draft: EarlierDoseDraft, today: string): EarlierDoseFaults {
  const last4 = normaliseDigits(draft.mobileLast4);
  const isDay = draft.day === '' || dayToDayNumber(draft.day) !== null;
  return {
    ...(draft.product === null && { product: 'product-missing' as const }),
    ...(draft.seen === null && { seen: 'seen-missing' as const }),
    ...(!isDay && { day: 'day-malformed' as const }),
    ...(isDay &&
      draft.day !== '' &&
      draft.day >= today && { day: 'day-not-before-today' as const }),
    ...(draft.place.trim().length > placeCharactersMax && { place: 'place-too-long' as const }),
    ...(last4 !== '' && !/^\d{4}$/.test(last4) && { mobileLast4: 'last4-malformed' as const }),
  };
}
