// Owns how many doses a batch, or a vial, can have given: nominal, plus what is tolerated, less the rest that was thrown away.
// Source: docs/protocol.md, "Vials and stock"; tolerance per product in rule-set.ts (more doses than nominal: Kerala, 2021).

import type { ProductRule } from './rule-set.ts';

/** `issued`: doses by the desk's stock list. An unknown product tolerates nothing. */
export function batchCapacity(
  rule: ProductRule | undefined,
  issued: number,
  discarded: number,
): number {
  const perVial = rule?.dosesPerVial[0] ?? 1;
  const tolerated = Math.ceil(issued / perVial) * (rule?.dosesToleratedAboveNominal ?? 0);
  return Math.max(0, issued + tolerated - discarded);
}

export function vialCapacity(
  rule: ProductRule | undefined,
  nominal: number,
  discarded: number,
): number {
  return Math.max(0, nominal + (rule?.dosesToleratedAboveNominal ?? 0) - discarded);
}
