// Owns the judge's reasons: each a pure function of facts, each sorted into contradicted, waiting, clinical or session flag.
// Sources: docs/protocol.md "States of a dose"; clinical rows name their guideline in schemas/rules/rule-set.ts.

import type { Case, DoseInCase, Reason } from '../../schemas/fold/case.ts';
import type { ReasonGroup } from '../../schemas/desk.ts';
import { istDayOf } from '../../schemas/rules/day.ts';
import { judgeDoseInterval } from '../../schemas/rules/dose-interval.ts';
import { latestInForce, type RuleSet } from '../../schemas/rules/rule-set.ts';
import { openVialOutlook } from '../../schemas/rules/open-vial.ts';
import { isSameDose } from './linked-cases.ts';
import type { CodeSetOutcome } from '../../schemas/rules/security-code.ts';

/** What the judge knows beyond the fold. */
export interface DoseFacts {
  readonly folded: Case;
  readonly dose: DoseInCase;
  /** The booking the case names; `none` when number and check fit no booking of this centre; null for a walk-in. */
  readonly booking: Booking | 'none' | null;
  /** Outcome of the set rule over every code ever tried; null when there is no code to hold against. */
  readonly codes: CodeSetOutcome | null;
  readonly vial: VialFacts | null;
  readonly vaccinationSession: { readonly product: string; readonly day: string } | null;
  readonly tablet: { readonly isRevoked: boolean; readonly isOfCentre: boolean };
  /** Another row with this log and number but other content is held: the tablet was copied. */
  readonly isFromCopy: boolean;
  /** Rows of its log before it are missing: a copy brought it, or a later body. */
  readonly isAfterGap: boolean;
  readonly isStaffKnown: boolean;
  /** Standing doses of other cases that a supervisor said are the same person. */
  readonly linkedDoses: readonly DoseInCase[];
  readonly rules: RuleSet;
}

export interface Booking {
  readonly birthYear: number;
  readonly doseNumber: number;
  readonly earlierDoseDay: string | null;
  readonly earlierDoseProduct: string | null;
  readonly codeState: 'counts' | 'none' | 'weak';
}

export interface VialFacts {
  readonly product: string;
  readonly vaccineBatch: string;
  readonly openedAt: number;
  readonly dosesNominal: number;
  readonly drawn: number;
}

interface ReasonRule {
  readonly reason: string;
  readonly group: ReasonGroup;
  /** The detail shown, true without one, or false when the reason is not there. */
  readonly find: (facts: DoseFacts) => string | boolean;
}

const doseDay = (facts: DoseFacts): string =>
  facts.vaccinationSession?.day ?? istDayOf(facts.dose.at - facts.dose.skew);

const standing = (facts: DoseFacts): readonly DoseInCase[] =>
  facts.folded.doses.filter((dose) => dose.enteredInError === null && dose.state !== 'revoked');

const bookingOf = (facts: DoseFacts): Booking | null =>
  facts.booking === 'none' ? null : facts.booking;

const contradicted: readonly ReasonRule[] = [
  { reason: 'code-wrong', group: 'contradicted', find: (f) => f.codes === 'wrong' },
  { reason: 'code-several', group: 'contradicted', find: (f) => f.codes === 'several' },
  { reason: 'recorded-twice', group: 'contradicted', find: isRecordedTwice },
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
];

const waiting: readonly ReasonRule[] = [
  { reason: 'rows-missing-before', group: 'waiting', find: (f) => f.isAfterGap },
  {
    reason: 'walk-in-waits-for-word',
    group: 'waiting',
    find: (f) => f.booking === null,
  },
  {
    reason: 'code-none',
    group: 'waiting',
    find: (f) => bookingOf(f) !== null && (f.codes === 'none' || f.codes === null),
  },
  { reason: 'vial-unknown', group: 'waiting', find: (f) => f.vial === null },
  { reason: 'session-unknown', group: 'waiting', find: (f) => f.vaccinationSession === null },
];

const clinical: readonly ReasonRule[] = [
  { reason: 'interval-too-short', group: 'clinical', find: findShortInterval },
  {
    reason: 'product-mixed',
    group: 'clinical',
    find: (f) => {
      const earlier = bookingOf(f)?.earlierDoseProduct ?? null;
      return f.dose.body.doseNumber > 1 && earlier !== null && earlier !== f.dose.body.product
        ? `${earlier} → ${f.dose.body.product}`
        : false;
    },
  },
  {
    reason: 'vial-product-differs',
    group: 'clinical',
    find: (f) => f.vial !== null && f.vial.product !== f.dose.body.product,
  },
  { reason: 'vial-past-time', group: 'clinical', find: isVialPastTime },
  { reason: 'vial-overdrawn', group: 'clinical', find: isVialOverdrawn },
  { reason: 'age-below', group: 'clinical', find: isBelowAge },
];

const allRules: readonly ReasonRule[] = [...contradicted, ...waiting, ...clinical];
const groups = new Map(allRules.map((rule) => [rule.reason, rule.group]));

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
  const reasons = allRules.flatMap((rule): Reason[] => {
    const found = rule.find(facts);
    if (found === false) return [];
    return [found === true ? { reason: rule.reason } : { reason: rule.reason, detail: found }];
  });
  const has = (group: ReasonGroup): boolean =>
    reasons.some((r) => reasonGroupOf(r.reason) === group);
  return {
    state: has('contradicted') ? 'held' : has('waiting') ? 'waiting' : 'confirmed',
    reasons,
  };
}

function isRecordedTwice(facts: DoseFacts): boolean {
  if (facts.dose.enteredInError !== null) return false;
  const others = standing(facts).filter(
    (dose) => dose.ref.h !== facts.dose.ref.h || dose.ref.seq !== facts.dose.ref.seq,
  );
  return others.length > 0 || facts.linkedDoses.some((other) => isSameDose(facts.dose, other));
}

function findShortInterval(facts: DoseFacts): string | boolean {
  const booking = bookingOf(facts);
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
  return openVialOutlook(rule, facts.vial, facts.dose.at).isPastTime;
}

function isVialOverdrawn(facts: DoseFacts): boolean {
  const rule = facts.rules.products.find((p) => p.product === facts.dose.body.product);
  if (!rule || facts.vial === null) return false;
  return openVialOutlook(rule, facts.vial, facts.dose.at).isAboveTolerance;
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
