// Owns which unsent rows are gathered into sealed bodies. Pure: rows without their contents in, ranges out.

import { limits } from '../../schemas/limits.ts';

export interface RowOutline {
  readonly seq: number;
  readonly span: string;
  /** A re-emitted row travels alone: a body has no place for its origin. */
  readonly isPointer: boolean;
}

export interface BodyRange {
  readonly from: number;
  readonly to: number;
  readonly span: string;
}

export interface BodyPlan {
  readonly write: readonly BodyRange[];
  /** `from` of bodies that the new ones replace. */
  readonly drop: readonly number[];
}

/** One row alone is smaller as a row. */
const bodyRowsMin = 2;

/**
 * `unsent` are the rows above `have` in order; rows of unreadable spans stay single, for they cannot be opened.
 * `numbers`: the first and last number that is unsent, also when a damaged disk has lost the row.
 */
export function planBodies(
  unsent: readonly RowOutline[],
  bodies: readonly BodyRange[],
  isReadable: (span: string) => boolean,
  numbers: Pick<BodyRange, 'from' | 'to'>,
): BodyPlan {
  const there = new Set(unsent.map((row) => row.seq));
  const kept = bodies.filter((body) => holdsWhatIsGone(body, there, numbers));
  const isKept = (seq: number): boolean => kept.some(({ from, to }) => from <= seq && seq <= to);
  const wanted = runsOf(
    unsent.filter((row) => !row.isPointer && isReadable(row.span) && !isKept(row.seq)),
  ).filter((run) => run.to - run.from + 1 >= bodyRowsMin);
  const key = (range: BodyRange): string => `${range.from}-${range.to}-${range.span}`;
  const present = new Set(bodies.map(key));
  const stays = new Set([...wanted, ...kept].map(key));
  const first = unsent[0]?.seq ?? Number.MAX_SAFE_INTEGER;
  return {
    write: wanted.filter((range) => !present.has(key(range))),
    drop: bodies
      .filter((body) => !stays.has(key(body)) && body.to >= first && isReadable(body.span))
      .map((body) => body.from),
  };
}

/** On a damaged disk a body may be the last place of a row: what is in it is not written anew without that row. */
function holdsWhatIsGone(
  { from, to }: BodyRange,
  there: ReadonlySet<number>,
  numbers: Pick<BodyRange, 'from' | 'to'>,
): boolean {
  if (from < numbers.from || to > numbers.to) return false;
  for (let seq = from; seq <= to; seq++) if (!there.has(seq)) return true;
  return false;
}

/** Rows of one span without a gap, as many as a body may hold. */
export function runsOf(rows: readonly Pick<RowOutline, 'seq' | 'span'>[]): BodyRange[] {
  const runs: BodyRange[] = [];
  for (const { seq, span } of rows) {
    const last = runs.at(-1);
    const continues =
      last !== undefined &&
      last.span === span &&
      last.to === seq - 1 &&
      seq - last.from < limits.bodyRowsMax;
    if (continues) runs[runs.length - 1] = { ...last, to: seq };
    else runs.push({ from: seq, to: seq, span });
  }
  return runs;
}
