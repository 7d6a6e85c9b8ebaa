// Owns the statement of a booking that is on no list here: its number and the four digits. Nothing on this tablet can check them; the
// digits are in no kept form, and go out masked for everyone but the server.

import { computed, signal, type ReadonlySignal } from '@preact/signals';
import { draftNames } from '../../draft-names.ts';
import { keepDraft } from '../../parts/keep-draft.ts';
import { createSaving, type Saving } from '../../parts/saving.ts';
import type { PersonRow, Tablet } from '../../tablet.ts';
import type { TextKey } from '../../i18n/index.ts';
import { normaliseDigits } from '../../../schemas/rules/security-code.ts';

export interface BookingDraft {
  readonly referenceId: string;
  readonly code: string;
}

export type BookingFaults = Partial<Record<keyof BookingDraft, TextKey>>;

export interface BookingModel {
  readonly saving: Saving;
  readonly isBegun: boolean;
  readonly draft: ReadonlySignal<BookingDraft>;
  readonly faults: ReadonlySignal<BookingFaults>;
  readonly change: (part: Partial<BookingDraft>) => void;
  /** Begins with the number that is known already. */
  readonly open: (referenceId: string | null) => void;
  readonly clear: () => void;
  readonly record: (person: PersonRow) => Promise<boolean>;
}

const empty: BookingDraft = { referenceId: '', code: '' };

export function createBookingModel(tablet: Tablet, personKey: string): BookingModel {
  const saving = createSaving();
  const typed = signal(empty);
  const isAsked = signal(false);
  const found = computed(() => findBookingFaults(typed.value));
  keepDraft<Pick<BookingDraft, 'referenceId'>>(tablet.drafts, draftNames.booking(personKey), {
    read: () => (typed.value.referenceId === '' ? null : { referenceId: typed.value.referenceId }),
    restore: (kept) => void (typed.value = { ...empty, referenceId: kept.referenceId ?? '' }),
  });
  const clear = (): void => {
    typed.value = empty;
    isAsked.value = false;
  };
  return {
    saving,
    isBegun: typed.value.referenceId !== '',
    draft: typed,
    faults: computed(() => (isAsked.value ? found.value : {})),
    change: (part) => void (typed.value = { ...typed.value, ...part }),
    open: (referenceId) => {
      if (typed.value === empty && referenceId !== null) typed.value = { ...empty, referenceId };
    },
    clear,
    record: async (person) => {
      isAsked.value = true;
      if (Object.keys(found.value).length > 0) return false;
      const { referenceId, code } = typed.value;
      const saved = await saving.run(() =>
        tablet.stateBooking(person, normaliseDigits(referenceId), Number(normaliseDigits(code))),
      );
      if (saved === null) return false;
      clear();
      return true;
    },
  };
}

/** Only what no list is needed for: the form of both, and slips between them. */
export function findBookingFaults(draft: BookingDraft): BookingFaults {
  const referenceId = normaliseDigits(draft.referenceId);
  const code = normaliseDigits(draft.code);
  const isNumber = /^\d{13,14}$/.test(referenceId);
  return {
    ...(!isNumber && { referenceId: 'recordOnly.referenceMalformed' as const }),
    ...codeFault(code, isNumber ? referenceId : ''),
  };
}

function codeFault(code: string, referenceId: string): Pick<BookingFaults, 'code'> {
  if (code === '') return { code: 'code.nothing-typed' };
  if (/^\d{6}$/.test(code)) return { code: 'code.six-digit-otp' };
  if (!/^\d{4}$/.test(code)) return { code: 'code.not-four-digits' };
  return referenceId.endsWith(code) ? { code: 'code.end-of-reference-id' } : {};
}
