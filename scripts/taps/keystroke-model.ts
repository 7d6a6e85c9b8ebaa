// Owns the keystroke-level model: operators with their seconds and sources, and what a run of them takes.
// Card, Moran and Newell, "The keystroke-level model" (CACM 1980), with the phone's key press of Holleis et al. (CHI 2007).

export type Operator = 'M' | 'T' | 'D' | 'L' | 'R';

export interface OperatorRow {
  readonly operator: Operator;
  readonly seconds: number | null;
  readonly means: string;
}

export const operators: readonly OperatorRow[] = [
  { operator: 'M', seconds: 1.35, means: 'a decision or a look: who, is all normal, which vial' },
  { operator: 'T', seconds: 1.2, means: 'a tap: moving the finger (1.1 s) and pressing (0.1 s)' },
  { operator: 'D', seconds: 0.39, means: 'a digit on the large pad or the digit keyboard' },
  { operator: 'L', seconds: 0.5, means: 'a letter on the screen keyboard, slower than a digit' },
  {
    operator: 'R',
    seconds: null,
    means: 'waiting for the tablet: measured in the run, CPU 6x slower',
  },
];

/** What one run really did; `waitedSeconds` is measured. */
export interface CountedRun {
  readonly decisions: number;
  readonly taps: number;
  readonly digits: number;
  readonly letters: number;
  readonly waitedSeconds: number;
}

export function modelSeconds(run: CountedRun): number {
  const of = (operator: Operator): number =>
    operators.find((row) => row.operator === operator)?.seconds ?? 0;
  return (
    run.decisions * of('M') +
    run.taps * of('T') +
    run.digits * of('D') +
    run.letters * of('L') +
    run.waitedSeconds
  );
}

export interface Budget {
  readonly tapsMax: number;
  readonly digitsMax: number;
  readonly secondsMax: number;
}

/** Null when the run keeps its budget, or has none. */
export function overBudget(run: CountedRun, budget: Budget | null): string | null {
  if (budget === null) return null;
  const seconds = modelSeconds(run);
  const over = [
    run.taps > budget.tapsMax && `${run.taps} taps of ${budget.tapsMax}`,
    run.digits > budget.digitsMax && `${run.digits} digits of ${budget.digitsMax}`,
    seconds > budget.secondsMax && `${seconds.toFixed(1)} s of ${budget.secondsMax} s`,
  ].filter((part) => part !== false);
  return over.length === 0 ? null : over.join(', ');
}
