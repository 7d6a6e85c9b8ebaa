// Owns who is let in when all tablets of a district come back at once: so many at a time, whoever has waited long first.

import { limits } from '../../schemas/limits.ts';

export type AdmissionOutcome =
  | { readonly outcome: 'admitted' }
  /** Seconds, different for each, so that they do not come back together. */
  | { readonly outcome: 'come-back'; readonly seconds: number };

/** `waitedSeconds` is what the tablet says; a lie gains it a place, and costs nobody a dose. `fraction`: 0 to 1, asked for when it is needed. */
export function decideAdmission(
  running: number,
  waitedSeconds: number,
  fraction: () => number,
): AdmissionOutcome {
  const isFirst = waitedSeconds >= limits.waitedSecondsFirst;
  const room = limits.exchangesAtOnceMax + (isFirst ? limits.exchangesForWaitingMax : 0);
  if (running < room) return { outcome: 'admitted' };
  const { comeBackSecondsMin, comeBackSecondsMax } = limits;
  const seconds = comeBackSecondsMin + fraction() * (comeBackSecondsMax - comeBackSecondsMin);
  return { outcome: 'come-back', seconds: Math.ceil(seconds) };
}

export interface Door {
  /** Runs the work when there is room; else says when to come back. */
  readonly enter: <Value>(
    waitedSeconds: number,
    work: () => Promise<Value>,
  ) => Promise<{ readonly outcome: 'done'; readonly value: Value } | ComeBack>;
  /** Before anything of the request is read: not even those who waited would be let in. */
  readonly isFull: () => ComeBack | null;
}

export type ComeBack = Extract<AdmissionOutcome, { outcome: 'come-back' }>;

export function createDoor(random: (length: number) => Uint8Array): Door {
  let running = 0;
  const decide = (waitedSeconds: number): AdmissionOutcome =>
    decideAdmission(running, waitedSeconds, () => random(1)[0]! / 256);
  return {
    enter: async (waitedSeconds, work) => {
      const decided = decide(waitedSeconds);
      if (decided.outcome === 'come-back') return decided;
      running += 1;
      try {
        return { outcome: 'done', value: await work() };
      } finally {
        running -= 1;
      }
    },
    isFull: () => {
      const decided = decide(Number.POSITIVE_INFINITY);
      return decided.outcome === 'come-back' ? decided : null;
    },
  };
}
