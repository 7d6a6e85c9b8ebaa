// Owns the taking of day list and feed pages from an answer: page by page, each durable with its cursor before the next.

import { utf8ToBytes, type Bytes } from '../../schemas/bytes.ts';
import type { AnswerHead, AnswerPart } from '../../schemas/exchange.ts';
import type { PackedDayPack } from '../../schemas/records/roster.ts';
import type { JournalDatabase } from '../journal/database.ts';
import { storePack, storePage } from '../journal/feed.ts';
import type { Sealed } from '../vault/aes.ts';
import type { PackProgress } from '../tablet.ts';
import type { AnswerReader } from './answer.ts';
import type { PackCollector } from './pack-collector.ts';

/** What an unlocked tablet lends to the exchange: its centre, and the sealing of what comes. */
export interface PullSession {
  readonly centreId: number;
  readonly sealPage: (feedSeq: number, page: Bytes) => Promise<Sealed>;
  readonly sealPack: (packHash: string, gzipped: Bytes) => Promise<Sealed>;
}

export interface FeedTakerParts {
  readonly database: JournalDatabase;
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
) => Promise<'whole' | 'more' | 'cut'>;

type FeedPart = Extract<AnswerPart, { part: 'feed' }>;
type PackPart = Extract<AnswerPart, { part: 'pack' }>;

interface Taking {
  readonly pull: PullSession;
  readonly packBytes: number;
  readonly startedAt: number;
  expectedCursor: string | null;
  isReset: boolean;
}

export function createFeedTaker(parts: FeedTakerParts): FeedTaker {
  return async (reader, head, pull, cursor) => {
    const taking: Taking = {
      pull,
      packBytes: head.packBytes,
      startedAt: parts.running(),
      expectedCursor: cursor,
      isReset: head.feed === 'reset',
    };
    let isLast = head.feed === 'none';
    try {
      for (;;) {
        const part = await reader.next();
        if (part === 'cut') return 'cut';
        if (part === 'end') return isLast ? 'whole' : 'more';
        const isTaken =
          part.part === 'pack'
            ? await takePack(parts, taking, part)
            : await takePage(parts, taking, part);
        if (isTaken === 'damaged') return 'cut';
        // Another tab stored this part of the feed first: the rest of the answer is not for us.
        if (isTaken === 'not-ours') return 'whole';
        if (part.part === 'feed') isLast = part.isLast;
      }
    } finally {
      parts.onProgress(null);
    }
  };
}

type PartOutcome = 'taken' | 'damaged' | 'not-ours';

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
  const { pull } = taking;
  const sealed = await pull.sealPack(outcome.packHash, outcome.gzipped);
  const { day, validUntil } = outcome.pack;
  const record = {
    centreId: pull.centreId,
    packHash: outcome.packHash,
    day,
    validUntil,
    ...sealed,
  };
  if (!(await storePack(parts.database, stepOf(taking), record))) return 'not-ours';
  if (taking.isReset) taking.expectedCursor = null;
  taking.isReset = false;
  await parts.onPack(outcome.pack);
  return 'taken';
}

async function takePage(
  parts: FeedTakerParts,
  taking: Taking,
  part: FeedPart,
): Promise<PartOutcome> {
  const { pull } = taking;
  const { feedSeq, cursor, rows } = part;
  const centreId = pull.centreId;
  const record =
    rows.length === 0
      ? null
      : { centreId, feedSeq, ...(await pull.sealPage(feedSeq, utf8ToBytes(JSON.stringify(rows)))) };
  const isStored = await storePage(parts.database, stepOf(taking), { feedSeq, cursor, record });
  if (!isStored) return 'not-ours';
  taking.expectedCursor = cursor;
  taking.isReset = false;
  return 'taken';
}

function stepOf(taking: Taking) {
  const { pull, expectedCursor, isReset } = taking;
  return { centreId: pull.centreId, expectedCursor, isReset };
}

function progressOf(taking: Taking, receivedBytes: number, running: number): PackProgress {
  const elapsed = running - taking.startedAt;
  const left = Math.max(0, taking.packBytes - receivedBytes);
  const isMeasured = elapsed > 0.5 && receivedBytes > 0;
  const secondsLeft = isMeasured ? Math.ceil((elapsed / receivedBytes) * left) : null;
  return { receivedBytes, totalBytes: taking.packBytes, secondsLeft };
}
