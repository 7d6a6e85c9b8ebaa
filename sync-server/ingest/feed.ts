// Owns the feed of a centre: dense numbers given in the inserting transaction, the rolling hash, cursors, pages.

import {
  base64urlToBytes,
  bytesToBase64url,
  bytesToUtf8,
  equalBytes,
  utf8ToBytes,
} from '../../schemas/bytes.ts';
import type { FeedRow } from '../../schemas/exchange.ts';
import { limits } from '../../schemas/limits.ts';
import { rollingHash } from '../../schemas/log/hash-chain.ts';
import { nodeDigest } from '../keys/digest.ts';
import type { DeploymentKeys } from '../keys/deployment-keys.ts';
import type { Epoch } from './epoch.ts';
import { isOwnRow, isUnreadableToItsTablet, type OwnRows } from './own-rows.ts';
import { insertMany } from '../store/bulk-insert.ts';
import { rememberQuery } from '../store/remembered-query.ts';
import type { CentreTable, DatabaseReach, DatabaseTransaction, RowTable } from '../store/schema.ts';

/** Locks the centre until the transaction ends, so that numbers are given in commit order. */
export async function lockCentre(
  transaction: DatabaseTransaction,
  centreId: number,
  isPostgres: boolean,
) {
  const [centre] = await (isPostgres ? selectCentreForUpdate : selectCentre)(transaction, {
    centreId,
  });
  if (centre !== undefined) keepFeedHead(transaction, centreId, centre);
  return centre;
}

type FeedHead = Pick<CentreTable, 'feed_seq' | 'feed_rolling'>;

/** By transaction and centre: it is locked, so that nobody else moves it. */
const feedHeads = new WeakMap<DatabaseTransaction, Map<number, FeedHead>>();

function keepFeedHead(transaction: DatabaseTransaction, centreId: number, head: FeedHead): void {
  const known = feedHeads.get(transaction);
  if (known === undefined) feedHeads.set(transaction, new Map([[centreId, head]]));
  else known.set(centreId, head);
}

const selectCentre = rememberQuery<{ readonly centreId: number }>()((reach, { one }) =>
  reach.selectFrom('centre').selectAll().where('centre_id', '=', one('centreId')),
);
const selectCentreForUpdate = rememberQuery<{ readonly centreId: number }>()((reach, { one }) =>
  reach.selectFrom('centre').selectAll().where('centre_id', '=', one('centreId')).forUpdate(),
);

export interface FeedEntry {
  readonly log: string;
  readonly seq: number;
  readonly rowHash: Uint8Array;
}

/** Appends rows to the feed. The centre must be locked by this transaction. */
export async function appendToFeed(
  transaction: DatabaseTransaction,
  centreId: number,
  entries: readonly FeedEntry[],
): Promise<void> {
  if (entries.length === 0) return;
  const known = feedHeads.get(transaction)?.get(centreId);
  const centre = known ?? (await selectCentre(transaction, { centreId }))[0];
  if (centre === undefined) throw new Error('feed: no such centre');
  let rolling: Uint8Array = centre.feed_rolling;
  let feedSeq = centre.feed_seq;
  const values = entries.map((entry) => {
    feedSeq += 1;
    rolling = rollingHash(nodeDigest, rolling, feedSeq, entry.log, entry.seq, entry.rowHash);
    return {
      centre_id: centreId,
      feed_seq: feedSeq,
      log: entry.log,
      seq: entry.seq,
      row_hash: entry.rowHash,
      rolling,
    };
  });
  await insertMany(transaction, 'feed', values);
  await updateFeedHead(transaction, { centreId, feedSeq, rolling });
  keepFeedHead(transaction, centreId, { feed_seq: feedSeq, feed_rolling: rolling });
}

const updateFeedHead = rememberQuery<{
  readonly centreId: number;
  readonly feedSeq: number;
  readonly rolling: Uint8Array;
}>()((reach, { one }) =>
  reach
    .updateTable('centre')
    .set({ feed_seq: one('feedSeq'), feed_rolling: one('rolling') })
    .where('centre_id', '=', one('centreId')),
);

export interface FeedPosition {
  readonly feedSeq: number;
  readonly rolling: Uint8Array;
}

const cursorPurpose = 'feed-cursor';

/** base64url of JSON and MAC: a tablet cannot make one up, and the server can tell a rolled back self from a liar. */
export function writeCursor(
  keys: DeploymentKeys,
  centreId: number,
  epoch: Epoch,
  position: FeedPosition,
): string {
  const rolling = bytesToBase64url(position.rolling);
  const text = JSON.stringify([centreId, position.feedSeq, rolling, epoch.number, epoch.randomHex]);
  const mac = bytesToBase64url(keys.mac(cursorPurpose, utf8ToBytes(text)).subarray(0, 16));
  return bytesToBase64url(utf8ToBytes(`${text}\n${mac}`));
}

export type CursorOutcome =
  | { readonly outcome: 'continues'; readonly position: FeedPosition }
  /** Never had one, or not ours: this tablet starts again from the pack. */
  | { readonly outcome: 'start' }
  /** Ours, yet unknown here: the server itself was rolled back. `beyond`: the latest epoch number anybody has seen. */
  | { readonly outcome: 'server-rolled-back'; readonly beyond: number };

export async function readCursor(
  reach: DatabaseReach,
  keys: DeploymentKeys,
  centreId: number,
  epoch: Epoch,
  cursor: string | null,
): Promise<CursorOutcome> {
  const read = cursor === null ? null : parseCursor(keys, centreId, cursor);
  if (read === null) return { outcome: 'start' };
  const { position } = read;
  if (position.feedSeq === 0) return { outcome: 'continues', position };
  const row = await reach
    .selectFrom('feed')
    .select('rolling')
    .where('centre_id', '=', centreId)
    .where('feed_seq', '=', position.feedSeq)
    .executeTakeFirst();
  if (row && equalBytes(row.rolling, position.rolling)) return { outcome: 'continues', position };
  // A cursor of an epoch that has ended says nothing new: its roll-back was noticed when the present epoch was opened.
  if (read.epoch.number < epoch.number) return { outcome: 'start' };
  return { outcome: 'server-rolled-back', beyond: read.epoch.number };
}

function parseCursor(
  keys: DeploymentKeys,
  centreId: number,
  cursor: string,
): { readonly position: FeedPosition; readonly epoch: Epoch } | null {
  const bytes = base64urlToBytes(cursor);
  if (bytes === null) return null;
  try {
    const [text = '', mac = ''] = bytesToUtf8(bytes).split('\n');
    if (bytesToBase64url(keys.mac(cursorPurpose, utf8ToBytes(text)).subarray(0, 16)) !== mac)
      return null;
    const [centre, feedSeq, rolling, number, randomHex] = JSON.parse(text) as [
      number,
      number,
      string,
      number,
      string,
    ];
    const rollingBytes = base64urlToBytes(rolling);
    if (centre !== centreId || rollingBytes === null) return null;
    return { position: { feedSeq, rolling: rollingBytes }, epoch: { number, randomHex } };
  } catch {
    return null;
  }
}

export interface FeedPage {
  readonly rows: readonly FeedRow[];
  readonly position: FeedPosition;
  readonly isLast: boolean;
}

/** The next page after a position, at most `bytesMax` of JSON (at least one row). `ownRows`: sent without content. */
export async function readFeedPage(
  reach: DatabaseReach,
  centreId: number,
  after: FeedPosition,
  bytesMax: number,
  ownRows: OwnRows,
): Promise<FeedPage> {
  const rows = await selectFeedRows(reach, centreId)
    .where('feed.feed_seq', '>', after.feedSeq)
    .orderBy('feed.feed_seq')
    .limit(limits.feedRowsPerPageMax + 1)
    .execute();
  const page: FeedRow[] = [];
  let bytes = 0;
  let position = after;
  for (const row of rows.slice(0, limits.feedRowsPerPageMax)) {
    const written = toFeedRow(row, ownRows);
    bytes += 160 + (written.event?.length ?? 0);
    if (page.length > 0 && bytes > bytesMax) break;
    page.push(written);
    position = { feedSeq: row.feed_seq, rolling: row.rolling };
  }
  return { rows: page, position, isLast: page.length === rows.length };
}

export function selectFeedRows(reach: DatabaseReach, centreId: number) {
  return reach
    .selectFrom('feed')
    .innerJoin('log_row', (join) =>
      join
        .onRef('log_row.centre_id', '=', 'feed.centre_id')
        .onRef('log_row.log', '=', 'feed.log')
        .onRef('log_row.seq', '=', 'feed.seq'),
    )
    .select([
      'feed.feed_seq',
      'feed.rolling',
      'feed.log',
      'feed.seq',
      'feed.row_hash',
      'log_row.origin_log',
      'log_row.origin_seq',
      'log_row.event',
      'log_row.by_staff',
      'log_row.by_proved',
    ])
    .where('feed.centre_id', '=', centreId);
}

type SelectedRow = Pick<
  RowTable,
  'origin_log' | 'origin_seq' | 'event' | 'by_staff' | 'by_proved'
> & {
  feed_seq: number;
  log: string;
  seq: number;
  row_hash: Uint8Array;
};

function isWithheld(
  event: Uint8Array,
  row: Pick<SelectedRow, 'log' | 'seq'>,
  ownRows: OwnRows,
): boolean {
  return isOwnRow(ownRows, row) && !isUnreadableToItsTablet(event);
}

export function toFeedRow(row: SelectedRow, ownRows: OwnRows): FeedRow {
  const isMoved = row.origin_log !== row.log || row.origin_seq !== row.seq;
  return {
    feedSeq: row.feed_seq,
    log: row.log,
    seq: row.seq,
    hash: bytesToBase64url(row.row_hash),
    ...(isMoved ? { origin: { log: row.origin_log, seq: row.origin_seq } } : {}),
    event:
      row.event === null || isWithheld(row.event, row, ownRows) ? null : bytesToUtf8(row.event),
    by: row.by_staff === null ? null : { staffId: row.by_staff, proved: row.by_proved === 1 },
  };
}
