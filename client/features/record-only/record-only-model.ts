// Owns the form of a dose recorded while nobody can unlock: few fields, nothing of anybody else on the screen, nothing kept when it is done.

import { computed, signal, type ReadonlySignal } from '@preact/signals';
import {
  birthYearFault,
  birthYearOf,
  mobileDigitsOf,
  mobileFault,
  nameFault,
  type PersonFieldFault,
} from '../../parts/person-fields.ts';
import { createSaving, type Saving } from '../../parts/saving.ts';
import type { RecordOnlyDose, Tablet } from '../../tablet.ts';
import type { TextKey } from '../../i18n/index.ts';
import type { RosterStaff } from '../../../schemas/records/roster.ts';
import type { EventReference } from '../../../schemas/log/hash-chain.ts';
import { istDayOf } from '../../../schemas/rules/day.ts';
import { normaliseDigits } from '../../../schemas/rules/security-code.ts';
import { currentRuleSet } from '../../../schemas/rules/rule-set.ts';

export const notListed = 'not-listed';

export interface RecordOnlyDraft {
  /** A card, or `not-listed`; null while nobody was chosen. */
  readonly staffId: string | null;
  readonly name: string;
  readonly birthYearOrAge: string;
  readonly gender: RecordOnlyDose['gender'] | null;
  readonly mobile: string;
  readonly hasNoPhone: boolean;
  readonly referenceId: string;
  readonly doseNumber: number;
  readonly product: string;
  readonly vial: string;
  readonly batch: string;
}

export type RecordOnlyField =
  'staff' | 'name' | 'birthYear' | 'gender' | 'mobile' | 'referenceId' | 'vial' | 'batch';
export type RecordOnlyFaults = Partial<Record<RecordOnlyField, TextKey>>;

export interface RecordOnlyModel {
  readonly saving: Saving;
  readonly draft: ReadonlySignal<RecordOnlyDraft>;
  readonly faults: ReadonlySignal<RecordOnlyFaults>;
  readonly staff: ReadonlySignal<readonly RosterStaff[]>;
  readonly products: readonly string[];
  /** The dose just saved, until the next one is begun. */
  readonly saved: ReadonlySignal<EventReference | null>;
  readonly change: (part: Partial<RecordOnlyDraft>) => void;
  readonly record: () => Promise<void>;
  readonly next: () => void;
}

const products = currentRuleSet.products.map((row) => row.product);
const empty: RecordOnlyDraft = {
  staffId: null,
  name: '',
  birthYearOrAge: '',
  gender: null,
  mobile: '',
  hasNoPhone: false,
  referenceId: '',
  doseNumber: 1,
  product: products[0] ?? '',
  vial: '',
  batch: '',
};

export function createRecordOnlyModel(tablet: Tablet): RecordOnlyModel {
  const saving = createSaving();
  const draft = signal(empty);
  const isAsked = signal(false);
  const saved = signal<EventReference | null>(null);
  const thisYear = (): number => Number(istDayOf(tablet.now.value).slice(0, 4));
  const found = computed(() => findRecordOnlyFaults(draft.value, thisYear()));
  return {
    saving,
    draft,
    faults: computed(() => (isAsked.value ? found.value : {})),
    staff: computed(() => {
      const stage = tablet.stage.value;
      return stage.stage === 'locked' || stage.stage === 'needs-first-pin' ? stage.staff : [];
    }),
    products,
    saved,
    change: (part) => void (draft.value = { ...draft.value, ...part }),
    record: async () => {
      isAsked.value = true;
      const dose = doseOf(draft.value, thisYear());
      if (dose === null || Object.keys(found.value).length > 0) return;
      const outcome = await saving.run(() => tablet.recordOnly(dose));
      if (outcome === null) return;
      saved.value = outcome.ref;
      isAsked.value = false;
      // The vial and who holds it stay; nothing of the person does.
      const { staffId, product, vial, batch } = draft.value;
      draft.value = { ...empty, staffId, product, vial, batch };
    },
    next: () => void (saved.value = null),
  };
}

function doseOf(draft: RecordOnlyDraft, thisYear: number): RecordOnlyDose | null {
  const birthYear = birthYearOf(draft.birthYearOrAge, thisYear);
  if (birthYear === null || draft.gender === null || draft.staffId === null) return null;
  const referenceId = normaliseDigits(draft.referenceId);
  return {
    staffId: draft.staffId === notListed ? null : draft.staffId,
    name: draft.name.trim(),
    birthYear,
    gender: draft.gender,
    mobileNumber: draft.hasNoPhone ? null : mobileDigitsOf(draft.mobile),
    statedReferenceId: referenceId === '' ? null : referenceId,
    doseNumber: draft.doseNumber,
    product: draft.product,
    vial: draft.vial.trim().toUpperCase(),
    vaccineBatch: draft.batch.trim().toUpperCase(),
  };
}

export function findRecordOnlyFaults(draft: RecordOnlyDraft, thisYear: number): RecordOnlyFaults {
  const ofField = (fault: PersonFieldFault | null): TextKey | null =>
    fault === null ? null : `walkInFault.${fault}`;
  const referenceId = normaliseDigits(draft.referenceId);
  const faults: Record<RecordOnlyField, TextKey | null> = {
    staff: draft.staffId === null ? 'recordOnly.staffMissing' : null,
    name: ofField(nameFault(draft.name)),
    birthYear: ofField(birthYearFault(draft.birthYearOrAge, thisYear)),
    gender: draft.gender === null ? 'walkInFault.gender-missing' : null,
    mobile: draft.hasNoPhone ? null : ofField(mobileFault(draft.mobile)),
    referenceId:
      referenceId !== '' && !/^\d{13,14}$/.test(referenceId)
        ? 'recordOnly.referenceMalformed'
        : null,
    vial: /^[A-Z]{1,2}\d{1,3}$/.test(draft.vial.trim().toUpperCase()) ? null : 'vial.nameMalformed',
    batch: draft.batch.trim() === '' ? 'vial.batchMissing' : null,
  };
  return Object.fromEntries(
    Object.entries(faults).filter(([, fault]) => fault !== null),
  ) as RecordOnlyFaults;
}
