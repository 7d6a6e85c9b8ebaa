// Owns the judgement of one `have`: an acknowledgement is only the server naming our own hash at a number.
// Pure: what the tablet asked, what it holds, what the server said, one named outcome.

import { limits } from '../../schemas/limits.ts';

/** A number and the base64url chain hash there. */
export type Point = readonly [seq: number, hash: string];

export interface ServerHave {
  readonly seq: number;
  readonly headHash: string;
  /** The server's hash at each asked point, in the order asked; null where it has none. */
  readonly hashAt: readonly (string | null)[];
}

export interface OwnLog {
  readonly headSeq: number;
  readonly isCurrent: boolean;
  readonly asked: readonly Point[];
  /** Our own hash at the server's number, null when we have no such row. */
  readonly hashAtServerSeq: string | null;
  /** Rows up to here have left the tablet; 0 when none have. */
  readonly prunedTo: number;
}

export type HaveOutcome =
  /** Rows up to `have` are on the server; it may be less than before, for a server can be restored. */
  | { readonly outcome: 'have'; readonly have: number }
  /** What follows `common` is not on the server and never will be under these numbers: new log, re-emit. */
  | { readonly outcome: 'diverged'; readonly common: number };

export function judgeHave(own: OwnLog, answer: ServerHave | undefined): HaveOutcome {
  const outcome = judgeAnswer(own, answer);
  // The server was put back to before what has left this tablet: this log cannot go on from there. What is still here
  // goes out in a new one.
  const isBelowKept = outcome.outcome === 'have' && outcome.have < own.prunedTo;
  return isBelowKept ? { outcome: 'diverged', common: 0 } : outcome;
}

function judgeAnswer(own: OwnLog, answer: ServerHave | undefined): HaveOutcome {
  if (answer === undefined || answer.seq === 0) return { outcome: 'have', have: 0 };
  if (answer.seq <= own.headSeq && own.hashAtServerSeq === answer.headHash)
    return { outcome: 'have', have: answer.seq };
  const common = lastCommon(own.asked, answer);
  // A retired log takes no more rows: others may have written on from its head, ours are all there.
  const isWholeAndRetired = common === own.headSeq && !own.isCurrent;
  return isWholeAndRetired ? { outcome: 'have', have: common } : { outcome: 'diverged', common };
}

function lastCommon(asked: readonly Point[], answer: ServerHave): number {
  let common = 0;
  asked.forEach(([seq, hash], i) => {
    if (answer.hashAt[i] === hash && seq > common) common = seq;
  });
  return common;
}

/** The head, and up to 8 earlier numbers at growing distances: 1, 2, 4 … back, so that a fork is found nearby. */
export function askNumbers(headSeq: number, have: number): number[] {
  if (headSeq < 1) return [];
  const numbers = new Set([headSeq]);
  // What the server had last time is the likeliest common point.
  if (have >= 1 && have < headSeq) numbers.add(have);
  for (let back = 1; numbers.size < limits.askPointsMax && headSeq - back >= 1; back *= 4)
    numbers.add(headSeq - back);
  return [...numbers].sort((a, b) => b - a);
}
