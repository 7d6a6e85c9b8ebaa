// Owns whether a person's age fits a product on a day: dated rows, children by age group. It advises; it never stops a record.

import {
  ageGroupRules,
  latestInForce,
  type AgeGroupRule,
  type AgeRule,
  type RuleSet,
} from './rule-set.ts';

export type EligibilityOutcome =
  | {
      readonly outcome: 'eligible';
      readonly age: number;
      readonly ageMin: number;
      readonly ruleFrom: string;
    }
  | {
      readonly outcome: 'too-young';
      readonly age: number;
      readonly ageMin: number;
      readonly ruleFrom: string;
    }
  /** Of this age only other products are given. */
  | {
      readonly outcome: 'other-product-for-age';
      readonly age: number;
      readonly products: readonly string[];
      readonly ruleFrom: string;
    }
  | { readonly outcome: 'no-rule'; readonly age: number };

/** Only the birth year is known of most: the age is the one reached by the end of the day's year. */
export function ageInYear(birthYear: number, day: string): number {
  return Number(day.slice(0, 4)) - birthYear;
}

export function judgeEligibility(
  rules: RuleSet,
  person: { readonly birthYear: number; readonly product: string },
  day: string,
): EligibilityOutcome {
  const age = ageInYear(person.birthYear, day);
  const group = ageGroupOf(rules, age, day);
  if (group !== null && person.product !== '' && !group.products.includes(person.product))
    return {
      outcome: 'other-product-for-age',
      age,
      products: group.products,
      ruleFrom: group.effectiveFrom,
    };
  const rule = ageRuleFor(rules, person.product, day);
  if (rule === null) return { outcome: 'no-rule', age };
  const { ageMin, effectiveFrom: ruleFrom } = rule;
  return { outcome: age < ageMin ? 'too-young' : 'eligible', age, ageMin, ruleFrom };
}

/** The row for a child of this age, when one is in force. */
export function ageGroupOf(rules: RuleSet, age: number, day: string): AgeGroupRule | null {
  const rows = rules.ageGroups ?? ageGroupRules;
  return latestInForce(
    rows.filter((row) => row.ageFrom <= age && age <= row.ageTo),
    day,
  );
}

/** A product's own row, once in force, replaces the general one: 15 for Covaxin while 18 holds for others. */
export function ageRuleFor(rules: RuleSet, product: string, day: string): AgeRule | null {
  const latestOf = (wanted: string | null): AgeRule | null =>
    latestInForce(
      rules.ages.filter((rule) => rule.product === wanted),
      day,
    );
  return latestOf(product) ?? latestOf(null);
}
