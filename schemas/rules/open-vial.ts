// Owns the open vial: how many doses are left and whether its time has passed. A dose beyond either is still recorded.

import type { ProductRule } from './rule-set.ts';

export interface OpenVialFacts {
  readonly openedAt: number;
  readonly dosesNominal: number;
  readonly drawn: number;
}

export interface OpenVialOutlook {
  readonly dosesLeft: number;
  /** Doses above nominal: 1 for "dose 11 of 10". */
  readonly dosesAboveNominal: number;
  readonly isAboveTolerance: boolean;
  readonly minutesLeft: number;
  readonly isPastTime: boolean;
}

/** `now` and `openedAt` in epoch seconds. Source of the limits: the product's rule row. */
export function openVialOutlook(
  rule: ProductRule,
  vial: OpenVialFacts,
  now: number,
): OpenVialOutlook {
  // A tablet's `now` runs in steps: an opening may lie seconds ahead of it, and never has more than its whole time.
  const secondsOpen = Math.max(0, now - vial.openedAt);
  const minutesLeft = rule.openVialMinutes - Math.floor(secondsOpen / 60);
  const dosesAboveNominal = Math.max(0, vial.drawn - vial.dosesNominal);
  return {
    dosesLeft: Math.max(0, vial.dosesNominal - vial.drawn),
    dosesAboveNominal,
    isAboveTolerance: dosesAboveNominal > rule.dosesToleratedAboveNominal,
    minutesLeft,
    isPastTime: minutesLeft <= 0,
  };
}
