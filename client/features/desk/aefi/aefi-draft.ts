// Owns a reaction that the desk heard of while its form is filled in: what it holds, its faults, and what is sent. Pure.

import type { DeskAefi } from '../../../../schemas/desk-case.ts';
import { dayToDayNumber } from '../../../../schemas/rules/day.ts';
import type {
  Action,
  Outcome,
  Referral,
  Severity,
  Source,
  Symptom,
} from '../../../parts/aefi-choices.ts';

/** Whom it is about: picked from the people of a centre and a day, or from an earlier report. */
export interface AboutPerson {
  readonly centreId: number;
  readonly caseKey: string;
  readonly name: string;
}

export interface AefiDraft {
  readonly severity: Severity | null;
  readonly symptoms: readonly Symptom[];
  readonly otherSymptoms: string;
  readonly onsetDay: string;
  readonly actions: readonly Action[];
  readonly referral: Referral;
  readonly outcome: Exclude<Outcome, 'under-observation'>;
  readonly source: Exclude<Source, 'seen-by-staff'>;
}

export const emptyDraft: AefiDraft = {
  severity: null,
  symptoms: [],
  otherSymptoms: '',
  onsetDay: '',
  actions: [],
  referral: 'none',
  outcome: 'unknown',
  source: 'family',
};

export type AefiDraftFault = 'severity' | 'symptoms' | 'otherSymptoms' | 'onsetDay';
const ownWordsMin = 3;

export function findDraftFaults(draft: AefiDraft, today: string): readonly AefiDraftFault[] {
  const isDay = dayToDayNumber(draft.onsetDay) !== null && draft.onsetDay <= today;
  const own = draft.otherSymptoms.trim().length;
  const isOwnMissing = draft.symptoms.includes('other') ? own < ownWordsMin : false;
  return [
    ...(draft.severity === null ? (['severity'] as const) : []),
    ...(draft.symptoms.length === 0 ? (['symptoms'] as const) : []),
    ...(isOwnMissing ? (['otherSymptoms'] as const) : []),
    ...(isDay ? [] : (['onsetDay'] as const)),
  ];
}

/** The draft must be without faults. */
export function toReport(about: AboutPerson, draft: AefiDraft): DeskAefi {
  const { severity, symptoms, onsetDay, actions, referral, outcome, source } = draft;
  if (severity === null) throw new Error('toReport: a draft with faults');
  const own = draft.otherSymptoms.trim();
  return {
    centreId: about.centreId,
    caseKey: about.caseKey,
    severity,
    onsetDay,
    symptoms: [...symptoms],
    otherSymptoms: symptoms.includes('other') ? own : null,
    actions: [...actions],
    referredTo: referral === 'none' ? null : referral,
    outcome,
    source,
  };
}
