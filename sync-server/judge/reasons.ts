// Owns the judge's reasons: each a pure function of facts, each sorted into contradicted, waiting, clinical or session flag.
// Sources: docs/protocol.md "States of a dose"; clinical rows name their guideline in schemas/rules/rule-set.ts.

import {
  takenBackInDoubt,
  type Case,
  type DoseInCase,
  type Reason,
} from '../../schemas/fold/case.ts';
import type { ReasonGroup } from '../../schemas/desk.ts';
import { hasOwnWord, isDenied, settledReasonsOf } from '../../schemas/fold/person-of-case.ts';
import { administeredAtOf, isFromPaper } from '../../schemas/fold/administered-at.ts';
import { istDayOf } from '../../schemas/rules/day.ts';
import { judgeDoseInterval } from '../../schemas/rules/dose-interval.ts';
import { latestInForce, type RuleSet } from '../../schemas/rules/rule-set.ts';
import { openVialOutlook } from '../../schemas/rules/open-vial.ts';
import { isSameDose } from './linked-cases.ts';
import { batchTrouble, vialTrouble } from './shared-troubles.ts';
import type { StatedBookings } from './stated-bookings.ts';
import type { CodeSetOutcome } from '../../schemas/rules/security-code.ts';

/** What the judge knows beyond the fold. */
export interface DoseFacts {
  readonly folded: Case;
  readonly dose: DoseInCase;
  /** Doses of the case that nobody took back or withdrew. */
  readonly standing: readonly DoseInCase[];
  readonly isTakenBack: boolean;
  /** Taken back only by tablets that were revoked, or of another centre: the dose stands until a supervisor looked. */
  readonly isTakenBackInDoubt: boolean;
  /** The booking the case names; `none` when number and check fit no booking of this centre; null for a walk-in. */
  readonly booking: Booking | 'none' | null;
  /** Outcome of the set rule over every code ever tried; null when there is no code to hold against. */
  readonly codes: CodeSetOutcome | null;
  /** Bookings that a walk-in said to have; null for whoever said nothing of one. */
  readonly stated: StatedBookings | null;
  /** The case's booking, or the one it stated, has a dose in another case too. */
  readonly isBookingUsed: boolean;
  readonly vial: VialFacts | null;
  /** Null where the centre has no stock records: then there is no cap. */
  readonly batch: BatchFacts | null;
  readonly closing: ClosingFacts;
  readonly vaccinationSession: { readonly product: string; readonly day: string } | null;
  readonly tablet: { readonly isRevoked: boolean; readonly isOfCentre: boolean };
  /** Another row with this log and number but other content is held: the tablet was copied. */
  readonly isFromCopy: boolean;
  /** Rows of its log before it are missing: a copy brought it, or a later body. */
  readonly isAfterGap: boolean;
  /** The server was put back, and only another tablet told of it, or of a code tried for the case: its own has not brought it. */
  readonly isOnlyRemembered: boolean;
  readonly isStaffKnown: boolean;
  /** Staff who are proved by an unconfirmed vouch alone. */
  readonly vouchedOnly: ReadonlySet<string>;
  /** Standing doses of other cases that a supervisor said are the same person. */
  readonly linkedDoses: readonly DoseInCase[];
  /** Another case, mostly of another centre, has a settled dose of this number for the same document number. */
  readonly isClaimedElsewhere: boolean;
  readonly rules: RuleSet;
}

export interface Booking {
  readonly birthYear: number;
  readonly doseNumber: number;
  readonly earlierDoseDay: string | null;
  readonly earlierDoseProduct: string | null;
  readonly codeState: 'counts' | 'none' | 'weak';
  readonly hasPhone: boolean;
}

export interface BatchFacts {
  readonly isIssued: boolean;
  readonly capacity: number;
  readonly drawn: number;
}

export interface ClosingFacts {
  /** Recorded after its session was closed, in a log that the closing counted. */
  readonly isAfterClosing: boolean;
  readonly isClosed: boolean;
  readonly isReconciled: boolean;
  readonly isEvidenceDue: boolean;
}

export interface VialFacts {
  readonly product: string;
  readonly vaccineBatch: string;
  readonly openedAt: number;
  readonly dosesNominal: number;
  readonly drawn: number;
  readonly discarded: number;
}

/** The detail is the staff id of whoever was vouched for. */
export const vouchUnconfirmed = 'vouch-unconfirmed';

interface ReasonRule {
  readonly reason: string;
  readonly group: ReasonGroup;
  /** The detail shown, true without one, or false when the reason is not there. */
  readonly find: (facts: DoseFacts) => string | boolean;
}

/** A row copied from paper says its own day: the record may have been made under another day's list. */
const doseDay = (facts: DoseFacts): string => {
  const given = istDayOf(administeredAtOf(facts.dose));
  return isFromPaper(facts.dose) ? given : (facts.vaccinationSession?.day ?? given);
};

const bookingOf = (facts: DoseFacts): Booking | null =>
  facts.booking === 'none' ? null : facts.booking;

/** The booking that stands behind the person: the case's own, or one that was stated with its right code. */
const anyBookingOf = (facts: DoseFacts): Booking | null =>
  bookingOf(facts) ?? facts.stated?.booking ?? null;

/** The server has not looked yet: nobody is asked for anything before it has. */
const isStatedOpen = (facts: DoseFacts): boolean => facts.stated?.isOpen === true;

const isOwnWord = (facts: DoseFacts): boolean => hasOwnWord(facts.folded, facts.dose);

const contradicted: readonly ReasonRule[] = [
  { reason: 'not-me', group: 'contradicted', find: (f) => isDenied(f.folded, f.dose) },
  // Digits alone release nothing any more; the person's own one-time code does.
  {
    reason: 'code-wrong',
    group: 'contradicted',
    find: (f) => f.codes === 'wrong' && !isOwnWord(f),
  },
  {
    reason: 'code-several',
    group: 'contradicted',
    find: (f) => f.codes === 'several' && !isOwnWord(f),
  },
  { reason: 'recorded-twice', group: 'contradicted', find: isRecordedTwice },
  { reason: 'dosed-elsewhere', group: 'contradicted', find: (f) => f.isClaimedElsewhere },
  { reason: 'booking-used', group: 'contradicted', find: (f) => f.isBookingUsed && !f.isTakenBack },
  { reason: 'copied-tablet', group: 'contradicted', find: (f) => f.isFromCopy },
  { reason: 'revoked-tablet', group: 'contradicted', find: (f) => f.tablet.isRevoked },
  { reason: 'tablet-of-another-centre', group: 'contradicted', find: (f) => !f.tablet.isOfCentre },
  {
    reason: 'nobody-signed-in',
    group: 'contradicted',
    // The sign-in may be among the rows that are missing.
    find: (f) => f.dose.by === null && !f.isAfterGap,
  },
  {
    reason: 'staff-unknown',
    group: 'contradicted',
    find: (f) => f.dose.by !== null && !f.isStaffKnown,
  },
  { reason: 'appointment-mismatch', group: 'contradicted', find: (f) => f.booking === 'none' },
  { reason: 'newer-words', group: 'contradicted', find: (f) => f.folded.hasNewerDoseWords },
  { reason: takenBackInDoubt, group: 'contradicted', find: (f) => f.isTakenBackInDoubt },
];

const waiting: readonly ReasonRule[] = [
  { reason: 'rows-missing-before', group: 'waiting', find: (f) => f.isAfterGap },
  // The signature over it and the keys to its code are with its own tablet.
  { reason: 'only-remembered', group: 'waiting', find: (f) => f.isOnlyRemembered },
  {
    reason: 'walk-in-waits-for-word',
    group: 'waiting',
    find: (f) => f.booking === null && isWithoutCode(f) && canGiveWord(f) && !isOwnWord(f),
  },
  { reason: 'booking-being-checked', group: 'waiting', find: isStatedOpen },
  {
    reason: 'booking-unknown',
    group: 'waiting',
    find: (f) => f.stated?.isUnknown === true && !isOwnWord(f),
  },
  {
    reason: 'booking-other-day',
    group: 'waiting',
    find: (f) => f.stated?.isOtherDay === true && !isOwnWord(f) && (f.stated.booking?.day ?? true),
  },
  {
    reason: 'code-none',
    group: 'waiting',
    find: (f) => bookingOf(f) !== null && isWithoutCode(f) && canGiveWord(f) && !isOwnWord(f),
  },
  // Nobody can be asked: two people's own PINs and a closed, reconciled session stand for the word.
  {
    reason: 'no-phone-unproved',
    group: 'waiting',
    find: (f) => isForTwo(f) && !(isSeenByTwo(f, nobody) && f.closing.isReconciled),
  },
  // All is there but the supervisor's word on whoever was vouched for: that vouch is the task, not each of its doses.
  {
    reason: vouchUnconfirmed,
    group: 'waiting',
    find: (f) =>
      isForTwo(f) &&
      f.closing.isReconciled &&
      isSeenByTwo(f, nobody) &&
      !isSeenByTwo(f, f.vouchedOnly) &&
      vouchedIn(f),
  },
  {
    reason: 'registration-unknown',
    group: 'waiting',
    find: (f) => f.booking === null && f.folded.registration === null,
  },
  { reason: 'vial-unknown', group: 'waiting', find: (f) => f.vial === null },
  { reason: 'session-unknown', group: 'waiting', find: (f) => f.vaccinationSession === null },
  // One task for the vial, or the batch; its doses wait together, for nobody can say which of them was not there.
  { reason: 'vial-overdrawn', group: 'waiting', find: (f) => vialTrouble(f) !== null },
  {
    reason: 'batch-unknown',
    group: 'waiting',
    find: (f) => batchTrouble(f) === 'batch-unknown',
  },
  {
    reason: 'batch-overdrawn',
    group: 'waiting',
    find: (f) => batchTrouble(f) === 'batch-overdrawn',
  },
];

/** Only the person's own one-time code is missing: settled, without end and without anybody's work. */
const ownWordReasons: readonly string[] = [
  'walk-in-waits-for-word',
  'code-none',
  'booking-unknown',
  'booking-other-day',
];
/** Each is a task of its own, about a vial, a batch or a vouch and never about one dose. */
export const sharedReasons: readonly string[] = [
  'vial-overdrawn',
  'batch-unknown',
  'batch-overdrawn',
  vouchUnconfirmed,
];
/** Written beside what still waits, once the judge's "evidence is due" has come. */
export const evidenceOverdue = 'evidence-overdue';

export const isEvidenceReason = (reason: string): boolean =>
  groups.get(reason) === 'waiting' &&
  reason !== evidenceOverdue &&
  !ownWordReasons.includes(reason) &&
  !sharedReasons.includes(reason);

const clinical: readonly ReasonRule[] = [
  { reason: 'interval-too-short', group: 'clinical', find: findShortInterval },
  {
    reason: 'product-mixed',
    group: 'clinical',
    find: (f) => {
      const earlier = anyBookingOf(f)?.earlierDoseProduct ?? null;
      return f.dose.body.doseNumber > 1 && earlier !== null && earlier !== f.dose.body.product
        ? `${earlier} → ${f.dose.body.product}`
        : false;
    },
  },
  {
    reason: 'booking-other-product',
    group: 'clinical',
    find: (f) => {
      const booked = f.stated?.booking?.product ?? f.dose.body.product;
      return booked === f.dose.body.product ? false : `${booked} → ${f.dose.body.product}`;
    },
  },
  {
    reason: 'vial-product-differs',
    group: 'clinical',
    find: (f) => f.vial !== null && f.vial.product !== f.dose.body.product,
  },
  { reason: 'vial-past-time', group: 'clinical', find: isVialPastTime },
  { reason: 'age-below', group: 'clinical', find: isBelowAge },
];

const allRules: readonly ReasonRule[] = [...contradicted, ...waiting, ...clinical];
const groups = new Map([
  ...allRules.map((rule) => [rule.reason, rule.group] as const),
  [evidenceOverdue, 'waiting'] as const,
]);

/** A reason this program does not know counts as a contradiction: it keeps a certificate back. */
export function reasonGroupOf(reason: string): ReasonGroup {
  return groups.get(reason) ?? 'contradicted';
}

export interface Judgement {
  readonly state: 'confirmed' | 'waiting' | 'held';
  /** All that was found, in a fixed order: not only the first. */
  readonly reasons: readonly Reason[];
}

/** A function of the facts alone: equal sets of events give equal judgements. */
export function judgeDose(facts: DoseFacts): Judgement {
  const settled = settledReasonsOf(facts.folded, facts.dose);
  const found = allRules.flatMap((rule): Reason[] => {
    // A supervisor looked at the vial, the batch or the tablet as a whole, and said so of this dose.
    if (settled.has(rule.reason)) return [];
    const detail = rule.find(facts);
    if (detail === false) return [];
    return [detail === true ? { reason: rule.reason } : { reason: rule.reason, detail }];
  });
  const isOverdue =
    facts.closing.isEvidenceDue && found.some(({ reason }) => isEvidenceReason(reason));
  const reasons = isOverdue ? [...found, { reason: evidenceOverdue }] : found;
  const has = (group: ReasonGroup): boolean =>
    reasons.some((r) => reasonGroupOf(r.reason) === group);
  return {
    state: has('contradicted') ? 'held' : has('waiting') ? 'waiting' : 'confirmed',
    reasons,
  };
}

function isRecordedTwice(facts: DoseFacts): boolean {
  if (facts.isTakenBack) return false;
  const others = facts.standing.filter(
    (dose) => dose.ref.h !== facts.dose.ref.h || dose.ref.seq !== facts.dose.ref.seq,
  );
  return others.length > 0 || facts.linkedDoses.some((other) => isSameDose(facts.dose, other));
}

function findShortInterval(facts: DoseFacts): string | boolean {
  const booking = anyBookingOf(facts);
  const { product, doseNumber } = facts.dose.body;
  const outcome = judgeDoseInterval(
    facts.rules,
    product,
    doseNumber,
    booking?.earlierDoseDay ?? null,
    doseDay(facts),
  );
  return outcome.outcome === 'too-early' ? `${outcome.days}/${outcome.rule.daysMin}` : false;
}

function isVialPastTime(facts: DoseFacts): boolean {
  const rule = facts.rules.products.find((p) => p.product === facts.dose.body.product);
  if (!rule || facts.vial === null) return false;
  return openVialOutlook(rule, facts.vial, drawnAt(facts.dose)).isPastTime;
}

/** By the clock that wrote the vial's opening, or by the paper. */
const drawnAt = (dose: DoseInCase): number => dose.body.administeredAt ?? dose.at;

const isWithoutCode = (facts: DoseFacts): boolean =>
  facts.booking !== 'none' &&
  !isStatedOpen(facts) &&
  (facts.codes === 'none' || facts.codes === null);

/** A phone to ask. While a walk-in's registration is missing nobody knows, and the person may still be asked. */
function canGiveWord(facts: DoseFacts): boolean {
  const booking = bookingOf(facts);
  if (booking !== null) return booking.hasPhone;
  return facts.folded.registration === null || facts.folded.registration.body.mobileNumber !== null;
}

const nobody: ReadonlySet<string> = new Set();

/** Two people's proved acts have to stand for a word that nobody can be asked for. */
const isForTwo = (facts: DoseFacts): boolean =>
  isWithoutCode(facts) && !canGiveWord(facts) && !isOwnWord(facts);

const arrivalsOf = ({ folded }: DoseFacts) =>
  [folded.registration, ...folded.checkedIn].filter((entry) => entry !== null);

/**
 * Whoever registered or checked in the person, and whoever gave the dose: two, each by their own PIN. `without`: who
 * vouches for a name that nobody else has confirmed would be two people alone.
 */
function isSeenByTwo(facts: DoseFacts, without: ReadonlySet<string>): boolean {
  const { dose } = facts;
  const stands = (by: DoseInCase['by']): boolean => by?.proved === true && !without.has(by.staffId);
  return (
    stands(dose.by) &&
    arrivalsOf(facts).some((entry) => stands(entry.by) && entry.by?.staffId !== dose.by?.staffId)
  );
}

/** Whose vouch it waits for: the vaccinator's first. False where none of them was vouched for. */
function vouchedIn(facts: DoseFacts): string | false {
  const authors = [facts.dose.by, ...arrivalsOf(facts).map((entry) => entry.by)];
  const staff = authors.flatMap((by) => (by === null ? [] : [by.staffId]));
  return staff.find((staffId) => facts.vouchedOnly.has(staffId)) ?? false;
}

/** Age counts as on 1 January of the following year for the 2021 campaign's first rows; the year of birth is all there is. */
function isBelowAge(facts: DoseFacts): boolean {
  const birthYear =
    bookingOf(facts)?.birthYear ?? facts.folded.registration?.body.birthYear ?? null;
  if (birthYear === null) return false;
  const day = doseDay(facts);
  const inForce = latestInForce(
    facts.rules.ages.filter(
      (rule) => rule.product === null || rule.product === facts.dose.body.product,
    ),
    day,
  );
  return inForce !== null && Number(day.slice(0, 4)) + 1 - birthYear < inForce.ageMin;
}
