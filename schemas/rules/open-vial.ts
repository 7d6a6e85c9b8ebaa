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
  const minutesLeft = Math.ceil((vial.openedAt + rule.openVialMinutes * 60 - now) / 60);
  const dosesAboveNominal = Math.max(0, vial.drawn - vial.dosesNominal);
  return {
    dosesLeft: Math.max(0, vial.dosesNominal - vial.drawn),
    dosesAboveNominal,
    isAboveTolerance: dosesAboveNominal > rule.dosesToleratedAboveNominal,
    minutesLeft,
    isPastTime: minutesLeft <= 0,
  };
}
