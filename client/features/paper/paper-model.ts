// Owns the fast entry of paper rows: one row after the other by keyboard alone, day and vial kept, nothing blocked. A dose
// that was recorded without unlocking is completed the same way: a full record first, then the first one entered in error.

import { computed, signal, type ReadonlySignal } from '@preact/signals';
import type { DoseBody } from '../../../schemas/fold/case.ts';
import type { EventReference } from '../../../schemas/log/hash-chain.ts';
import { istDayOf, istDayStart } from '../../../schemas/rules/day.ts';
import { currentRuleSet } from '../../../schemas/rules/rule-set.ts';
import type { Text, TextKey } from '../../i18n/index.ts';
import { createSaving, type Saving } from '../../parts/saving.ts';
import { findDosesToComplete, type DoseToComplete } from '../../parts/to-complete.ts';
import { tokenOf } from '../../room/board.ts';
import type { PersonRow, Tablet } from '../../tablet.ts';
import {
  findWho,
  readPaperRow,
  type PaperFaults,
  type PaperField,
  type PaperReading,
  type PaperRow,
  type PaperWarning,
  type ReadPaperRow,
} from './paper-row.ts';

const emptyRow: PaperRow = { who: '', time: '', vial: '', code: '' };
const shownMax = 5;

export interface SavedPaperRow {
  readonly key: string;
  readonly name: string;
  readonly token: string;
  readonly administeredAt: number;
}

export interface PaperModel {
  readonly saving: Saving;
  readonly row: ReadonlySignal<PaperRow>;
  /** YYYY-MM-DD. */
  readonly day: ReadonlySignal<string>;
  readonly found: ReadonlySignal<readonly PersonRow[]>;
  readonly faults: ReadonlySignal<PaperFaults>;
  readonly warnings: ReadonlySignal<readonly PaperWarning[]>;
  readonly codeAnswer: ReadonlySignal<TextKey | null>;
  readonly savedRows: ReadonlySignal<readonly SavedPaperRow[]>;
  readonly savedCount: ReadonlySignal<number>;
  readonly type: (field: PaperField, text: string) => void;
  readonly chooseDay: (day: string) => void;
  readonly choose: (person: PersonRow) => void;
  /** The field that wants the keyboard next. */
  readonly enter: () => Promise<PaperField>;
  readonly unsaved: () => Text | null;
  readonly toComplete: ReadonlySignal<readonly DoseToComplete[]>;
  /** The one that the row now stands for; its time is the record's own. */
  readonly completing: ReadonlySignal<DoseToComplete | null>;
  readonly complete: (dose: DoseToComplete) => void;
  readonly stopCompleting: () => void;
  /** The full record is there, from before: only the first one is left to close. */
  readonly close: (dose: DoseToComplete) => Promise<boolean>;
}

/** Why the first record is entered in error: the same dose stands elsewhere, in full. */
const recordedAgain = 'recorded-again';

export function createPaperModel(tablet: Tablet): PaperModel {
  const saving = createSaving();
  const row = signal(emptyRow);
  const dayTyped = signal<string | null>(null);
  const faults = signal<PaperFaults>({});
  const warned = signal<{ readonly of: string; readonly warnings: readonly PaperWarning[] }>({
    of: '',
    warnings: [],
  });
  const codeAnswer = signal<TextKey | null>(null);
  const savedRows = signal<readonly SavedPaperRow[]>([]);
  const savedCount = signal(0);
  const toComplete = computed(() => {
    const staff = tablet.day.value?.staff ?? [];
    const staffIds = new Set(staff.map(({ staffId }) => staffId));
    return findDosesToComplete(tablet.people.value, tablet.vials.value, staffIds);
  });
  const completing = signal<DoseToComplete | null>(null);
  const day = computed(() => {
    const of = completing.value;
    if (of !== null) return istDayOf(of.administeredAt);
    return dayTyped.value ?? istDayOf(tablet.now.value);
  });
  /** Nobody is looked for among the records that are to be completed. */
  const people = computed(() => {
    if (completing.value === null) return tablet.people.value;
    const without = new Set(toComplete.value.map(({ person }) => person.key));
    return tablet.people.value.filter((person) => !without.has(person.key));
  });
  const found = computed(() => findWho(people.value, row.value.who));

  const readNow = (): PaperReading => {
    const reading = readPaperRow(row.value, {
      people: people.value,
      vials: tablet.vials.value,
      day: day.value,
      rules: tablet.day.value?.rules ?? currentRuleSet,
      now: tablet.now.value,
    });
    const of = completing.value;
    return of === null || reading.outcome === 'faults' ? reading : asRecorded(reading.row, of);
  };
  const closeFirst = async (dose: DoseToComplete): Promise<boolean> =>
    (await saving.run(() => tablet.enterInError(dose.person, dose.ref, recordedAgain))) !== null;
  /** The digits are judged as at the table; a wrong one is recorded too, and the dose stands without a code. */
  const proofFor = async (
    read: ReadPaperRow,
  ): Promise<{ readonly code: EventReference | null } | null> => {
    const { person, code } = read;
    if (person.isWalkIn || code === '') return { code: null };
    const judged = tablet.judgeCode(person, code);
    if (judged.outcome !== 'matches' && judged.outcome !== 'wrong') return { code: null };
    const isMatch = judged.outcome === 'matches';
    const saved = await saving.run(() => tablet.recordCodeTry(person, judged.code, isMatch));
    if (saved === null) return null;
    codeAnswer.value = isMatch ? null : 'code.wrong';
    return { code: isMatch ? saved.ref : null };
  };
  const save = async (read: ReadPaperRow): Promise<boolean> => {
    const { person, vial, administeredAt, warnings } = read;
    const proof = await proofFor(read);
    if (proof === null) return false;
    const saved = await saving.run(() =>
      tablet.recordDose({
        person,
        vial,
        doseNumber: completing.value?.doseNumber ?? person.doseNumber,
        code: proof.code,
        ...(proof.code === null && { withoutCode: whyWithout(person) }),
        ...(warnings.includes('already-dosed') && { evenIf: 'already-dosed' as const }),
        administeredAt,
      }),
    );
    if (saved === null) return false;
    const line = { key: person.key, name: person.name, token: tokenOf(saved.ref), administeredAt };
    savedRows.value = [line, ...savedRows.value].slice(0, shownMax);
    savedCount.value += 1;
    const of = completing.value;
    completing.value = null;
    // Only now, and never before: whatever fails here leaves the dose on record twice, and this one still listed.
    if (of !== null) await closeFirst(of);
    return true;
  };
  return {
    saving,
    row,
    day,
    found,
    faults,
    warnings: computed(() =>
      warned.value.of === JSON.stringify([day.value, row.value]) ? warned.value.warnings : [],
    ),
    codeAnswer,
    savedRows,
    savedCount,
    type: (field, text) => {
      row.value = { ...row.value, [field]: text };
      faults.value = { ...faults.value, [field]: undefined };
    },
    chooseDay: (chosen) => void (dayTyped.value = chosen),
    choose: (person) => {
      row.value = { ...row.value, who: person.referenceId ?? person.name };
      faults.value = {};
    },
    enter: async () => {
      if (saving.isBusy.value) return 'who';
      const reading = readNow();
      if (reading.outcome === 'faults') {
        faults.value = reading.faults;
        const fields: readonly PaperField[] = ['who', 'time', 'vial', 'code'];
        return fields.find((field) => reading.faults[field] !== undefined) ?? 'who';
      }
      faults.value = {};
      const of = JSON.stringify([day.value, row.value]);
      // That it is of another day is said, and asks nothing: the whole pile may be of yesterday.
      const asks = reading.row.warnings.filter((warning) => warning !== 'earlier-day');
      if (asks.length > 0 && warned.value.of !== of) {
        warned.value = { of, warnings: reading.row.warnings };
        return 'code';
      }
      if (!(await save(reading.row))) return 'code';
      // The next row: only person and code are new, the time is typed over, the vial stays.
      row.value = { ...emptyRow, vial: row.value.vial, time: '' };
      return 'who';
    },
    toComplete,
    completing,
    complete: (dose) => {
      completing.value = dose;
      const { person, vial, administeredAt } = dose;
      const time = formatClock(administeredAt);
      row.value = { who: person.referenceId ?? person.name, time, vial, code: '' };
      faults.value = {};
    },
    stopCompleting: () => {
      completing.value = null;
      row.value = emptyRow;
      faults.value = {};
    },
    close: closeFirst,
    unsaved: () =>
      row.value.who !== '' || row.value.time !== '' || row.value.code !== ''
        ? { key: 'broken.paperForm' }
        : null,
  };
}

/** The time stays as it was recorded; what else differs from the first record is said, and asks once more. */
function asRecorded(read: ReadPaperRow, of: DoseToComplete): PaperReading {
  const { vial, person, warnings } = read;
  const isSame =
    vial.product === of.product &&
    vial.vaccineBatch === of.vaccineBatch &&
    vial.name === of.vial &&
    person.doseNumber === of.doseNumber;
  return {
    outcome: 'read',
    row: {
      ...read,
      administeredAt: of.administeredAt,
      warnings: isSame ? warnings : [...warnings, 'not-as-recorded'],
    },
  };
}

/** Hours and minutes in India, as a row of paper has them. */
function formatClock(at: number): string {
  const minutes = Math.floor((at - istDayStart(istDayOf(at))!) / 60);
  return [Math.floor(minutes / 60), minutes % 60]
    .map((part) => String(part).padStart(2, '0'))
    .join('');
}

function whyWithout(person: PersonRow): NonNullable<DoseBody['withoutCode']> {
  if (person.isWalkIn) return person.mobileNumber === null ? 'no-phone' : 'walk-in';
  return person.appointment?.codeTag === null ? 'code-not-issued' : 'lost-sms';
}
