// Owns what a measure is: a name, what it needs, and the rows it puts into the one table.

export type Verdict = 'met' | 'MISSED' | 'beside';

/** `beside`: a figure without a budget, told for comparison. */
export interface Row {
  readonly what: string;
  readonly figure: number;
  readonly unit: string;
  /** What it is held against: a budget, or a peer measured in the same run. Null for a figure told alone. */
  readonly against: Comparison | null;
  readonly verdict: Verdict;
  /** How it was measured, in one sentence, where the name alone does not say it. */
  readonly note?: string;
}

export interface Comparison {
  readonly name: string;
  readonly figure: number;
  readonly unit: string;
  /** Figure over limit, or ours over theirs or theirs over ours, as the budget reads. Null where a limit is nothing. */
  readonly ratio: number | null;
}

export interface Measure {
  readonly name: string;
  readonly title: string;
  /** Built once and shared by the measures of a run. */
  readonly run: (context: BenchContext) => Promise<readonly Row[]>;
}

export interface BenchContext {
  /** What is being done now, for whoever waits. */
  readonly say: (line: string) => void;
  /** The same work is done once however many measures ask for it. */
  readonly once: <Value>(name: string, make: () => Promise<Value>) => Promise<Value>;
  /** What was found on the way and belongs beside every figure, as the browser's version. */
  readonly facts: Map<string, string>;
  /** Run at the end, last first, also after a failure. */
  readonly atEnd: (stop: () => Promise<void>) => void;
}

export interface Context extends BenchContext {
  readonly end: () => Promise<void>;
}

export function createContext(say: (line: string) => void): Context {
  const made = new Map<string, Promise<unknown>>();
  const stops: (() => Promise<void>)[] = [];
  return {
    say,
    once: <Value>(name: string, make: () => Promise<Value>): Promise<Value> => {
      const known = made.get(name) ?? make();
      made.set(name, known);
      return known as Promise<Value>;
    },
    facts: new Map(),
    atEnd: (stop) => void stops.push(stop),
    end: async () => {
      for (const stop of stops.splice(0).reverse()) await stop();
    },
  };
}

function over(figure: number, limit: number): number | null {
  return limit === 0 ? null : figure / limit;
}

/** A figure that may be at most `limit`. */
export function atMost(
  what: string,
  figure: number,
  limit: number,
  unit: string,
  note?: string,
): Row {
  const against = { name: 'budget, at most', figure: limit, unit, ratio: over(figure, limit) };
  return withNote(
    { what, figure, unit, against, verdict: figure <= limit ? 'met' : 'MISSED' },
    note,
  );
}

/** A figure that must be at least `limit`. */
export function atLeast(
  what: string,
  figure: number,
  limit: number,
  unit: string,
  note?: string,
): Row {
  const against = { name: 'budget, at least', figure: limit, unit, ratio: over(figure, limit) };
  return withNote(
    { what, figure, unit, against, verdict: figure >= limit ? 'met' : 'MISSED' },
    note,
  );
}

/** The peer takes at least `timesMin` as much as we do (bytes, seconds). */
export function lessThanPeer(
  what: string,
  figure: number,
  unit: string,
  peer: { readonly name: string; readonly figure: number },
  timesMin: number,
  note?: string,
): Row {
  const ratio = peer.figure / figure;
  const against = { name: `${peer.name}, ≥ ${timesMin}x`, figure: peer.figure, unit, ratio };
  return withNote(
    { what, figure, unit, against, verdict: ratio >= timesMin ? 'met' : 'MISSED' },
    note,
  );
}

/** We take at most `timesMax` of what the peer takes. */
export function nearPeer(
  what: string,
  figure: number,
  unit: string,
  peer: { readonly name: string; readonly figure: number },
  timesMax: number,
  note?: string,
): Row {
  const ratio = figure / peer.figure;
  const against = { name: `${peer.name}, ≤ ${timesMax}x`, figure: peer.figure, unit, ratio };
  return withNote(
    { what, figure, unit, against, verdict: ratio <= timesMax ? 'met' : 'MISSED' },
    note,
  );
}

/** We do at least `timesMin` of what the peer does (events a second). */
export function moreThanPeer(
  what: string,
  figure: number,
  unit: string,
  peer: { readonly name: string; readonly figure: number },
  timesMin: number,
  note?: string,
): Row {
  const ratio = figure / peer.figure;
  const against = { name: `${peer.name}, ≥ ${timesMin}x`, figure: peer.figure, unit, ratio };
  return withNote(
    { what, figure, unit, against, verdict: ratio >= timesMin ? 'met' : 'MISSED' },
    note,
  );
}

/** Told beside the others; `peer` only for comparison. */
export function beside(
  what: string,
  figure: number,
  unit: string,
  peer: { readonly name: string; readonly figure: number } | null = null,
  note?: string,
): Row {
  const against =
    peer === null
      ? null
      : { name: peer.name, figure: peer.figure, unit, ratio: figure / peer.figure };
  return withNote({ what, figure, unit, against, verdict: 'beside' }, note);
}

function withNote(row: Row, note: string | undefined): Row {
  return note === undefined ? row : { ...row, note };
}
