// Owns what a granted pull sends: the day pack when another is in force, then pages of the centre's feed.

import { bytesToBase64url } from '../../schemas/bytes.ts';
import type { AnswerPart, ExchangeRequest } from '../../schemas/exchange.ts';
import { limits } from '../../schemas/limits.ts';
import { istDayOf } from '../../schemas/rules/day.ts';
import type { DatabaseReach } from '../store/schema.ts';
import { writeDayPack, type WrittenPack } from './day-pack.ts';
import { openNewEpoch, readEpoch, writeEpoch } from './epoch.ts';
import type { ExchangeDeps } from './exchange-service.ts';
import {
  lockCentre,
  readCursor,
  readFeedPage,
  selectFeedRows,
  toFeedRow,
  writeCursor,
  type FeedPosition,
} from './feed.ts';

export interface PullAnswer {
  readonly epoch: string;
  readonly feed: 'continues' | 'reset';
  readonly packBytes: number;
  readonly parts: AsyncIterable<AnswerPart>;
}

export async function writePull(deps: ExchangeDeps, header: ExchangeRequest): Promise<PullAnswer> {
  const { database } = deps.store;
  const pull = header.pull!;
  const cursor = await readCursor(database, deps.keys, pull.centreId, pull.cursor);
  let epoch = await readEpoch(database, () => deps.random(4));
  if (cursor.outcome === 'server-rolled-back')
    epoch = await deps.store.transact(async (transaction) => {
      await lockCentre(transaction, pull.centreId, deps.store.engine === 'postgres');
      return openNewEpoch(transaction, epoch, deps.random(4));
    });
  const isReset = cursor.outcome !== 'continues';
  const day = istDayOf(deps.nowSeconds());
  const pack = await writeDayPack(database, pull.centreId, day, deps.isDemo());
  const sendsPack = pack !== null && (isReset || pack.packHash !== pull.packHash);
  const ownLogs = new Set(Object.keys(header.ask));
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
      ownLogs,
    ),
  };
}

async function* writeParts(
  deps: ExchangeDeps,
  header: ExchangeRequest,
  pack: WrittenPack | null,
  sendsPack: boolean,
  from: FeedPosition | null,
  ownLogs: ReadonlySet<string>,
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
        pack === null ? [] : await readPackEvents(database, pull.centreId, pack, start, ownLogs),
      cursor: writeCursor(deps.keys, pull.centreId, start),
      feedSeq: start.feedSeq,
      rolling: bytesToBase64url(start.rolling),
      isLast: false,
    };
    position = start;
  }
  for (let pages = 0; pages < limits.feedPagesPerAnswerMax; pages++) {
    const page = await readFeedPage(database, pull.centreId, position, pull.feedMaxBytes, ownLogs);
    position = page.position;
    yield {
      part: 'feed',
      rows: [...page.rows],
      cursor: writeCursor(deps.keys, pull.centreId, position),
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
  ownLogs: ReadonlySet<string>,
) {
  const rows = await selectFeedRows(reach, centreId)
    .select(['log_row.case_key', 'log_row.received_at'])
    .where('feed.feed_seq', '<=', start.feedSeq)
    .orderBy('feed.feed_seq')
    .execute();
  return rows
    .filter(
      (row) =>
        row.received_at >= pack.dayStart ||
        (row.case_key !== null && pack.caseKeys.has(row.case_key)),
    )
    .map((row) => toFeedRow(row, ownLogs));
}
