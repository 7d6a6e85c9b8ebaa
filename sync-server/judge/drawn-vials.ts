// Owns how many doses a vial has given, counted with those of this transaction; and which vials thereby passed what is
// tolerated: then every dose of such a vial is judged again, so that it does not matter which of them arrived last.

import type { DoseInCase } from '../../schemas/fold/case.ts';
import { referenceKey } from '../../schemas/log/hash-chain.ts';
import { openVialOutlook } from '../../schemas/rules/open-vial.ts';
import type { DatabaseReach } from '../store/schema.ts';
import { isErrorOf, type HeldDose } from './dose-records.ts';
import { vialKeyOf } from './gather-dose-facts.ts';
import type { CaseFacts } from './gather-facts.ts';
import { selectCasesOfVial } from './gather-queries.ts';

/** By vial key: by how much the count of the desk's rows will change. */
export function countDrawn(
  doses: readonly DoseInCase[],
  held: ReadonlyMap<string, HeldDose>,
): ReadonlyMap<string, number> {
  const drawn = new Map<string, number>();
  for (const dose of doses) {
    const before = held.get(referenceKey(dose.ref));
    const change = (isErrorOf(dose) === 0 ? 1 : 0) - (before?.is_error === 0 ? 1 : 0);
    if (change !== 0) drawn.set(vialKeyOf(dose), (drawn.get(vialKeyOf(dose)) ?? 0) + change);
  }
  return drawn;
}

/** Cases with doses of a vial that has just come to be above what is tolerated, or no longer is. */
export async function findTurnedVials(
  reach: DatabaseReach,
  centreId: number,
  cases: ReadonlyMap<string, CaseFacts>,
  drawnMore: ReadonlyMap<string, number>,
): Promise<string[]> {
  const turned = new Map<string, DoseInCase>();
  for (const facts of cases.values())
    for (const dose of facts.folded.doses) {
      const change = drawnMore.get(vialKeyOf(dose)) ?? 0;
      if (isTurned(facts, dose, change)) turned.set(vialKeyOf(dose), dose);
    }
  const found = new Set<string>();
  for (const { body } of turned.values()) {
    const { vaccinationSession: session, vial } = body;
    for (const row of await selectCasesOfVial(reach, { centreId, session, vial }))
      found.add(row.case_key);
  }
  return [...found].sort();
}

/** By any product's tolerance: the vial's other doses may name another product. */
function isTurned(facts: CaseFacts, dose: DoseInCase, change: number): boolean {
  const { rules, vial } = facts.factsOf(dose);
  if (vial === null || change === 0) return false;
  return rules.products.some((rule) => {
    const isAbove = (drawn: number): boolean =>
      openVialOutlook(rule, { ...vial, drawn }, dose.at).isAboveTolerance;
    return isAbove(vial.drawn) !== isAbove(vial.drawn + change);
  });
}
