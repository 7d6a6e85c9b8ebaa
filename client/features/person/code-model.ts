// Owns the second step: the four digits, what the tablet can say about them, and the way without a code.

import { computed, signal, type ReadonlySignal } from '@preact/signals';
import type { PersonRow, Tablet } from '../../tablet.ts';
import type { Text, TextKey } from '../../i18n/index.ts';
import type { TypedCodeOutcome } from '../../../schemas/rules/security-code.ts';
import { draftNames } from '../../draft-names.ts';
import { keepDraft } from '../../parts/keep-draft.ts';
import { createSaving, type Saving } from '../../parts/saving.ts';
import { wordsOfSlip } from '../../parts/slip-words.ts';
import type { WithoutCode } from './proof.ts';

export interface CodeModel {
  readonly saving: Saving;
  readonly typed: ReadonlySignal<string>;
  /** Words about the last try, and whether it counts as a wrong one. */
  readonly answer: ReadonlySignal<Text | null>;
  readonly wrongTries: ReadonlySignal<number>;
  readonly isAskingWhy: ReadonlySignal<boolean>;
  readonly withoutCode: ReadonlySignal<WithoutCode | null>;
  /** Of this person, read and not counted yet. */
  readonly hasSlip: ReadonlySignal<boolean>;
  /** Tells what was held before the camera; somebody else's slip is put down again. */
  readonly readSlip: (text: string) => Promise<void>;
  /** Counts the slip in hand as the code: after the check, never before. */
  readonly useSlip: (person: PersonRow) => Promise<void>;
  readonly type: (digits: string) => void;
  readonly submit: (person: PersonRow) => Promise<void>;
  readonly askWhy: () => void;
  readonly haveCode: () => void;
  readonly chooseWithout: (why: WithoutCode) => void;
}

/** Never the digits: no code rests on a tablet, not even sealed under a key that staff can open. */
interface CodeDraft {
  readonly isAskingWhy: boolean;
  readonly withoutCode: WithoutCode | null;
}

export function createCodeModel(tablet: Tablet, personKey: string): CodeModel {
  const saving = createSaving();
  const typed = signal('');
  const answer = signal<Text | null>(null);
  const wrongTries = signal(0);
  const isAskingWhy = signal(false);
  const withoutCode = signal<WithoutCode | null>(null);

  keepDraft<CodeDraft>(tablet.drafts, draftNames.code(personKey), {
    read: () =>
      isAskingWhy.value || withoutCode.value !== null
        ? { isAskingWhy: isAskingWhy.value, withoutCode: withoutCode.value }
        : null,
    restore: (kept) => {
      isAskingWhy.value = kept.isAskingWhy ?? false;
      withoutCode.value = kept.withoutCode ?? null;
    },
  });

  let lastTry = Promise.resolve();

  /** The field is free at once, so that the next digits may be typed while these are saved. */
  const tryTyped = async (person: PersonRow): Promise<void> => {
    const digits = typed.value;
    const outcome = tablet.judgeCode(person, digits);
    const words = wordsOfCode(outcome);
    answer.value = words === null ? null : { key: words };
    if (outcome.outcome === 'no-code-issued') withoutCode.value = 'code-not-issued';
    if (outcome.outcome !== 'matches' && outcome.outcome !== 'wrong') return;
    const isMatch = outcome.outcome === 'matches';
    typed.value = '';
    const saved = await saving.run(() => tablet.recordCodeTry(person, outcome.code, isMatch));
    if (saved === null) {
      if (typed.value === '') typed.value = digits;
      return;
    }
    if (isMatch) withoutCode.value = null;
    else wrongTries.value += 1;
  };

  return {
    saving,
    typed,
    answer,
    wrongTries,
    isAskingWhy,
    withoutCode,
    hasSlip: computed(() => tablet.slipInHand.value === personKey),
    readSlip: async (text) => {
      const reading = await tablet.readSlip(text);
      const isOthers = 'key' in reading && reading.key !== personKey;
      answer.value = isOthers ? { key: 'slip.somebody-else' } : wordsOfSlip(reading);
    },
    useSlip: async (person) => {
      if (saving.isBusy.value || tablet.slipInHand.value !== personKey) return;
      const saved = await saving.run(() => tablet.recordSlip(person));
      if (saved !== null) withoutCode.value = null;
    },
    type: (digits) => {
      typed.value = digits;
      answer.value = null;
    },
    submit: (person) => {
      // A second tap, or Enter after it: the digits are on their way already.
      if (saving.isBusy.value && typed.value === '') return lastTry;
      lastTry = saving.isBusy.value ? lastTry.then(() => tryTyped(person)) : tryTyped(person);
      return lastTry;
    },
    askWhy: () => void (isAskingWhy.value = true),
    haveCode: () => {
      isAskingWhy.value = false;
      withoutCode.value = null;
    },
    chooseWithout: (why) => {
      withoutCode.value = why;
      isAskingWhy.value = false;
    },
  };
}

/** Null for a match: the step itself then says so. */
export function wordsOfCode(outcome: TypedCodeOutcome): TextKey | null {
  if (outcome.outcome === 'matches') return null;
  if (outcome.outcome === 'no-code-issued') return 'code.no-code-issued';
  if (outcome.outcome === 'not-a-code') return `code.${outcome.hint}`;
  return outcome.hint === null ? 'code.wrong' : `code.${outcome.hint}`;
}
