// Owns what can be picked in a report of a reaction, at the table and at the desk, and the grade that the guideline makes of it.

export const severities = ['minor', 'severe', 'serious', 'death'] as const;
export const symptoms = [
  'pain-at-site',
  'swelling-at-site',
  'fever',
  'headache',
  'dizziness',
  'fainting',
  'vomiting',
  'rash',
  'swollen-face',
  'breathless',
  'chest-pain',
  'fits',
  'unconscious',
  'other',
] as const;
export const actions = [
  'reassured',
  'paracetamol',
  'adrenaline',
  'oxygen',
  'iv-fluid',
  'doctor-called',
] as const;
export const referrals = [
  'none',
  'phc',
  'rural-hospital',
  'district-hospital',
  'private-hospital',
] as const;
export const outcomes = [
  'under-observation',
  'recovering',
  'recovered',
  'in-hospital',
  'disability',
  'died',
  'unknown',
] as const;
export const sources = ['seen-by-staff', 'beneficiary', 'family', 'hospital', 'other'] as const;

export type Severity = (typeof severities)[number];
export type Symptom = (typeof symptoms)[number];
export type Action = (typeof actions)[number];
export type Referral = (typeof referrals)[number];
export type Outcome = (typeof outcomes)[number];
export type Source = (typeof sources)[number];

const alarming: readonly Symptom[] = [
  'breathless',
  'chest-pain',
  'fits',
  'unconscious',
  'swollen-face',
];

/** What the guideline's grades make of the signs: a hint beside the choice, never the choice itself. */
export function suggestSeverity(form: {
  readonly symptoms: readonly Symptom[];
  readonly actions: readonly Action[];
  readonly referral: Referral;
  readonly outcome: Outcome;
}): Severity | null {
  if (form.outcome === 'died') return 'death';
  const isInHospital = form.outcome === 'in-hospital' || form.outcome === 'disability';
  if (isInHospital || /hospital/.test(form.referral)) return 'serious';
  if (form.symptoms.some((symptom) => alarming.includes(symptom))) return 'serious';
  if (form.actions.includes('adrenaline') || form.symptoms.includes('fainting')) return 'severe';
  return form.symptoms.length > 0 ? 'minor' : null;
}
