// Owns what a granted pull sends: the day pack when another is in force, then pages of the centre's feed.

import { gzipSync } from 'node:zlib';
import { bytesToBase64url, utf8ToBytes } from '../../schemas/bytes.ts';
import type { AnswerPart, ExchangeRequest, FeedRow } from '../../schemas/exchange.ts';
import { limits } from '../../schemas/limits.ts';
import { istDayOf, istDayStart } from '../../schemas/rules/day.ts';
import { readAskedCases } from '../store/asked-cases.ts';
import type { DatabaseReach } from '../store/schema.ts';
import { writeDayPack, type WrittenPack } from './day-pack.ts';
import { startNewEpoch } from '../decisions/take-back.ts';
import { readEpoch, writeEpoch, type Epoch } from './epoch.ts';
import type { ExchangeDeps } from './exchange-deps.ts';
import {
  readCursor,
  type CursorOutcome,
  readFeedPage,
  selectFeedRows,
  toFeedRow,
  writeCursor,
  type FeedPosition,
} from './feed.ts';
import { readPackDay } from './pack-day.ts';
import { provePage } from './page-proof.ts';
import { noOwnRows, readOwnRows, type OwnRows } from './own-rows.ts';

export interface PullAnswer {
  readonly epoch: string;
  readonly feed: 'continues' | 'reset';
  readonly packBytes: number;
  readonly parts: AsyncIterable<AnswerPart>;
}

export async function writePull(deps: ExchangeDeps, header: ExchangeRequest): Promise<PullAnswer> {
  const { database } = deps.store;
  const pull = header.pull!;
  const epochBefore = await readEpoch(database, () => deps.random(4));
  const known = pull.cursor ?? pull.left ?? null;
  const read = await readCursor(database, deps.keys, pull.centreId, epochBefore, known);
  // Whoever begins anew may still have heard more than this server knows.
  const cursor: CursorOutcome =
    read.outcome === 'continues' && pull.cursor === null ? { outcome: 'start' } : read;
  const epoch =
    cursor.outcome === 'server-rolled-back'
      ? await startNewEpoch(deps, epochBefore, cursor.beyond)
      : epochBefore;
  const isReset = cursor.outcome !== 'continues';
  const now = deps.nowSeconds();
  const day = await readPackDay(database, pull.centreId, now);
  const written = await writeDayPack(database, pull.centreId, day, {
    isDemo: deps.isDemo(),
    slipKey: deps.keys.signingPublicKey,
  });
  // Also with tomorrow's list in hand: what happened today is told to whoever begins anew.
  const todayStart = istDayStart(istDayOf(now)) ?? 0;
  const pack = written && { ...written, dayStart: Math.min(written.dayStart, todayStart) };
  const packFrames = pack === null ? noPack : choosePack(deps, header, pack, isReset);
  // Without a cursor a tablet is new, or its keys are: then it cannot read the copies of its own rows. Whoever begins
  // again may have let stable rows go.
  const ownRows = isReset ? noOwnRows : await readOwnRows(database, pull.centreId, header);
  return {
    epoch: writeEpoch(epoch),
    feed: isReset ? 'reset' : 'continues',
    packBytes: packFrames.bytes,
    parts: writeParts(
      deps,
      header,
      pack,
      packFrames.parts,
      cursor.outcome === 'continues' ? cursor.position : null,
      ownRows,
      epoch,
    ),
  };
}

async function* writeParts(
  deps: ExchangeDeps,
  header: ExchangeRequest,
  pack: WrittenPack | null,
  packFrames: Iterable<AnswerPart>,
  from: FeedPosition | null,
  ownRows: OwnRows,
  epoch: Epoch,
): AsyncGenerator<AnswerPart> {
  const { database } = deps.store;
  const pull = header.pull!;
  yield* packFrames;
  const toPart = (rows: readonly FeedRow[], at: FeedPosition, isLast: boolean): AnswerPart => ({
    part: 'feed',
    rows: [...rows],
    cursor: writeCursor(deps.keys, pull.centreId, epoch, at),
    feedSeq: at.feedSeq,
    rolling: bytesToBase64url(at.rolling),
    isLast,
    ...provePage(deps.keys, pull.centreId, writeEpoch(epoch), rows),
  });
  let position = from;
  if (position === null) {
    const start = await readStart(database, pull.centreId, pack?.dayStart ?? 0);
    const earlier =
      pack === null ? [] : await readEarlierRowsOfCases(database, pull.centreId, pack, start);
    const rows = earlier.map((row) => toFeedRow(row, ownRows));
    yield toPart(rows, start, false);
    position = start;
  }
  for (let pages = 0; pages < limits.feedPagesPerAnswerMax; pages++) {
    const page = await readFeedPage(database, pull.centreId, position, pull.feedMaxBytes, ownRows);
    position = page.position;
    yield toPart(page.rows, position, page.isLast);
    // While a tablet still has doses to send, one small page is enough: the link belongs to the doses.
    if (page.isLast || pull.feedMaxBytes <= limits.feedBytesWhileUnsentMax) return;
  }
}

const noPack = { bytes: 0, parts: [] as readonly AnswerPart[] };

/** Nothing when the tablet has this very list, the difference when it has one we gave lately, else the whole. */
function choosePack(
  deps: ExchangeDeps,
  header: ExchangeRequest,
  pack: WrittenPack,
  isReset: boolean,
): { readonly bytes: number; readonly parts: Iterable<AnswerPart> } {
  const { packHash } = pack;
  const from = isReset ? null : header.pull!.packHash;
  if (from === packHash) return noPack;
  const delta = from === null ? null : deps.packs.deltaFrom(from, pack);
  deps.packs.remember(pack);
  if (from !== null && delta !== null) {
    const parts: AnswerPart[] = [
      { part: 'pack-delta', from, packHash, delta: JSON.stringify(delta) },
    ];
    return { bytes: 0, parts };
  }
  const gzipped = new Uint8Array(gzipSync(utf8ToBytes(pack.text), { level: 9 }));
  return { bytes: gzipped.length, parts: packParts(packHash, gzipped) };
}

function* packParts(packHash: string, gzipped: Uint8Array): Generator<AnswerPart> {
  const count = Math.ceil(gzipped.length / limits.packChunkBytes);
  for (let index = 0; index < count; index++)
    yield {
      part: 'pack',
      index,
      of: count,
      packHash,
      data: bytesToBase64url(
        gzipped.subarray(index * limits.packChunkBytes, (index + 1) * limits.packChunkBytes),
      ),
    };
}

const rowsPerQueryMax = 1_000;

/**
 * Where the feed stood before the first row of today: from there on pages bring everything, each with a cursor, so that a
 * camp's two thousand people get through a link that is cut every minute. Looked for backwards: a feed grows for years.
 */
async function readStart(
  reach: DatabaseReach,
  centreId: number,
  dayStart: number,
): Promise<FeedPosition> {
  const centre = await reach
    .selectFrom('centre')
    .select('feed_seq')
    .where('centre_id', '=', centreId)
    .executeTakeFirstOrThrow();
  let first = centre.feed_seq + 1;
  for (let below = first; below > 1; below -= rowsPerQueryMax) {
    const page = await selectFeedRows(reach, centreId)
      .clearSelect()
      .select(['feed.feed_seq', 'log_row.received_at'])
      .where('feed.feed_seq', '<', below)
      .where('feed.feed_seq', '>=', below - rowsPerQueryMax)
      .execute();
    const ofToday = page.filter((row) => row.received_at >= dayStart);
    if (ofToday.length === 0) break;
    first = Math.min(first, ...ofToday.map((row) => row.feed_seq));
  }
  const before = await reach
    .selectFrom('feed')
    .select(['feed_seq', 'rolling'])
    .where('centre_id', '=', centreId)
    .where('feed_seq', '=', first - 1)
    .executeTakeFirst();
  return { feedSeq: before?.feed_seq ?? 0, rolling: before?.rolling ?? new Uint8Array(32) };
}

/** Events of the list's cases from before today. Most bookings of a day have none: those that have are found by the index of cases. */
async function readEarlierRowsOfCases(
  reach: DatabaseReach,
  centreId: number,
  pack: WrittenPack,
  start: FeedPosition,
) {
  const asked = await readAskedCases(reach, centreId, pack.dayStart);
  const keys = [...new Set([...pack.caseKeys, ...asked])];
  const rows = [];
  for (let i = 0; i < keys.length; i += rowsPerQueryMax) {
    const found = await reach
      .selectFrom('log_row')
      .select('case_key')
      .distinct()
      .where('centre_id', '=', centreId)
      .where('case_key', 'in', keys.slice(i, i + rowsPerQueryMax))
      .where('received_at', '<', pack.dayStart)
      .execute();
    if (found.length === 0) continue;
    const page = await selectFeedRows(reach, centreId)
      .where(
        'log_row.case_key',
        'in',
        found.map((row) => row.case_key),
      )
      .where('feed.feed_seq', '<=', start.feedSeq)
      .execute();
    rows.push(...page);
  }
  return rows.sort((one, other) => one.feed_seq - other.feed_seq);
}
