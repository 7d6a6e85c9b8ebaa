// Owns the judgement of one log as it rests: every row there, the chain as its row hashes give it, head, word of the server, spans, bodies.
// Pure and without keys: rows come in chunks in order, faults come out, each named, with its numbers. Nothing is mended here.

import { equalBytes, type Bytes } from '../../schemas/bytes.ts';
import { chainHash } from '../../schemas/log/hash-chain.ts';
import type { Digest } from '../../schemas/ports.ts';
import type { BodyRecord, LogRecord, RowRecord } from './records.ts';

export type JournalFaultKind =
  /** Rows below the head are not there, and no gathered copy holds them. */
  | 'rows-missing'
  /** Rows below the head are not there by themselves, but a gathered copy that holds them is: they are sent with it. */
  | 'rows-only-gathered'
  /** A row's place in the chain does not follow from the rows before and from its own hash. */
  | 'chain-broken'
  /** The log's record names another hash than its last row has. */
  | 'head-differs'
  /** The log that is being written has rows beyond its recorded head. */
  | 'rows-above-head'
  /** More is marked as received by the district than was ever written. */
  | 'ack-above-head'
  /** The sealed key of some rows is gone: the district could not read them. */
  | 'span-missing'
  /** A gathered copy names rows that are not there, or of another span. */
  | 'body-without-rows'
  /** Rows of a log that has no record, so that nobody would send them. */
  | 'log-record-missing'
  /** The log named as the current one is not there. */
  | 'current-log-missing';

export interface JournalFault {
  readonly log: string;
  readonly fault: JournalFaultKind;
  /** First and last number that it concerns. */
  readonly from: number;
  readonly to: number;
  /** The district had named our hash beyond these numbers when this was found: no record depends on them any more. */
  readonly isWithDistrict: boolean;
}

export interface LogFacts {
  readonly record: LogRecord;
  readonly isCurrent: boolean;
  /** Hash 0; null when another key wrote this log, for only that key's thumbprint gives it. */
  readonly genesis: Bytes | null;
  readonly have: number;
  readonly bodies: readonly Pick<BodyRecord, 'from' | 'to' | 'span'>[];
}

export type CheckedRow = Pick<RowRecord, 'seq' | 'span' | 'rowHash' | 'hash'>;

export interface LogCheck {
  /** Rows of this log in order, as many at a time as the caller likes. */
  readonly take: (rows: readonly CheckedRow[]) => void;
  readonly end: () => LogVerdict;
}

export interface LogVerdict {
  readonly faults: readonly JournalFault[];
  /** Rows up to here are whole and can be sent; what follows can only go on in a new log. Null: this log carries on. */
  readonly leaveAfter: number | null;
}

/** A disk that lost every second row is told in this many lines, not in thousands. */
const faultsPerLogMax = 20;

export function checkLog(
  digest: Digest,
  facts: LogFacts,
  spans: { readonly has: (span: string) => boolean },
): LogCheck {
  const { record, have } = facts;
  /** Rows up to here have left the tablet (rule 8); the log's record keeps the hash of the last of them. */
  const cut = record.prunedTo?.seq ?? 0;
  const faults = createFaultList(facts);
  const bodies = [...facts.bodies].sort((a, b) => a.from - b.from);
  // A copy that begins below what the district has is not sent any more.
  const isGathered = (seq: number): boolean =>
    bodies.some(({ from, to }) => have < from && from <= seq && seq <= to && to <= record.headSeq);
  let last = cut;
  let lastHash: Bytes | null = record.prunedTo?.hash ?? facts.genesis;
  /** What the row before should have been, when it was not: one damaged row is one fault, whichever of its two hashes it is. */
  let otherHash: Bytes | null = null;
  const miss = (from: number, to: number): void => {
    for (let seq = from; seq <= to; seq++)
      faults.add(isGathered(seq) ? 'rows-only-gathered' : 'rows-missing', seq, seq);
  };
  const takeOne = (row: CheckedRow): void => {
    if (row.seq <= cut) return;
    if (row.seq > record.headSeq) {
      // Below a retired log's head rows stay where they were first written: they travel in another log.
      if (facts.isCurrent) faults.add('rows-above-head', row.seq, row.seq);
      return;
    }
    if (row.seq > last + 1) {
      miss(last + 1, row.seq - 1);
      lastHash = otherHash = null;
    }
    const follows = (before: Bytes | null): Bytes | null =>
      before === null || !hasHashes(row) ? null : chainHash(digest, before, row.rowHash);
    const expected = follows(lastHash);
    const other = follows(otherHash);
    const isTrue =
      hasHashes(row) &&
      ((expected === null && other === null) ||
        (expected !== null && equalBytes(expected, row.hash)) ||
        (other !== null && equalBytes(other, row.hash)));
    if (!isTrue) faults.add('chain-broken', row.seq, row.seq);
    if (!spans.has(row.span)) faults.add('span-missing', row.seq, row.seq);
    const body = bodies.find((each) => each.from <= row.seq && row.seq <= each.to);
    if (body !== undefined && body.span !== row.span)
      faults.add('body-without-rows', body.from, body.to);
    last = row.seq;
    lastHash = hasHashes(row) ? row.hash : null;
    otherHash = isTrue ? null : expected;
  };
  return {
    take: (rows) => rows.forEach(takeOne),
    end: () => {
      if (last < record.headSeq) miss(last + 1, record.headSeq);
      else if (!isHeadTrue(facts, last, lastHash))
        faults.add('head-differs', record.headSeq, record.headSeq);
      if (have > record.headSeq) faults.add('ack-above-head', record.headSeq + 1, have);
      for (const body of bodies)
        if (facts.isCurrent && body.to > record.headSeq)
          faults.add('body-without-rows', body.from, body.to);
      return { faults: faults.all(), leaveAfter: decideLeave(facts, faults.all()) };
    },
  };
}

/** What a damaged disk gives back may be of any form. */
export function hasHashes(row: Pick<RowRecord, 'rowHash' | 'hash'>): boolean {
  const isHash = (value: unknown): boolean => value instanceof Uint8Array && value.length === 32;
  return isHash(row.rowHash) && isHash(row.hash);
}

function isHeadTrue(facts: LogFacts, last: number, lastHash: Bytes | null): boolean {
  const { record } = facts;
  // Rows that have left the tablet take their hash along; a log of another key has an unknown hash 0.
  if (last !== record.headSeq || lastHash === null) return true;
  return equalBytes(lastHash, record.headHash);
}

function createFaultList({ record, have }: LogFacts) {
  const faults: JournalFault[] = [];
  return {
    all: () => faults,
    /** Neighbours of one kind are one fault: "records 5 to 9", not five lines. */
    add: (fault: JournalFaultKind, from: number, to: number): void => {
      const isWithDistrict = to <= have;
      const i = faults.findLastIndex((each) => each.fault === fault);
      const before = faults[i];
      const isFull = faults.filter((each) => each.fault === fault).length >= faultsPerLogMax;
      const continues =
        before !== undefined &&
        (isFull || (from <= before.to + 1 && before.isWithDistrict === isWithDistrict));
      if (continues)
        faults[i] = {
          ...before,
          to: Math.max(before.to, to),
          isWithDistrict: before.isWithDistrict && isWithDistrict,
        };
      else faults.push({ log: record.log, fault, from, to, isWithDistrict });
    },
  };
}

/**
 * When does a log have to be left? (1) When something that was not yet sent cannot be chained past: the server takes nothing
 * above it, so everything good above would wait for ever. (2) When it is the current log and its head cannot be trusted: a new
 * record chained to it could be refused. Then what follows goes on in a new log by pointers, exactly as after a mismatch with
 * the server (rule 3), and the vaccinator notices nothing. The fault itself stays told: it is never mended away.
 */
function decideLeave(facts: LogFacts, faults: readonly JournalFault[]): number | null {
  const { record, isCurrent, have, genesis } = facts;
  // Nobody could sign for what would follow: such a log waits as it is.
  if (genesis === null) return null;
  const stops = faults.filter(
    ({ fault, to }) => (fault === 'rows-missing' || fault === 'chain-broken') && to > have,
  );
  if (stops.length > 0) return Math.max(have, Math.min(...stops.map(({ from }) => from - 1)));
  const isHeadLost = faults.some(
    ({ fault, to }) =>
      fault === 'head-differs' ||
      fault === 'rows-above-head' ||
      (fault === 'rows-missing' && to === record.headSeq),
  );
  return isCurrent && isHeadLost ? record.headSeq : null;
}

/** These put themselves right: by the next answer, by rows that travel one by one, by the copy that is still there. */
const harmless: readonly JournalFaultKind[] = [
  'ack-above-head',
  'body-without-rows',
  'rows-only-gathered',
];

/** Something may be missing at the district for ever, or the storage itself is not to be trusted: a person has to know. */
export function needsPerson(
  { log, fault, isWithDistrict }: JournalFault,
  toLeave: readonly { readonly log: string }[],
): boolean {
  if (harmless.includes(fault)) return false;
  return !isWithDistrict || toLeave.some((each) => each.log === log);
}
