// Owns the first step: the photo ID and the screening, in one tap when all is normal.

import { computed, signal, type ReadonlySignal } from '@preact/signals';
import type { PersonRow, Tablet } from '../../tablet.ts';
import type { CheckedInBody } from '../../../schemas/fold/case.ts';
import { photoIdTypes } from '../../../schemas/records/roster.ts';
import type { ScreeningItem } from '../../../schemas/rules/screening-rows.ts';
import { draftNames } from '../../draft-names.ts';
import { keepDraft } from '../../parts/keep-draft.ts';
import { createSaving, type Saving } from '../../parts/saving.ts';
import type { AadhaarAnswer } from '../../../schemas/rules/aadhaar-qr.ts';
import { aadhaarForPerson, type AadhaarForPerson } from './aadhaar-match.ts';

export type IdSeen = CheckedInBody['idSeen'];

export interface CheckModel {
  readonly saving: Saving;
  /** Null while the one-tap way stands; else what is being noted. */
  readonly idSeen: ReadonlySignal<IdSeen | null>;
  readonly idType: ReadonlySignal<string | null>;
  readonly screening: ReadonlySignal<readonly ScreeningItem[]>;
  /** What the last code that was held up came to; kept in no draft, gone once the check is recorded. */
  readonly aadhaar: ReadonlySignal<AadhaarForPerson | null>;
  /** A card of another name, year or number opens the form at "does not match". */
  readonly takeAadhaar: (person: PersonRow, answer: AadhaarAnswer) => void;
  readonly open: (idSeen: IdSeen) => void;
  readonly close: () => void;
  readonly chooseIdType: (idType: string) => void;
  readonly toggle: (item: ScreeningItem) => void;
  readonly recordAllNormal: (person: PersonRow) => Promise<void>;
  readonly record: (person: PersonRow) => Promise<void>;
}

interface CheckDraft {
  readonly idSeen: IdSeen | null;
  readonly idType: string | null;
  readonly screening: readonly ScreeningItem[];
}

export function createCheckModel(
  tablet: Tablet,
  personKey: string,
  languageNow: () => string,
): CheckModel {
  const saving = createSaving();
  const idSeen = signal<IdSeen | null>(null);
  const idTypeChosen = signal<string | null>(null);
  const screening = signal<readonly ScreeningItem[]>([]);
  const aadhaar = signal<AadhaarForPerson | null>(null);

  keepDraft<CheckDraft>(tablet.drafts, draftNames.check(personKey), {
    read: () =>
      idSeen.value === null
        ? null
        : { idSeen: idSeen.value, idType: idTypeChosen.value, screening: screening.value },
    restore: (kept) => {
      idSeen.value = kept.idSeen ?? null;
      idTypeChosen.value = kept.idType ?? null;
      screening.value = kept.screening ?? [];
    },
  });

  const write = async (
    person: PersonRow,
    seen: IdSeen,
    items: readonly ScreeningItem[],
  ): Promise<void> => {
    const isShown = isShownFor(seen, aadhaar.value);
    const idType =
      seen === 'facilitated'
        ? 'none'
        : isShown
          ? 'aadhaar'
          : (idTypeChosen.value ?? person.idType ?? 'not-stated');
    const saved = await saving.run(() =>
      tablet.checkIn(person, {
        idType,
        idSeen: seen,
        screening: items.length === 0 ? 'clear' : items,
        noticeLanguage: languageNow(),
        ...(isShown && { idShown: 'aadhaar-qr' as const }),
      }),
    );
    if (saved === null) return;
    idSeen.value = null;
    idTypeChosen.value = null;
    screening.value = [];
    aadhaar.value = null;
  };
  return {
    saving,
    idSeen,
    idType: computed(() => idTypeChosen.value),
    screening,
    aadhaar,
    takeAadhaar: (person, answer) => {
      aadhaar.value = aadhaarForPerson(person, answer);
      if (aadhaar.value.outcome === 'differs') idSeen.value = 'mismatch';
    },
    open: (seen) => void (idSeen.value = seen),
    close: () => {
      idSeen.value = null;
      screening.value = [];
    },
    chooseIdType: (idType) =>
      void (idTypeChosen.value = photoIdTypes.find((each) => each === idType) ?? null),
    toggle: (item) =>
      void (screening.value = screening.value.includes(item)
        ? screening.value.filter((each) => each !== item)
        : [...screening.value, item]),
    recordAllNormal: (person) => write(person, 'matches', []),
    record: (person) => write(person, idSeen.value ?? 'matches', screening.value),
  };
}

/** The card proves what it says: that it fits the list, or that it does not. Whoever decides otherwise says so on their own word. */
function isShownFor(seen: IdSeen, aadhaar: AadhaarForPerson | null): boolean {
  if (aadhaar?.outcome === 'matches') return seen === 'matches';
  return aadhaar?.outcome === 'differs' && seen === 'mismatch';
}
