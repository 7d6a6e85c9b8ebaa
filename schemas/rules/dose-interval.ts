// Owns the interval between doses: whether today is too early, and from when the next dose is due. Sources stand with the rows.

import { addDays, daysBetween } from './day.ts';
import { intervalInForce, type IntervalRule, type RuleSet } from './rule-set.ts';

export type IntervalOutcome =
  | { readonly outcome: 'due'; readonly rule: IntervalRule; readonly days: number }
  | {
      readonly outcome: 'too-early';
      readonly rule: IntervalRule;
      readonly days: number;
      readonly dueFrom: string;
    }
  | {
      readonly outcome: 'later-than-recommended';
      readonly rule: IntervalRule;
      readonly days: number;
    }
  | { readonly outcome: 'earlier-dose-unknown' }
  | { readonly outcome: 'no-rule' };

/** Counts IST calendar days: day 83 is too early under an 84-day rule, day 84 is not. */
export function judgeDoseInterval(
  rules: RuleSet,
  product: string,
  doseNumber: number,
  earlierDoseDay: string | null,
  day: string,
): IntervalOutcome {
  const rule = intervalInForce(rules, product, doseNumber, day);
  if (doseNumber <= 1 || rule === null) return { outcome: 'no-rule' };
  const days = earlierDoseDay === null ? null : daysBetween(earlierDoseDay, day);
  if (days === null || earlierDoseDay === null) return { outcome: 'earlier-dose-unknown' };
  if (days < rule.daysMin)
    return {
      outcome: 'too-early',
      rule,
      days,
      dueFrom: addDays(earlierDoseDay, rule.daysMin) ?? earlierDoseDay,
    };
  if (rule.daysMax !== null && days > rule.daysMax)
    return { outcome: 'later-than-recommended', rule, days };
  return { outcome: 'due', rule, days };
}

/** The day from which the next dose of the same product is due, or null when no rule gives one. */
export function nextDoseDueFrom(
  rules: RuleSet,
  product: string,
  givenDoseNumber: number,
  day: string,
): string | null {
  const rule = intervalInForce(rules, product, givenDoseNumber + 1, day);
  return rule === null ? null : addDays(day, rule.daysMin);
}
