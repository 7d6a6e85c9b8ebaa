// Owns when a case may be erased: never before a year, never while somebody has to decide or another register has not heard of it.

export const retentionDaysMin = 365;
const secondsPerDay = 86_400;

export interface CaseAge {
  /** Epoch seconds at which the last event of the case arrived. */
  readonly latestReceivedAt: number;
  /** A dose of it is held, or the person asked for something: a supervisor decides first. */
  readonly isHeld: boolean;
  /** A delivery to the state's register is still on its way. */
  readonly isUndelivered: boolean;
}

export type CaseOutcome = 'erase' | 'too-young' | 'held' | 'undelivered';

export function decideCase(age: CaseAge, cutoff: number): CaseOutcome {
  if (age.latestReceivedAt >= cutoff) return 'too-young';
  if (age.isHeld) return 'held';
  return age.isUndelivered ? 'undelivered' : 'erase';
}

/**
 * Epoch seconds before which something is old enough; null for less than a year. Time is told by what arrived last where the
 * server's clock is ahead of it: a clock at 2099 must not empty a register.
 */
export function retentionCutoff(
  days: number,
  now: number,
  latestReceivedAt: number | null,
): number | null {
  if (!Number.isSafeInteger(days) || days < retentionDaysMin) return null;
  return Math.min(now, latestReceivedAt ?? now) - days * secondsPerDay;
}
