// Owns the true time of a dose: of the needle, not of the record. A row copied from paper in the evening keeps its morning.

import type { CaseEntry, DoseBody } from './case.ts';

type TimedDose = Pick<CaseEntry<DoseBody>, 'at' | 'skew' | 'body'>;

/** Epoch seconds. The tablet's own clock is put right by its estimated skew; a time read from paper needs none. */
export function administeredAtOf(dose: TimedDose): number {
  return dose.body.administeredAt ?? dose.at - dose.skew;
}

/** True where the record was made from paper after the dose. */
export function isFromPaper(dose: Pick<TimedDose, 'body'>): boolean {
  return dose.body.administeredAt !== undefined;
}
