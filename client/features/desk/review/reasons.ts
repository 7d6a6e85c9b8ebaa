// Owns what the judge's reasons mean to a supervisor: which of them settle by themselves, and which have words of their own.

import type { DeskOpenDose, ReasonGroup } from '../../../../schemas/desk.ts';

export const reasonGroups = [
  'contradicted',
  'waiting',
  'clinical',
  'session-flag',
] as const satisfies readonly ReasonGroup[];

/** Reasons this page has words for; any other is shown by its name, never hidden. */
export const knownReasons = [
  'code-wrong',
  'code-several',
  'code-none',
  'lost-sms',
  'walk-in-waits-for-word',
  'recorded-twice',
  'copied-tablet',
  'revoked-tablet',
  'staff-unknown',
  'nobody-signed-in',
  'rows-missing-before',
  'only-remembered',
  'vial-unknown',
  'vial-past-time',
  'vial-overdrawn',
  'batch-unknown',
  'interval-too-short',
  'product-mixed',
  'age-below',
  'product-not-session',
  'session-unknown',
  'appointment-mismatch',
  'newer-words',
  'tablet-of-another-centre',
  'vial-product-differs',
  'not-me',
  'no-phone-unproved',
  'registration-unknown',
  'batch-overdrawn',
  'taken-back-in-doubt',
  'evidence-overdue',
  'dosed-elsewhere',
  'booking-being-checked',
  'booking-unknown',
  'booking-other-day',
  'booking-used',
  'booking-other-product',
  'vouch-unconfirmed',
] as const;
export type KnownReason = (typeof knownReasons)[number];

export function isKnownReason(reason: string): reason is KnownReason {
  return knownReasons.includes(reason as KnownReason);
}

/** Only the person's own one-time code is missing: settled without anyone's work (trust.md, "No code"). */
const ownWordReasons: readonly string[] = [
  'code-none',
  'lost-sms',
  'walk-in-waits-for-word',
  'booking-unknown',
  'booking-other-day',
];

/** True when nothing but the person's own word is open: no supervisor has to act. */
export function waitsForOwnWordOnly(dose: Pick<DeskOpenDose, 'state' | 'reasons'>): boolean {
  return (
    dose.state === 'waiting' &&
    dose.reasons.length > 0 &&
    dose.reasons.every((each) => ownWordReasons.includes(each.reason))
  );
}

/** Why a supervisor accepts or withdraws: picked first, so that decisions can be compared later. */
export const acceptGrounds = [
  'person-says-given',
  'centre-says-given',
  'paper-seen',
  'this-one-counts',
  'known-fault',
  'other',
] as const;
export const withdrawGrounds = [
  'person-says-not-given',
  'centre-entered-by-mistake',
  'other-one-counts',
  'no-such-vial',
  'no-proof',
  'other',
] as const;
export type Ground = (typeof acceptGrounds)[number] | (typeof withdrawGrounds)[number];
