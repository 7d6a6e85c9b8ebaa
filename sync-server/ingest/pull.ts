// Owns what a granted pull sends: the day pack when another is in force, then pages of the centre's feed.

import { bytesToBase64url } from '../../schemas/bytes.ts';
import type { AnswerPart, ExchangeRequest } from '../../schemas/exchange.ts';
import { limits } from '../../schemas/limits.ts';
import { istDayOf } from '../../schemas/rules/day.ts';
import type { DatabaseReach } from '../store/schema.ts';
import { writeDayPack, type WrittenPack } from './day-pack.ts';
import { startNewEpoch } from '../decisions/take-back.ts';
import { readEpoch, writeEpoch, type Epoch } from './epoch.ts';
import type { ExchangeDeps } from './exchange-deps.ts';
import {
  readCursor,
  readFeedPage,
  selectFeedRows,
  toFeedRow,
  writeCursor,
  type FeedPosition,
} from './feed.ts';
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
  const cursor = await readCursor(database, deps.keys, pull.centreId, epochBefore, pull.cursor);
  const epoch =
    cursor.outcome === 'server-rolled-back'
      ? await startNewEpoch(deps, epochBefore, cursor.beyond)
      : epochBefore;
  const isReset = cursor.outcome !== 'continues';
  const day = istDayOf(deps.nowSeconds());
  const pack = await writeDayPack(database, pull.centreId, day, deps.isDemo());
  const sendsPack = pack !== null && (isReset || pack.packHash !== pull.packHash);
  // Without a cursor a tablet is new, or its keys are: then it cannot read the copies of its own rows. Whoever begins
  // again may have let stable rows go.
  const ownRows = isReset ? noOwnRows : await readOwnRows(database, pull.centreId, header);
  return {
    epoch: writeEpoch(epoch),
    feed: isReset ? 'reset' : 'continues',
    packBytes: sendsPack ? pack.gzipped.length : 0,
    parts: writeParts(
      deps,
      header,
      pack,
      sendsPack,
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
  sendsPack: boolean,
  from: FeedPosition | null,
  ownRows: OwnRows,
  epoch: Epoch,
): AsyncGenerator<AnswerPart> {
  const { database } = deps.store;
  const pull = header.pull!;
  if (pack && sendsPack) yield* packParts(pack);
  let position = from;
  if (position === null) {
    const start = await readStart(database, pull.centreId);
    yield {
      part: 'feed',
      rows:
        pack === null ? [] : await readPackEvents(database, pull.centreId, pack, start, ownRows),
      cursor: writeCursor(deps.keys, pull.centreId, epoch, start),
      feedSeq: start.feedSeq,
      rolling: bytesToBase64url(start.rolling),
      isLast: false,
    };
    position = start;
  }
  for (let pages = 0; pages < limits.feedPagesPerAnswerMax; pages++) {
    const page = await readFeedPage(database, pull.centreId, position, pull.feedMaxBytes, ownRows);
    position = page.position;
    yield {
      part: 'feed',
      rows: [...page.rows],
      cursor: writeCursor(deps.keys, pull.centreId, epoch, position),
      feedSeq: position.feedSeq,
      rolling: bytesToBase64url(position.rolling),
      isLast: page.isLast,
    };
    // While a tablet still has doses to send, one small page is enough: the link belongs to the doses.
    if (page.isLast || pull.feedMaxBytes <= limits.feedBytesWhileUnsentMax) return;
  }
}

function* packParts(pack: WrittenPack): Generator<AnswerPart> {
  const count = Math.ceil(pack.gzipped.length / limits.packChunkBytes);
  for (let index = 0; index < count; index++)
    yield {
      part: 'pack',
      index,
      of: count,
      packHash: pack.packHash,
      data: bytesToBase64url(
        pack.gzipped.subarray(index * limits.packChunkBytes, (index + 1) * limits.packChunkBytes),
      ),
    };
}

async function readStart(reach: DatabaseReach, centreId: number): Promise<FeedPosition> {
  const centre = await reach
    .selectFrom('centre')
    .select(['feed_seq', 'feed_rolling'])
    .where('centre_id', '=', centreId)
    .executeTakeFirstOrThrow();
  return { feedSeq: centre.feed_seq, rolling: centre.feed_rolling };
}

/** All events of the list's cases, and of today's walk-ins and vials, up to the feed number the cursor starts at. */
async function readPackEvents(
  reach: DatabaseReach,
  centreId: number,
  pack: WrittenPack,
  start: FeedPosition,
  ownRows: OwnRows,
) {
  const rows = [
    ...(await readRowsOfToday(reach, centreId, pack.dayStart, start)),
    ...(await readEarlierRowsOfCases(reach, centreId, pack, start)),
  ];
  const byNumber = new Map(rows.map((row) => [row.feed_seq, row]));
  return [...byNumber.values()]
    .sort((a, b) => a.feed_seq - b.feed_seq)
    .map((row) => toFeedRow(row, ownRows));
}

const rowsPerQueryMax = 1_000;

/** Backwards from the end, until nothing of today is left: a centre's feed grows for years. */
async function readRowsOfToday(
  reach: DatabaseReach,
  centreId: number,
  dayStart: number,
  start: FeedPosition,
) {
  const rows = [];
  for (let below = start.feedSeq + 1; below > 0; below -= rowsPerQueryMax) {
    const page = await selectFeedRows(reach, centreId)
      .select('log_row.received_at')
      .where('feed.feed_seq', '<', below)
      .where('feed.feed_seq', '>=', below - rowsPerQueryMax)
      .execute();
    const ofToday = page.filter((row) => row.received_at >= dayStart);
    rows.push(...ofToday);
    if (ofToday.length === 0) break;
  }
  return rows;
}

/** Most bookings of a day have no event before it: those that have are found by the index of cases. */
async function readEarlierRowsOfCases(
  reach: DatabaseReach,
  centreId: number,
  pack: WrittenPack,
  start: FeedPosition,
) {
  const keys = [...pack.caseKeys];
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
  return rows;
}
