// Owns the counting of PIN tries: five free ones, then a growing delay, and after ten that person's keys are gone.

import { limits } from '../../schemas/limits.ts';

export interface PinTries {
  readonly triesUsed: number;
  /** Epoch seconds until which no further try is taken. */
  readonly waitUntil: number | null;
}

export const noTries: PinTries = { triesUsed: 0, waitUntil: null };

const delaysSeconds = [30, 60, 120, 300, 600] as const;

export type TryOutcome =
  | { readonly outcome: 'wait'; readonly waitUntil: number }
  | { readonly outcome: 'destroy' }
  /** Store `tries` before the PIN is tried: a tablet switched off meanwhile has counted already. */
  | { readonly outcome: 'try'; readonly tries: PinTries };

export function beginTry(tries: PinTries, now: number): TryOutcome {
  if (tries.triesUsed >= limits.pinTriesMax) return { outcome: 'destroy' };
  const waitUntil = waitInForce(tries, now);
  if (waitUntil !== null) return { outcome: 'wait', waitUntil };
  const triesUsed = tries.triesUsed + 1;
  const delay = delayAfter(triesUsed);
  return { outcome: 'try', tries: { triesUsed, waitUntil: delay === null ? null : now + delay } };
}

export function triesLeft(tries: PinTries): number {
  return Math.max(0, limits.pinTriesMax - tries.triesUsed);
}

/** A clock set back must not lock a person out for years: nobody waits longer than the delay itself. */
export function waitInForce(tries: PinTries, now: number): number | null {
  if (tries.waitUntil === null || now >= tries.waitUntil) return null;
  return Math.min(tries.waitUntil, now + (delayAfter(tries.triesUsed) ?? 0));
}

function delayAfter(triesUsed: number): number | null {
  const over = triesUsed - limits.pinTriesBeforeDelay;
  return over < 0 ? null : (delaysSeconds[over] ?? delaysSeconds.at(-1)!);
}
