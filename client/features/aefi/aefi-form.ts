// Owns what a report of a reaction holds while it is filled in, its faults, and the event body that comes of it. Pure.

import { administeredAtOf } from '../../../schemas/fold/administered-at.ts';
import type { AefiBody, DoseInCase } from '../../../schemas/fold/case.ts';
import type { EventReference } from '../../../schemas/log/hash-chain.ts';
import { istDayOf, istDayStart } from '../../../schemas/rules/day.ts';
import { normaliseDigits } from '../../../schemas/rules/security-code.ts';
import type { TextKey } from '../../i18n/index.ts';
import type {
  Action,
  Outcome,
  Referral,
  Severity,
  Source,
  Symptom,
} from '../../parts/aefi-choices.ts';

export const onsets = ['now', '5', '15', '30', 'time', 'day'] as const;

export type Onset = (typeof onsets)[number];

export interface AefiForm {
  readonly severity: Severity | null;
  readonly symptoms: readonly Symptom[];
  readonly otherSymptoms: string;
  readonly onset: Onset;
  /** As typed: four digits. */
  readonly onsetTime: string;
  /** YYYY-MM-DD. */
  readonly onsetDay: string;
  readonly actions: readonly Action[];
  readonly referral: Referral;
  readonly outcome: Outcome;
  readonly source: Source;
}

export const emptyForm: AefiForm = {
  severity: null,
  symptoms: [],
  otherSymptoms: '',
  onset: 'now',
  onsetTime: '',
  onsetDay: '',
  actions: [],
  referral: 'none',
  outcome: 'under-observation',
  source: 'seen-by-staff',
};

export type AefiField = 'severity' | 'symptoms' | 'otherSymptoms' | 'onsetTime' | 'onsetDay';
export type AefiFaults = Partial<Readonly<Record<AefiField, TextKey>>>;

interface OnsetRead {
  readonly onsetAt: number;
  readonly onsetPrecision: 'minute' | 'day';
}

/** Null when it is no time, or no day. */
export function readOnset(form: AefiForm, now: number): OnsetRead | null {
  if (form.onset === 'time') {
    const match = /^([01]\d|2[0-3])([0-5]\d)$/.exec(
      normaliseDigits(form.onsetTime).replace(':', ''),
    );
    const dayStart = istDayStart(istDayOf(now));
    if (match === null || dayStart === null) return null;
    const onsetAt = dayStart + Number(match[1]) * 3600 + Number(match[2]) * 60;
    return { onsetAt, onsetPrecision: 'minute' };
  }
  if (form.onset === 'day') {
    const dayStart = istDayStart(form.onsetDay);
    return dayStart === null
      ? null
      : { onsetAt: Math.min(dayStart + 12 * 3600, now), onsetPrecision: 'day' };
  }
  const minutesAgo = form.onset === 'now' ? 0 : Number(form.onset);
  return { onsetAt: now - minutesAgo * 60, onsetPrecision: 'minute' };
}

export function findAefiFaults(form: AefiForm, now: number): AefiFaults {
  const onset = readOnset(form, now);
  const isDayAhead = form.onset === 'day' && form.onsetDay > istDayOf(now);
  return {
    ...(form.severity === null && { severity: 'aefi.fault.severity' as const }),
    ...(form.symptoms.length === 0 && { symptoms: 'aefi.fault.symptoms' as const }),
    ...(form.symptoms.includes('other') &&
      form.otherSymptoms.trim() === '' && { otherSymptoms: 'aefi.fault.otherSymptoms' as const }),
    ...(form.onset === 'time' && onset === null && { onsetTime: 'aefi.fault.time' as const }),
    ...(form.onset === 'time' &&
      onset !== null &&
      onset.onsetAt > now && { onsetTime: 'aefi.fault.future' as const }),
    ...(form.onset === 'day' && onset === null && { onsetDay: 'aefi.fault.day' as const }),
    ...(isDayAhead && { onsetDay: 'aefi.fault.future' as const }),
  };
}

/** The form must be without faults. `dose`: the one it followed, where it is on record here. */
export function toAefiBody(
  form: AefiForm,
  dose: DoseInCase | null,
  follows: EventReference | null,
  now: number,
): AefiBody {
  const onset = readOnset(form, now);
  if (onset === null || form.severity === null) throw new Error('toAefiBody: a form with faults');
  const otherSymptoms = form.otherSymptoms.trim();
  return {
    severity: form.severity,
    doseEvent: dose?.ref ?? null,
    ...onset,
    symptoms: form.symptoms,
    ...(otherSymptoms !== '' && { otherSymptoms }),
    actions: form.actions,
    referredTo: form.referral === 'none' ? null : form.referral,
    outcome: form.outcome,
    source: form.source,
    ...(follows !== null && { follows }),
  };
}

export function isBeforeDose(form: AefiForm, dose: DoseInCase | null, now: number): boolean {
  const onset = readOnset(form, now);
  if (onset === null || dose === null) return false;
  const given = administeredAtOf(dose);
  return onset.onsetPrecision === 'day'
    ? istDayOf(onset.onsetAt) < istDayOf(given)
    : onset.onsetAt < given;
}
