// Owns what a run hands back: what it met, what was recorded, what was wrong; and the words between threads.

export interface FaultCounts {
  readonly count: (name: string, who?: string) => void;
  /** One line of the run's story, for whoever replays it. */
  readonly tell: (text: string) => void;
  readonly all: () => Readonly<Record<string, number>>;
}

export function createFaultCounts(tell: (text: string) => void): FaultCounts {
  const counts: Record<string, number> = {};
  return {
    count: (name, who) => {
      counts[name] = (counts[name] ?? 0) + 1;
      tell(who === undefined ? name : `${who}: ${name}`);
    },
    tell,
    all: () => counts,
  };
}

/** The four promises, and the rest: folds that differ, verdicts that should not stand, runs that never come to rest. */
export type WrongKind =
  'lost' | 'doubled' | 'misattributed' | 'hole' | 'fold' | 'verdict' | 'stuck' | 'broken';

export interface Wrong {
  readonly kind: WrongKind;
  readonly what: string;
}

export interface RunResult {
  readonly seed: number;
  readonly saved: number;
  readonly doses: number;
  /** Saved, and gone with the only disk that had them before anybody could hear of them. */
  readonly destroyedByPowerLoss: number;
  /** Of these, what came back to the server from another tablet's memory. */
  readonly remembered: number;
  readonly exchanges: number;
  readonly simulatedSeconds: number;
  readonly faults: Readonly<Record<string, number>>;
  readonly wrongs: readonly Wrong[];
  /** Equal for equal runs: proves that a seed replays. */
  readonly trace: string;
}

export interface WorkerOrder {
  readonly switchName: string | null;
}
/** `isTold`: every line of the run's story comes back as well. */
export type WorkerTask = { readonly seed: number; readonly isTold: boolean } | 'end';
export type WorkerWord =
  | { readonly word: 'ready' }
  | { readonly word: 'line'; readonly line: string }
  | { readonly word: 'result'; readonly result: RunResult };
