// Owns what fraud runs must come to: sums per strategy, held against what trust asks for. Pure.

import { judgeCodeSet, codeTagOf } from '../../../schemas/rules/security-code.ts';
import { lookAlikes } from './strategy.ts';
import { guessLookAlikes } from './strategies/guess-look-alikes.ts';
import type { FraudResult } from './fraud-run.ts';

/** Shares of certificates that guessing gains, with certainty: over every right code and every guess that looks right. */
export interface GuessShares {
  readonly pairs: number;
  readonly exposed: number;
  readonly carded: number;
}

/** All 10,000 codes, each against each of its 97 or 98 look-alikes, by the set rule itself. */
export function enumerateGuesses(): GuessShares {
  let pairs = 0;
  let exposed = 0;
  let carded = 0;
  for (let right = 0; right < 10_000; right++) {
    const guesses = lookAlikes(codeTagOf(right));
    for (const guess of guesses) {
      pairs += 1;
      const outcome = judgeCodeSet([guess], right);
      // Each person is met equally often, so a guess weighs one part of that person's look-alikes.
      if (outcome === 'right') carded += 1 / guesses.length;
      if (outcome === 'wrong' || outcome === 'several') exposed += 1 / guesses.length;
    }
  }
  return { pairs, exposed: exposed / 10_000, carded: carded / 10_000 };
}

export function sumByStrategy(results: readonly FraudResult[]): FraudResult[] {
  const sums: FraudResult[] = [];
  for (const [strategy, runs] of Map.groupBy(results, (one) => one.strategy)) {
    const sum = (of: (one: FraudResult) => number): number =>
      runs.reduce((total, one) => total + of(one), 0);
    sums.push({
      strategy,
      tried: sum((one) => one.tried),
      exposed: sum((one) => one.exposed),
      tasks: sum((one) => one.tasks),
      flags: sum((one) => one.flags),
      gained: sum((one) => one.gained),
      honestGone: sum((one) => one.honestGone),
      gainMax: sum((one) => one.gainMax),
      exposedMin: sum((one) => one.exposedMin),
    });
  }
  return sums;
}

/** Sentences of what is wrong; none when everything is as trust asks. */
export function findFraudFaults(sums: readonly FraudResult[], shares: GuessShares): string[] {
  const faults: string[] = [];
  const percent = (share: number): string => `${(share * 100).toFixed(2)} %`;
  if (shares.exposed < 0.989)
    faults.push(`guessing: only ${percent(shares.exposed)} of guesses are exposed`);
  if (shares.carded > 0.011)
    faults.push(`guessing: ${percent(shares.carded)} of guesses gain a certificate`);
  for (const sum of sums) {
    if (sum.tried === 0) faults.push(`${sum.strategy}: no dose was tried`);
    if (sum.honestGone > 0)
      faults.push(`${sum.strategy}: ${sum.honestGone} honest doses were taken out of the count`);
    if (sum.strategy === guessLookAlikes.name) faults.push(...findGuessFaults(sum, shares));
    else if (sum.gained > sum.gainMax)
      faults.push(`${sum.strategy}: ${sum.gained} certificates, at most ${sum.gainMax} allowed`);
    if (sum.exposed < sum.exposedMin - sum.gained)
      faults.push(
        `${sum.strategy}: ${sum.exposedMin - sum.gained - sum.exposed} inventions not exposed at once`,
      );
  }
  return faults;
}

const sigmasMax = 4;

function findGuessFaults(sum: FraudResult, shares: GuessShares): string[] {
  const expected = sum.tried * shares.carded;
  const room = sigmasMax * Math.sqrt(expected * (1 - shares.carded));
  const faults: string[] = [];
  if (Math.abs(sum.gained - expected) > room)
    faults.push(
      `${sum.strategy}: ${sum.gained} certificates of ${sum.tried}, ${expected.toFixed(1)} ± ${room.toFixed(1)} expected`,
    );
  if (sum.exposed < sum.tried - sum.gained)
    faults.push(
      `${sum.strategy}: ${sum.tried - sum.gained - sum.exposed} wrong guesses not exposed`,
    );
  return faults;
}
