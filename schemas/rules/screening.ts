// Owns what is advised about a yes to a screening question on a day. Advice, never a block.

import { latestInForce } from './rule-set.ts';
import { screeningRules, type ScreeningAdvice, type ScreeningRule } from './screening-rows.ts';

export interface ScreeningOutlook {
  readonly advice: ScreeningAdvice;
  /** YYYY-MM-DD: since when the row is in force. */
  readonly ruleFrom: string;
}

/** Null for an item that this program does not know or that had no rule on that day. */
export function adviceOf(
  rules: { readonly screening?: readonly ScreeningRule[] },
  item: string,
  day: string,
): ScreeningOutlook | null {
  const rows = (rules.screening ?? screeningRules).filter((rule) => rule.item === item);
  const row = latestInForce(rows, day);
  return row === null ? null : { advice: row.advice, ruleFrom: row.effectiveFrom };
}
