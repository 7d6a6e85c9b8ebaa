// Owns the text about a reaction that is read out over the phone, in the language of the screen: the same at the table and at the desk.

import { formatDayShort, formatDayTime, t, type TextKey } from '../i18n/index.ts';
import type { AefiBody } from '../../schemas/fold/case.ts';
import { istDayOf } from '../../schemas/rules/day.ts';

export interface AefiPhoneFacts extends Pick<
  AefiBody,
  'severity' | 'onsetAt' | 'onsetPrecision' | 'symptoms' | 'actions' | 'referredTo' | 'outcome'
> {
  readonly otherSymptoms: string | null;
  readonly centre: string;
  readonly person: string;
  /** Null where no year of birth is known. */
  readonly age: number | null;
  readonly dose: {
    readonly words: string;
    readonly givenAt: number;
    readonly vaccineBatch: string;
    readonly vial: string;
  } | null;
}

export function aefiPhoneText(facts: AefiPhoneFacts): string {
  const { dose, actions, symptoms } = facts;
  const words = (values: readonly string[], group: string): string =>
    values.map((value) => t(`aefi.${group}.${value}` as TextKey)).join(', ');
  const seen = [
    words(
      symptoms.filter((symptom) => symptom !== 'other'),
      'symptom',
    ),
    facts.otherSymptoms ?? '',
  ];
  return t('aefi.phone', {
    severity: t(`aefi.severity.${facts.severity}`),
    centre: facts.centre,
    person: facts.person,
    age: facts.age ?? '–',
    dose: dose === null ? t('aefi.noDose') : dose.words,
    given: dose === null ? '–' : formatDayTime(dose.givenAt),
    batch: dose?.vaccineBatch ?? '–',
    vial: dose?.vial ?? '–',
    onset: aefiOnsetWords(facts),
    symptoms: seen.filter((text) => text !== '').join(', '),
    actions: actions.length === 0 ? t('aefi.nothingDone') : words(actions, 'action'),
    referral: t(`aefi.referral.${facts.referredTo ?? 'none'}` as TextKey),
    outcome: t(`aefi.outcome.${facts.outcome}`),
  });
}

export function aefiOnsetWords(facts: Pick<AefiBody, 'onsetAt' | 'onsetPrecision'>): string {
  return facts.onsetPrecision === 'day'
    ? formatDayShort(istDayOf(facts.onsetAt))
    : formatDayTime(facts.onsetAt);
}
