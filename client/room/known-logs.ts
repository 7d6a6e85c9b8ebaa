// Owns how much of the room one tablet knows: per log the last number and the doses in it.

import { referenceKey } from '../../schemas/log/hash-chain.ts';
import type { PersonRow } from '../tablet.ts';
import type { KnownLog } from './port.ts';

/** Doses that count, by the log they were written in. Each dose once, whatever way it came here. */
export function findKnownLogs(
  people: readonly PersonRow[],
  isOfSession: (vaccinationSession: string) => boolean,
): readonly KnownLog[] {
  const logs = new Map<string, { upToSeq: number; doses: Set<string> }>();
  for (const person of people)
    for (const dose of person.folded.doses) {
      if (dose.enteredInError !== null || dose.state === 'revoked') continue;
      if (!isOfSession(dose.body.vaccinationSession)) continue;
      const { log, seq } = dose.ref;
      const known = logs.get(log) ?? { upToSeq: 0, doses: new Set<string>() };
      known.upToSeq = Math.max(known.upToSeq, seq);
      known.doses.add(referenceKey(dose.ref));
      logs.set(log, known);
    }
  return [...logs]
    .map(([log, { upToSeq, doses }]) => ({ log, upToSeq, doses: doses.size }))
    .sort((a, b) => (a.log < b.log ? -1 : 1));
}
