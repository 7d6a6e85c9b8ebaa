// Owns the survey of a store: how far every feed and every tablet's log goes, recomputed from the rows and not believed.

import { bytesToBase64url, equalBytes } from '../../schemas/bytes.ts';
import { rollingHash } from '../../schemas/log/hash-chain.ts';
import { isTabletLogId } from '../../schemas/log/log-id.ts';
import { readEpoch, writeEpoch } from '../ingest/epoch.ts';
import { nodeDigest } from '../keys/digest.ts';
import type { DatabaseReach } from '../store/schema.ts';

export interface FeedReach {
  readonly centreId: number;
  readonly feedSeq: number;
  /** base64url. */
  readonly rolling: string;
}

export interface LogReach {
  readonly centreId: number;
  readonly log: string;
  readonly seq: number;
  /** base64url. */
  readonly headHash: string;
  /** Latest `received_at` of its rows, epoch seconds. */
  readonly latestReceivedAt: number;
}

export interface Survey {
  readonly epoch: string;
  readonly feeds: readonly FeedReach[];
  readonly logs: readonly LogReach[];
  readonly counts: {
    readonly eventRows: number;
    readonly doses: number;
    readonly appointments: number;
    readonly decisions: number;
  };
  /** What does not fit together, as sentences; empty for a whole store. */
  readonly faults: readonly string[];
}

export async function surveyStore(reach: DatabaseReach): Promise<Survey> {
  const faults: string[] = [];
  const feeds = await surveyFeeds(reach, faults);
  const logs = await surveyLogs(reach, faults);
  const count = async (table: 'log_row' | 'dose' | 'appointment' | 'decision') => {
    const row = await reach
      .selectFrom(table)
      .select((eb) => eb.fn.countAll<number>().as('rows'))
      .executeTakeFirstOrThrow();
    return Number(row.rows);
  };
  return {
    epoch: writeEpoch(await readEpoch(reach, () => new Uint8Array(4))),
    feeds,
    logs,
    counts: {
      eventRows: await count('log_row'),
      doses: await count('dose'),
      appointments: await count('appointment'),
      decisions: await count('decision'),
    },
    faults,
  };
}

const feedRowsPerStep = 5_000;

async function surveyFeeds(reach: DatabaseReach, faults: string[]): Promise<FeedReach[]> {
  const centres = await reach
    .selectFrom('centre')
    .select(['centre_id', 'feed_seq', 'feed_rolling'])
    .orderBy('centre_id')
    .execute();
  const feeds: FeedReach[] = [];
  for (const centre of centres) {
    const recomputed = await rollFeed(reach, centre.centre_id);
    if (
      recomputed.feedSeq !== centre.feed_seq ||
      !equalBytes(recomputed.rolling, centre.feed_rolling)
    )
      faults.push(
        `The feed of centre ${centre.centre_id} breaks off at ${recomputed.feedSeq} of ${centre.feed_seq}.`,
      );
    feeds.push({
      centreId: centre.centre_id,
      feedSeq: centre.feed_seq,
      rolling: bytesToBase64url(centre.feed_rolling),
    });
  }
  return feeds;
}

/** As far as the numbers are dense, each row is there, and the hashes agree. */
async function rollFeed(
  reach: DatabaseReach,
  centreId: number,
): Promise<{ readonly feedSeq: number; readonly rolling: Uint8Array }> {
  let feedSeq = 0;
  let rolling: Uint8Array = new Uint8Array(32);
  for (;;) {
    const rows = await reach
      .selectFrom('feed')
      .innerJoin('log_row', (join) =>
        join
          .onRef('log_row.centre_id', '=', 'feed.centre_id')
          .onRef('log_row.log', '=', 'feed.log')
          .onRef('log_row.seq', '=', 'feed.seq')
          .onRef('log_row.row_hash', '=', 'feed.row_hash'),
      )
      .select(['feed.feed_seq', 'feed.log', 'feed.seq', 'feed.row_hash', 'feed.rolling'])
      .where('feed.centre_id', '=', centreId)
      .where('feed.feed_seq', '>', feedSeq)
      .orderBy('feed.feed_seq')
      .limit(feedRowsPerStep)
      .execute();
    for (const row of rows) {
      const next = rollingHash(nodeDigest, rolling, feedSeq + 1, row.log, row.seq, row.row_hash);
      if (row.feed_seq !== feedSeq + 1 || !equalBytes(next, row.rolling))
        return { feedSeq, rolling };
      feedSeq += 1;
      rolling = next;
    }
    if (rows.length < feedRowsPerStep) return { feedSeq, rolling };
  }
}

/** Rows kept apart after a gap bear the numbers of their own place: no tablet asks about those logs, their rows stand in the feed. */
async function surveyLogs(reach: DatabaseReach, faults: string[]): Promise<LogReach[]> {
  const held = await reach
    .selectFrom('tablet_log')
    .select(['centre_id', 'log', 'seq', 'head_hash'])
    .orderBy('centre_id')
    .orderBy('log')
    .execute();
  const found: LogReach[] = [];
  for (const log of held.filter((one) => isTabletLogId(one.log))) {
    const rows = await reach
      .selectFrom('log_row')
      .select((eb) => [eb.fn.countAll<number>().as('rows'), eb.fn.max('received_at').as('latest')])
      .where('centre_id', '=', log.centre_id)
      .where('log', '=', log.log)
      .where('seq', '<=', log.seq)
      .executeTakeFirstOrThrow();
    const isHeadThere = await isRowThere(reach, log.centre_id, log.log, log.seq, log.head_hash);
    if (Number(rows.rows) !== log.seq || !isHeadThere)
      faults.push(`Log ${log.log} of centre ${log.centre_id} is not whole up to ${log.seq}.`);
    found.push({
      centreId: log.centre_id,
      log: log.log,
      seq: log.seq,
      headHash: bytesToBase64url(log.head_hash),
      latestReceivedAt: Number(rows.latest ?? 0),
    });
  }
  return found;
}

async function isRowThere(
  reach: DatabaseReach,
  centreId: number,
  log: string,
  seq: number,
  chainHash: Uint8Array,
): Promise<boolean> {
  const row = await reach
    .selectFrom('log_row')
    .select('chain_hash')
    .where('centre_id', '=', centreId)
    .where('log', '=', log)
    .where('seq', '=', seq)
    .executeTakeFirst();
  return row !== undefined && equalBytes(row.chain_hash, chainHash);
}

/** What of a surveyed copy the living store does not have in the same place: the copy is then of something else. */
export async function findDifferences(live: DatabaseReach, copy: Survey): Promise<string[]> {
  const differences: string[] = [];
  for (const feed of copy.feeds.filter((one) => one.feedSeq > 0)) {
    const row = await live
      .selectFrom('feed')
      .select('rolling')
      .where('centre_id', '=', feed.centreId)
      .where('feed_seq', '=', feed.feedSeq)
      .executeTakeFirst();
    if (row === undefined || bytesToBase64url(row.rolling) !== feed.rolling)
      differences.push(`The feed of centre ${feed.centreId} differs at ${feed.feedSeq}.`);
  }
  for (const log of copy.logs) {
    const row = await live
      .selectFrom('log_row')
      .select('chain_hash')
      .where('centre_id', '=', log.centreId)
      .where('log', '=', log.log)
      .where('seq', '=', log.seq)
      .executeTakeFirst();
    if (row === undefined || bytesToBase64url(row.chain_hash) !== log.headHash)
      differences.push(`Log ${log.log} of centre ${log.centreId} differs at ${log.seq}.`);
  }
  return differences;
}
