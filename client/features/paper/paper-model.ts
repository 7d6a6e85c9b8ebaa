// Owns the fast entry of paper rows: one row after the other by keyboard alone, day and vial kept, nothing blocked.

import { computed, signal, type ReadonlySignal } from '@preact/signals';
import type { DoseBody } from '../../../schemas/fold/case.ts';
import type { EventReference } from '../../../schemas/log/hash-chain.ts';
import { istDayOf } from '../../../schemas/rules/day.ts';
import { currentRuleSet } from '../../../schemas/rules/rule-set.ts';
import type { Text, TextKey } from '../../i18n/index.ts';
import { createSaving, type Saving } from '../../parts/saving.ts';
import { tokenOf } from '../../room/board.ts';
import type { PersonRow, Tablet } from '../../tablet.ts';
import {
  findWho,
  readPaperRow,
  type PaperFaults,
  type PaperField,
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
}

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
  const day = computed(() => dayTyped.value ?? istDayOf(tablet.now.value));
  const found = computed(() => findWho(tablet.people.value, row.value.who));

  const readNow = () =>
    readPaperRow(row.value, {
      people: tablet.people.value,
      vials: tablet.vials.value,
      day: day.value,
      rules: tablet.day.value?.rules ?? currentRuleSet,
      now: tablet.now.value,
    });
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
        doseNumber: person.doseNumber,
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
    unsaved: () =>
      row.value.who !== '' || row.value.time !== '' || row.value.code !== ''
        ? { key: 'broken.paperForm' }
        : null,
  };
}

function whyWithout(person: PersonRow): NonNullable<DoseBody['withoutCode']> {
  if (person.isWalkIn) return person.mobileNumber === null ? 'no-phone' : 'walk-in';
  return person.appointment?.codeTag === null ? 'code-not-issued' : 'lost-sms';
}
