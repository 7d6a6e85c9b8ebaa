// Owns a correction at the table: what the list says, what the ID shows, and only the difference is written.

import { computed, signal, type ReadonlySignal } from '@preact/signals';
import { draftNames } from '../../draft-names.ts';
import { keepDraft } from '../../parts/keep-draft.ts';
import {
  birthYearFault,
  birthYearOf,
  idLast4Fault,
  last4Of,
  mobileDigitsOf,
  mobileFault,
  nameFault,
  type PersonFieldFault,
} from '../../parts/person-fields.ts';
import { createSaving, type Saving } from '../../parts/saving.ts';
import type { PersonRow, Tablet } from '../../tablet.ts';
import type { PersonFields } from '../../../schemas/fold/case.ts';

export const correctionReasons = ['id-shows', 'person-says', 'typing-slip'] as const;
export type CorrectionReason = (typeof correctionReasons)[number];

export interface CorrectionDraft {
  readonly name: string;
  readonly birthYear: string;
  readonly gender: PersonFields['gender'] | null;
  readonly mobile: string;
  readonly idType: string | null;
  readonly idLast4: string;
  readonly reason: CorrectionReason;
}

export type CorrectedField =
  'name' | 'birthYear' | 'gender' | 'mobileNumber' | 'idType' | 'idLast4';
export interface Change {
  readonly field: CorrectedField;
  readonly before: string | number | null;
  readonly after: string | number | null;
}
export type CorrectionFaults = Partial<Record<CorrectedField, PersonFieldFault>>;

export interface CorrectionModel {
  readonly saving: Saving;
  readonly isBegun: boolean;
  readonly draft: ReadonlySignal<CorrectionDraft | null>;
  readonly changes: ReadonlySignal<readonly Change[]>;
  readonly faults: ReadonlySignal<CorrectionFaults>;
  readonly open: () => void;
  readonly change: (part: Partial<CorrectionDraft>) => void;
  readonly close: () => void;
  /** False when nothing was changed, something is wrong, or it could not be saved. */
  readonly record: () => Promise<boolean>;
}

export function createCorrectionModel(
  tablet: Tablet,
  personKey: string,
  person: ReadonlySignal<PersonRow | null>,
): CorrectionModel {
  const saving = createSaving();
  const typed = signal<CorrectionDraft | null>(null);
  const isAsked = signal(false);
  const thisYear = (): number => Number((tablet.day.value?.day ?? '2000').slice(0, 4));
  const found = computed(() => findFaults(typed.value, person.value, thisYear()));
  const changes = computed(() => changesOf(typed.value, person.value, thisYear()));

  keepDraft<CorrectionDraft>(tablet.drafts, draftNames.correction(personKey), {
    read: () => typed.value,
    restore: (kept) => void (typed.value = { ...emptyCorrection, ...kept }),
  });
  return {
    saving,
    isBegun: typed.value !== null,
    draft: typed,
    changes,
    faults: computed(() => (isAsked.value ? found.value : {})),
    open: () => {
      typed.value ??= person.value === null ? emptyCorrection : draftOf(person.value);
    },
    change: (part) => void (typed.value = { ...(typed.value ?? emptyCorrection), ...part }),
    close: () => {
      typed.value = null;
      isAsked.value = false;
    },
    record: async () => {
      isAsked.value = true;
      const [now, draft] = [person.value, typed.value];
      if (now === null || draft === null) return false;
      if (changes.value.length === 0 || Object.keys(found.value).length > 0) return false;
      const after = Object.fromEntries(
        changes.value.map(({ field, after: value }) => [field, value]),
      ) as Partial<PersonFields>;
      const saved = await saving.run(() => tablet.correctPerson(now, after, draft.reason));
      if (saved === null) return false;
      typed.value = null;
      isAsked.value = false;
      return true;
    },
  };
}

const emptyCorrection: CorrectionDraft = {
  name: '',
  birthYear: '',
  gender: null,
  mobile: '',
  idType: null,
  idLast4: '',
  reason: 'id-shows',
};

function draftOf(person: PersonRow): CorrectionDraft {
  return {
    name: person.name,
    birthYear: String(person.birthYear),
    gender: person.gender as PersonFields['gender'],
    mobile: person.mobileNumber ?? '',
    idType: person.idType,
    idLast4: person.idLast4 ?? '',
    reason: 'id-shows',
  };
}

function changesOf(
  draft: CorrectionDraft | null,
  person: PersonRow | null,
  thisYear: number,
): readonly Change[] {
  if (draft === null || person === null) return [];
  const mobile = mobileDigitsOf(draft.mobile);
  const idLast4 = draft.idType === null ? null : last4Of(draft.idLast4);
  const after: Readonly<Record<CorrectedField, string | number | null>> = {
    name: draft.name.trim(),
    birthYear: birthYearOf(draft.birthYear, thisYear),
    gender: draft.gender,
    mobileNumber: mobile === '' ? null : mobile,
    idType: draft.idType,
    idLast4: idLast4 === '' ? null : idLast4,
  };
  return (Object.keys(after) as CorrectedField[])
    .filter((field) => after[field] !== person[field])
    .map((field) => ({ field, before: person[field], after: after[field] }));
}

/** A field that was not touched is not judged: the list may hold what no form would take. */
function findFaults(
  draft: CorrectionDraft | null,
  person: PersonRow | null,
  thisYear: number,
): CorrectionFaults {
  if (draft === null || person === null) return {};
  const changed = new Set(changesOf(draft, person, thisYear).map(({ field }) => field));
  const faults: Partial<Record<CorrectedField, PersonFieldFault | null>> = {
    name: nameFault(draft.name),
    birthYear: birthYearFault(draft.birthYear, thisYear),
    mobileNumber: mobileDigitsOf(draft.mobile) === '' ? null : mobileFault(draft.mobile),
    idLast4: idLast4Fault(draft.idType, draft.idLast4),
  };
  return Object.fromEntries(
    Object.entries(faults).filter(
      ([field, fault]) => fault !== null && changed.has(field as CorrectedField),
    ),
  ) as CorrectionFaults;
}
