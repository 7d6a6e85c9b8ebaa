// Owns the taking of day list and feed pages from an answer: page by page, each durable with its cursor before the next.

import {
  base64urlToBytes,
  bytesToBase64url,
  bytesToUtf8,
  utf8ToBytes,
  type Bytes,
} from '../../schemas/bytes.ts';
import type { AnswerHead, AnswerPart, FeedRow } from '../../schemas/exchange.ts';
import { rollingHash } from '../../schemas/log/hash-chain.ts';
import type { Digest } from '../../schemas/ports.ts';
import { applyPackDelta, type PackDelta } from '../../schemas/records/pack-delta.ts';
import { packDayPack, unpackDayPack, type PackedDayPack } from '../../schemas/records/roster.ts';
import { compress, decompress } from '../device/compression.ts';
import type { JournalDatabase } from '../journal/database.ts';
import { forgetCursor, storePack, storePage } from '../journal/feed.ts';
import type { PhoneKey } from '../../schemas/phone-code.ts';
import type { Sealed } from '../vault/aes.ts';
import type { PackProgress } from '../tablet.ts';
import type { AnswerReader } from './answer.ts';
import { packInflatedBytesMax, type PackCollector } from './pack-collector.ts';

/** What an unlocked tablet lends to the exchange: its centre, and the sealing of what comes. */
export interface PullSession {
  readonly centreId: number;
  readonly sealPage: (feedSeq: number, page: Bytes) => Promise<Sealed>;
  readonly sealPack: (packHash: string, gzipped: Bytes) => Promise<Sealed>;
  /** The stored list, gzipped; null when it cannot be opened. */
  readonly openPack: (packHash: string, stored: Sealed) => Promise<Bytes | null>;
  /** A stored page, null when it cannot be opened. */
  readonly openPage: (feedSeq: number, stored: Sealed) => Promise<Bytes | null>;
  /** A question to ask with the list, while no code over the phone would open this tablet; else null. */
  readonly phoneQuestion: () => Promise<string | null>;
  readonly keepPhoneKey: (key: PhoneKey) => Promise<void>;
}

export interface FeedTakerParts {
  readonly database: JournalDatabase;
  readonly digest: Digest;
  readonly collector: PackCollector;
  /** Seconds of a clock that only grows, for the estimate. */
  readonly running: () => number;
  readonly onProgress: (progress: PackProgress | null) => void;
  readonly onPack: (pack: PackedDayPack) => Promise<void>;
}

export type FeedTaker = (
  reader: AnswerReader,
  head: AnswerHead,
  pull: PullSession,
  cursor: string | null,
) => Promise<FeedOutcome>;

/** `delta-unfit`: a change of the list does not fit what is stored here; the next request asks for the whole list. */
export type FeedOutcome = 'whole' | 'more' | 'cut' | 'delta-unfit';

type FeedPart = Extract<AnswerPart, { part: 'feed' }>;
type PackPart = Extract<AnswerPart, { part: 'pack' }>;
type DeltaPart = Extract<AnswerPart, { part: 'pack-delta' }>;

interface Taking {
  readonly pull: PullSession;
  readonly packBytes: number;
  readonly epoch: string;
  readonly startedAt: number;
  expectedCursor: string | null;
  /** True until the first page of the new feed is stored: that page replaces the old ones. */
  isReset: boolean;
  /** Number and rolling hash of the feed as far as it is stored; null when the hash is not known. */
  reached: FeedPoint | null;
}

interface FeedPoint {
  readonly feedSeq: number;
  readonly rolling: string;
}

export function createFeedTaker(parts: FeedTakerParts): FeedTaker {
  return async (reader, head, pull, cursor) => {
    const taking: Taking = {
      pull,
      packBytes: head.packBytes,
      epoch: head.epoch,
      startedAt: parts.running(),
      expectedCursor: cursor,
      isReset: head.feed === 'reset',
      reached: await readReached(parts.database, pull.centreId, cursor),
    };
    let isLast = head.feed === 'none';
    try {
      for (;;) {
        const part = await reader.next();
        if (part === 'cut') return 'cut';
        if (part === 'end') return isLast ? 'whole' : 'more';
        const isTaken = await takePart(parts, taking, part);
        if (isTaken === 'damaged') return 'cut';
        if (isTaken === 'delta-unfit') return 'delta-unfit';
        // Another tab stored this part of the feed first: the rest of the answer is not for us.
        if (isTaken === 'not-ours') return 'whole';
        if (part.part === 'feed') isLast = part.isLast;
      }
    } finally {
      parts.onProgress(null);
    }
  };
}

type PartOutcome = 'taken' | 'damaged' | 'not-ours' | 'delta-unfit';

function takePart(parts: FeedTakerParts, taking: Taking, part: AnswerPart): Promise<PartOutcome> {
  if (part.part === 'pack') return takePack(parts, taking, part);
  return part.part === 'feed' ? takePage(parts, taking, part) : takePackDelta(parts, taking, part);
}

async function takePack(
  parts: FeedTakerParts,
  taking: Taking,
  piece: PackPart,
): Promise<PartOutcome> {
  const outcome = await parts.collector.add(piece);
  if (outcome.outcome === 'damaged') return 'damaged';
  if (outcome.outcome === 'more') {
    parts.onProgress(progressOf(taking, outcome.receivedBytes, parts.running()));
    return 'taken';
  }
  return keepPack(parts, taking, outcome);
}

/** The list as it was, with what changed; its hash says whether both sides now have the same. */
async function takePackDelta(
  parts: FeedTakerParts,
  taking: Taking,
  part: DeltaPart,
): Promise<PartOutcome> {
  const stored = await parts.database.packs.get(taking.pull.centreId);
  if (stored?.packHash !== part.from) return 'delta-unfit';
  const before = await taking.pull.openPack(part.from, stored);
  const text = before === null ? null : await changePack(before, part.delta);
  if (text === null) return 'delta-unfit';
  const json = utf8ToBytes(text);
  if (bytesToBase64url(parts.digest.sha256(json)) !== part.packHash) return 'delta-unfit';
  const gzipped = await compress('gzip', json);
  const pack = JSON.parse(text) as PackedDayPack;
  return keepPack(parts, taking, { packHash: part.packHash, gzipped, pack });
}

async function changePack(gzipped: Bytes, delta: string): Promise<string | null> {
  const json = await decompress('gzip', gzipped, packInflatedBytesMax);
  if (json === null) return null;
  try {
    const before = unpackDayPack(JSON.parse(bytesToUtf8(json)) as PackedDayPack);
    return JSON.stringify(packDayPack(applyPackDelta(before, JSON.parse(delta) as PackDelta)));
  } catch {
    return null;
  }
}

async function keepPack(
  parts: FeedTakerParts,
  taking: Taking,
  taken: { readonly packHash: string; readonly gzipped: Bytes; readonly pack: PackedDayPack },
): Promise<PartOutcome> {
  const { pull } = taking;
  const { packHash } = taken;
  const sealed = await pull.sealPack(packHash, taken.gzipped);
  const { day, validUntil } = taken.pack;
  const record = { centreId: pull.centreId, packHash, day, validUntil, ...sealed };
  if (!(await storePack(parts.database, stepOf(taking), record))) return 'not-ours';
  if (taking.isReset) taking.expectedCursor = null;
  await parts.onPack(taken.pack);
  return 'taken';
}

async function takePage(
  parts: FeedTakerParts,
  taking: Taking,
  part: FeedPart,
): Promise<PartOutcome> {
  const { pull } = taking;
  const { feedSeq, cursor, rolling, rows } = part;
  const centreId = pull.centreId;
  if (!follows(parts.digest, taking, part)) {
    await forgetCursor(parts.database, stepOf(taking));
    return 'damaged';
  }
  const record =
    rows.length === 0
      ? null
      : {
          centreId,
          feedSeq,
          ...(await pull.sealPage(feedSeq, utf8ToBytes(JSON.stringify(rows)))),
          ...(part.proofs !== undefined && { proofs: part.proofs }),
        };
  const page = { feedSeq, cursor, rolling, record };
  if (!(await storePage(parts.database, stepOf(taking), page))) return 'not-ours';
  taking.expectedCursor = cursor;
  taking.isReset = false;
  taking.reached = { feedSeq, rolling };
  return 'taken';
}

async function readReached(
  database: JournalDatabase,
  centreId: number,
  cursor: string | null,
): Promise<FeedPoint | null> {
  const feed = await database.feeds.get(centreId);
  if (cursor === null || feed?.cursor !== cursor || feed.rolling === undefined) return null;
  return { feedSeq: feed.feedSeq, rolling: feed.rolling };
}

/** The first page of a reset holds the events of the list only: its hash is believed, and checked from there on. */
function follows(digest: Digest, taking: Taking, part: FeedPart): boolean {
  if (taking.isReset || taking.reached === null) return true;
  const { feedSeq, rolling } = part;
  const reached = rollOn(digest, taking.reached, part.rows);
  return reached?.feedSeq === feedSeq && reached.rolling === rolling;
}

/** Null when a number is missing, or a hash is none. */
function rollOn(digest: Digest, from: FeedPoint, rows: readonly FeedRow[]): FeedPoint | null {
  let rolling = base64urlToBytes(from.rolling);
  let { feedSeq } = from;
  for (const row of rows) {
    const rowHash = base64urlToBytes(row.hash);
    if (rolling === null || rowHash === null || row.feedSeq !== ++feedSeq) return null;
    rolling = rollingHash(digest, rolling, feedSeq, row.log, row.seq, rowHash);
  }
  return rolling === null ? null : { feedSeq, rolling: bytesToBase64url(rolling) };
}

function stepOf(taking: Taking) {
  const { pull, expectedCursor, isReset, epoch } = taking;
  return { centreId: pull.centreId, expectedCursor, isReset, epoch };
}

function progressOf(taking: Taking, receivedBytes: number, running: number): PackProgress {
  const elapsed = running - taking.startedAt;
  const left = Math.max(0, taking.packBytes - receivedBytes);
  const isMeasured = elapsed > 0.5 && receivedBytes > 0;
  const secondsLeft = isMeasured ? Math.ceil((elapsed / receivedBytes) * left) : null;
  return { receivedBytes, totalBytes: taking.packBytes, secondsLeft };
}
