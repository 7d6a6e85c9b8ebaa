// Owns the dated vaccine rules as data: products, intervals, ages. Delivered in the day pack; its version is stamped on each dose.
// Every row names its guideline; a rule warns before and makes a clinical task after, and never blocks a record.

import { screeningRules, type ScreeningRule } from './screening-rows.ts';

export interface ProductRule {
  /** As printed in CoWIN's lists. */
  readonly product: string;
  readonly label: string;
  readonly dosesPerVial: readonly number[];
  /** Doses above nominal that are noted and need no task. */
  readonly dosesToleratedAboveNominal: number;
  /** Minutes after opening until which a vial may be drawn from. */
  readonly openVialMinutes: number;
  readonly source: string;
}

export interface IntervalRule {
  readonly product: string;
  readonly doseNumber: number;
  readonly effectiveFrom: string;
  readonly daysMin: number;
  /** Last day of the recommended window; null when there is none. */
  readonly daysMax: number | null;
  readonly source: string;
}

export interface AgeRule {
  readonly effectiveFrom: string;
  readonly product: string | null;
  readonly ageMin: number;
  readonly source: string;
}

/** Of these ages only these products are given. */
export interface AgeGroupRule {
  readonly effectiveFrom: string;
  readonly ageFrom: number;
  readonly ageTo: number;
  readonly products: readonly string[];
  /** A child's day of birth decides, not the year alone. */
  readonly needsBirthDate: boolean;
  readonly source: string;
}

export interface RuleSet {
  readonly rulesVersion: string;
  /** Absent in lists of an older server: then the program's own rows hold. */
  readonly ageGroups?: readonly AgeGroupRule[];
  readonly screening?: readonly ScreeningRule[];
  readonly products: readonly ProductRule[];
  readonly intervals: readonly IntervalRule[];
  readonly ages: readonly AgeRule[];
}

const openVial = 'MoHFW operational guidelines, 28 Dec 2020: open vial 4 hours or end of session';

/** The rows of a list that brings none of its own. */
export const ageGroupRules: readonly AgeGroupRule[] = [
  {
    effectiveFrom: '2022-01-03',
    ageFrom: 15,
    ageTo: 17,
    products: ['COVAXIN'],
    needsBirthDate: false,
    source: 'MoHFW guidelines of 27 Dec 2021: 15-18 from 3 Jan 2022, Covaxin only',
  },
  {
    effectiveFrom: '2022-03-16',
    ageFrom: 12,
    ageTo: 14,
    products: ['CORBEVAX'],
    needsBirthDate: true,
    source: 'MoHFW guidelines of 14 Mar 2022: 12-14 from 16 Mar 2022, Corbevax only',
  },
];

export const currentRuleSet: RuleSet = {
  rulesVersion: 'in-2022-08-12',
  ageGroups: ageGroupRules,
  screening: screeningRules,
  products: [
    {
      product: 'COVISHIELD',
      label: 'Covishield',
      dosesPerVial: [10, 20],
      dosesToleratedAboveNominal: 1,
      openVialMinutes: 240,
      source: openVial,
    },
    {
      product: 'COVAXIN',
      label: 'Covaxin',
      dosesPerVial: [20, 10],
      dosesToleratedAboveNominal: 2,
      openVialMinutes: 240,
      source: openVial,
    },
    {
      product: 'SPUTNIK V',
      label: 'Sputnik V',
      dosesPerVial: [5, 1],
      dosesToleratedAboveNominal: 0,
      openVialMinutes: 120,
      source: 'Sputnik V product sheet, Apr 2021: 2 hours once thawed',
    },
    {
      product: 'CORBEVAX',
      label: 'Corbevax',
      dosesPerVial: [20, 10],
      dosesToleratedAboveNominal: 2,
      openVialMinutes: 240,
      source: openVial,
    },
  ],
  intervals: [
    {
      product: 'COVISHIELD',
      doseNumber: 2,
      effectiveFrom: '2021-01-16',
      daysMin: 28,
      daysMax: 42,
      source: 'MoHFW, roll-out guidance of 16 Jan 2021: 4-6 weeks',
    },
    {
      product: 'COVISHIELD',
      doseNumber: 2,
      effectiveFrom: '2021-03-22',
      daysMin: 28,
      daysMax: 56,
      source: 'MoHFW letter of 22 Mar 2021: 4-8 weeks',
    },
    {
      product: 'COVISHIELD',
      doseNumber: 2,
      effectiveFrom: '2021-05-13',
      daysMin: 84,
      daysMax: 112,
      source: 'MoHFW, 13 May 2021: 12-16 weeks, from day 84',
    },
    {
      product: 'COVAXIN',
      doseNumber: 2,
      effectiveFrom: '2021-01-16',
      daysMin: 28,
      daysMax: 42,
      source: 'MoHFW, roll-out guidance of 16 Jan 2021: 4-6 weeks',
    },
    {
      product: 'SPUTNIK V',
      doseNumber: 2,
      effectiveFrom: '2021-04-13',
      daysMin: 21,
      daysMax: null,
      source: 'CDSCO approval of 13 Apr 2021: 21 days',
    },
    {
      product: 'CORBEVAX',
      doseNumber: 2,
      effectiveFrom: '2022-03-16',
      daysMin: 28,
      daysMax: null,
      source: 'MoHFW guidelines of 14 Mar 2022: 28 days',
    },
    {
      product: 'COVISHIELD',
      doseNumber: 3,
      effectiveFrom: '2022-01-10',
      daysMin: 273,
      daysMax: null,
      source: 'MoHFW, precaution dose, 10 Jan 2022: 39 weeks',
    },
    {
      product: 'COVAXIN',
      doseNumber: 3,
      effectiveFrom: '2022-01-10',
      daysMin: 273,
      daysMax: null,
      source: 'MoHFW, precaution dose, 10 Jan 2022: 39 weeks',
    },
    {
      product: 'COVISHIELD',
      doseNumber: 3,
      effectiveFrom: '2022-07-06',
      daysMin: 182,
      daysMax: null,
      source: 'MoHFW letter of 6 Jul 2022: 26 weeks',
    },
    {
      product: 'COVAXIN',
      doseNumber: 3,
      effectiveFrom: '2022-07-06',
      daysMin: 182,
      daysMax: null,
      source: 'MoHFW letter of 6 Jul 2022: 26 weeks',
    },
  ],
  ages: [
    {
      effectiveFrom: '2021-03-01',
      product: null,
      ageMin: 45,
      source: 'MoHFW, 1 Mar 2021: 60 and over, 45-59 with illness',
    },
    {
      effectiveFrom: '2021-05-01',
      product: null,
      ageMin: 18,
      source: 'MoHFW, 1 May 2021: 18 and over',
    },
    {
      effectiveFrom: '2022-01-03',
      product: 'COVAXIN',
      ageMin: 15,
      source: 'MoHFW, 3 Jan 2022: 15-18 with Covaxin',
    },
    {
      effectiveFrom: '2022-03-16',
      product: 'CORBEVAX',
      ageMin: 12,
      source: 'MoHFW, 16 Mar 2022: 12-14 with Corbevax',
    },
  ],
};

/** The latest row in force on a day. Rows of one key replace each other by date. */
export function intervalInForce(
  rules: RuleSet,
  product: string,
  doseNumber: number,
  day: string,
): IntervalRule | null {
  return latestInForce(
    rules.intervals.filter((rule) => rule.product === product && rule.doseNumber === doseNumber),
    day,
  );
}

export function latestInForce<Rule extends { readonly effectiveFrom: string }>(
  rules: readonly Rule[],
  day: string,
): Rule | null {
  let latest: Rule | null = null;
  for (const rule of rules)
    if (
      rule.effectiveFrom <= day &&
      (latest === null || rule.effectiveFrom >= latest.effectiveFrom)
    )
      latest = rule;
  return latest;
}
