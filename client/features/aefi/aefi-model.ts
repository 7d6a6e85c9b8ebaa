// Owns a report of a reaction: whom it is about, the form that survives a locked screen, saving, and what is read by phone.

import { computed, signal, type ReadonlySignal } from '@preact/signals';
import type { AefiBody, DoseInCase } from '../../../schemas/fold/case.ts';
import type { Text } from '../../i18n/index.ts';
import { suggestSeverity, type Severity } from '../../parts/aefi-choices.ts';
import { createSaving, type Saving } from '../../parts/saving.ts';
import { tokenOf } from '../../room/board.ts';
import type { PersonRow, Tablet } from '../../tablet.ts';
import {
  emptyForm,
  findAefiFaults,
  isBeforeDose,
  toAefiBody,
  type AefiFaults,
  type AefiForm,
} from './aefi-form.ts';

export interface AefiModel {
  readonly saving: Saving;
  readonly person: ReadonlySignal<PersonRow | null>;
  readonly doses: ReadonlySignal<readonly DoseInCase[]>;
  readonly dose: ReadonlySignal<DoseInCase | null>;
  readonly form: ReadonlySignal<AefiForm>;
  /** Empty until somebody tried to save. */
  readonly faults: ReadonlySignal<AefiFaults>;
  readonly suggested: ReadonlySignal<Severity | null>;
  readonly isBeforeDose: ReadonlySignal<boolean>;
  /** The report just saved: what is read over the phone. */
  readonly saved: ReadonlySignal<AefiBody | null>;
  readonly change: (part: Partial<AefiForm>) => void;
  readonly chooseDose: (token: string) => void;
  readonly save: () => Promise<void>;
  readonly addFollowUp: () => void;
  readonly unsaved: () => Text | null;
}

export function createAefiModel(tablet: Tablet, key: string): AefiModel {
  const saving = createSaving();
  const form = signal(emptyForm);
  const hasTried = signal(false);
  const saved = signal<AefiBody | null>(null);
  const chosen = signal<string | null>(null);
  const person = computed(() => tablet.people.value.find((each) => each.key === key) ?? null);
  const doses = computed(() =>
    (person.value?.folded.doses ?? []).filter((dose) => dose.enteredInError === null),
  );
  const dose = computed(
    () =>
      doses.value.find((each) => tokenOf(each.ref) === chosen.value) ??
      doses.value[doses.value.length - 1] ??
      null,
  );
  const found = computed(() => findAefiFaults(form.value, tablet.now.value));
  return {
    saving,
    person,
    doses,
    dose,
    form,
    faults: computed(() => (hasTried.value ? found.value : {})),
    suggested: computed(() => suggestSeverity(form.value)),
    isBeforeDose: computed(() => isBeforeDose(form.value, dose.value, tablet.now.value)),
    saved,
    change: (part) => void (form.value = { ...form.value, ...part }),
    chooseDose: (token) => void (chosen.value = token),
    save: async () => {
      hasTried.value = true;
      const about = person.value;
      if (about === null || Object.keys(found.value).length > 0 || saved.value !== null) return;
      const reports = about.folded.aefiReports.filter((each) => each.enteredInError === null);
      const follows = reports[reports.length - 1]?.ref ?? null;
      const body = toAefiBody(form.value, dose.value, follows, tablet.now.value);
      const outcome = await saving.run(() => tablet.room.reportAefi(about, body));
      if (outcome !== null) saved.value = body;
    },
    addFollowUp: () => {
      saved.value = null;
      hasTried.value = false;
      form.value = { ...emptyForm, source: form.value.source };
    },
    unsaved: () =>
      saved.value === null && (form.value.symptoms.length > 0 || form.value.severity !== null)
        ? { key: 'broken.aefiForm' }
        : null,
  };
}
