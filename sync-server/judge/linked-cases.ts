// Owns persons who stand in the register as several cases: which cases a supervisor said are one person, and each one's doses of the others.

import type { Case, DoseInCase } from '../../schemas/fold/case.ts';
import { istDayOf } from '../../schemas/rules/day.ts';

/** More cases than a person has; whoever links on and on must not make one judgement read the whole centre. */
export const linkedCasesMax = 20;

/**
 * Reads on until every case that is linked to the asked ones is there. A link names its two cases in both, so it
 * does not matter from which one the reading starts.
 */
export async function readLinked<Entry extends { readonly folded: Case }>(
  entries: readonly Entry[],
  read: (caseKeys: readonly string[]) => Promise<readonly Entry[]>,
): Promise<ReadonlyMap<string, Entry>> {
  const known = new Map(entries.map((entry) => [entry.folded.key, entry]));
  let missing = missingOf(known);
  for (let round = 0; missing.length > 0 && round < linkedCasesMax; round++) {
    for (const entry of await read(missing)) known.set(entry.folded.key, entry);
    missing = missingOf(known);
  }
  return known;
}

function missingOf(known: ReadonlyMap<string, { readonly folded: Case }>): string[] {
  const named = new Set<string>();
  for (const { folded } of known.values())
    for (const link of folded.links)
      if (!known.has(link.body.otherCase)) named.add(link.body.otherCase);
  return [...named].sort();
}

/** Every case of the person, the asked one included: what live links connect, in any order of linking. */
export function casesOfPerson(
  cases: ReadonlyMap<string, { readonly folded: Case }>,
  caseKey: string,
): readonly string[] {
  const found = new Set([caseKey]);
  for (const key of found)
    for (const link of cases.get(key)?.folded.links ?? [])
      if (cases.has(link.body.otherCase) && found.size < linkedCasesMax)
        found.add(link.body.otherCase);
  return [...found].sort();
}

/** Doses of the person's other cases that stand. */
export function linkedDosesOf(
  cases: ReadonlyMap<string, { readonly folded: Case }>,
  caseKey: string,
): readonly DoseInCase[] {
  if ((cases.get(caseKey)?.folded.links ?? []).length === 0) return [];
  return casesOfPerson(cases, caseKey)
    .filter((key) => key !== caseKey)
    .flatMap((key) => cases.get(key)?.folded.doses ?? [])
    .filter((dose) => dose.enteredInError === null && dose.state !== 'revoked');
}

/** Two bookings of one person may be for two doses: only the same dose number, or one day, makes it once too often. */
export function isSameDose(dose: DoseInCase, other: DoseInCase): boolean {
  return (
    dose.body.doseNumber === other.body.doseNumber ||
    istDayOf(dose.at - dose.skew) === istDayOf(other.at - other.skew)
  );
}
