// Owns what the desk shows of one tablet: per log the missing numbers, unreadable rows, and the chain proved anew.

import type { DeskTabletDetail, DeskTabletLog, NumberRange } from '../../schemas/desk-tablets.ts';
import { genesisHash } from '../../schemas/log/hash-chain.ts';
import { selectCentresOf } from '../accounts/place.ts';
import { readLastContact } from '../ingest/last-contact.ts';
import { markRemembered } from '../ingest/log-remembered.ts';
import { nodeDigest } from '../keys/digest.ts';
import type { ServerParts } from '../parts.ts';
import type { DatabaseReach, LogTable, RowTable } from '../store/schema.ts';
import { endWalk, startWalk, walkOn, type ChainWalk, type StoredLink } from './chain-proof.ts';
import { findMissing, joinRanges, numbersToRanges } from './missing-numbers.ts';
import { readDeskTablet, type DeskTabletsParts, type DeskViewer } from './tablets.ts';

type DetailParts = DeskTabletsParts & Pick<ServerParts, 'keys'>;

const rowsPerPage = 2_000;
/** A page names the first of very many: a tablet that sends nonsense must not make an answer without end. */
const rangesMax = 100;
const unreadableMax = 50;

/** Null alike for a tablet of others and for one that does not exist. */
export async function readDeskTabletDetail(
  parts: DetailParts,
  account: DeskViewer,
  device: string,
): Promise<DeskTabletDetail | null> {
  const { database } = parts.store;
  const tablet = await readDeskTablet(parts, account, device);
  if (tablet === null) return null;
  const { revoked_at: revokedAt, heartbeat } = await database
    .selectFrom('device')
    .select(['revoked_at', 'heartbeat'])
    .where('device', '=', device)
    .executeTakeFirstOrThrow();
  const heads = readLastContact(heartbeat)?.heads ?? {};
  const logs = await selectCentresOf(database, account)
    .innerJoin('tablet_log', 'tablet_log.centre_id', 'centre.centre_id')
    .selectAll('tablet_log')
    .select('centre.name')
    .where('tablet_log.device', '=', device)
    .execute();
  const all = await database
    .selectFrom('tablet_log')
    .select((row) => row.fn.countAll<number>().as('logs'))
    .where('device', '=', device)
    .executeTakeFirstOrThrow();
  const shown: DeskTabletLog[] = [];
  for (const { name, ...log } of logs)
    shown.push(await readLog(parts, log, name, heads[log.log] ?? 0));
  return {
    tablet,
    revokedAt,
    logs: [...shown, ...neverArrived(heads, tablet.centreName, all.logs, logs)].sort(
      (a, b) => (b.lastReceivedAt ?? Infinity) - (a.lastReceivedAt ?? Infinity),
    ),
    logsElsewhere: Number(all.logs) - logs.length,
  };
}

/** Logs the tablet named of which nothing came; where it writes for other centres too, nobody knows whose they are. */
function neverArrived(
  heads: Readonly<Record<string, number>>,
  centreName: string,
  logsOfTablet: number,
  here: readonly Pick<LogTable, 'log'>[],
): DeskTabletLog[] {
  if (Number(logsOfTablet) > here.length) return [];
  const known = new Set(here.map((row) => row.log));
  return Object.entries(heads)
    .filter(([log, head]) => head > 0 && !known.has(log))
    .map(([log, head]) => ({
      log,
      centreName,
      seq: 0,
      afterGap: [],
      missing: [{ from: 1, to: head, why: 'said-by-tablet' }],
      carriedOn: [],
      unreadable: [],
      unreadableCount: 0,
      lastReceivedAt: null,
      proof: { outcome: 'unbroken', to: 0, headHash: '' },
    }));
}

async function readLog(
  parts: DetailParts,
  row: LogTable,
  centreName: string,
  saidMax: number,
): Promise<DeskTabletLog> {
  const { database } = parts.store;
  const walked = await walkLog(parts, row);
  const carriedOn = await readCarriedOn(database, row);
  const namedMax = await readNamedMax(database, row);
  const unreadable = await readUnreadable(database, row);
  return {
    log: row.log,
    centreName,
    seq: row.seq,
    afterGap: walked.held.filter((range) => range.from > row.seq).slice(0, rangesMax),
    missing: findMissing({ held: walked.held, carriedOn, namedMax, saidMax }).slice(0, rangesMax),
    carriedOn: carriedOn.slice(0, rangesMax),
    unreadable: unreadable.slice(0, unreadableMax),
    unreadableCount: unreadable.length,
    lastReceivedAt: walked.lastReceivedAt,
    proof: endWalk(walked.walk, { seq: row.seq, hash: row.head_hash }),
  };
}

interface Walked {
  readonly walk: ChainWalk;
  readonly held: readonly NumberRange[];
  readonly lastReceivedAt: number | null;
}

/** Page by page: between two pages the server answers others. The proof goes up to the head; numbers go to the end. */
async function walkLog(parts: DetailParts, row: LogTable): Promise<Walked> {
  const { centre_id: centreId, log, device } = row;
  const { deployment } = parts.keys;
  let walk = startWalk(genesisHash(nodeDigest, { log, centreId, deviceKey: device, deployment }));
  let held: readonly NumberRange[] = [];
  let lastReceivedAt: number | null = null;
  for (let after = -1; ;) {
    const page = await parts.store.database
      .selectFrom('log_row')
      .select(['seq', 'row_hash', 'chain_hash', 'salt', 'event', 'received_at'])
      .where('centre_id', '=', centreId)
      .where('log', '=', log)
      .where('seq', '>', after)
      .orderBy('seq')
      .limit(rowsPerPage)
      .execute();
    const links = page.filter(({ seq }) => seq <= row.seq).map(toLink);
    walk = walkOn(nodeDigest, walk, links);
    held = joinRanges(held, numbersToRanges(page.map(({ seq }) => seq)));
    for (const { received_at: at } of page) lastReceivedAt = Math.max(lastReceivedAt ?? at, at);
    if (page.length < rowsPerPage) return { walk, held, lastReceivedAt };
    after = page.at(-1)!.seq;
  }
}

function toLink(
  row: Pick<RowTable, 'seq' | 'row_hash' | 'chain_hash' | 'salt' | 'event'>,
): StoredLink {
  const { seq, salt, event } = row;
  return { seq, rowHash: row.row_hash, chainHash: row.chain_hash, salt, event };
}

async function readCarriedOn(reach: DatabaseReach, row: LogTable): Promise<NumberRange[]> {
  const rows = await reach
    .selectFrom('log_row')
    .select('origin_seq')
    .where('centre_id', '=', row.centre_id)
    .where('origin_log', '=', row.log)
    .where('log', '!=', row.log)
    // What only another tablet remembers is not carried on by this one.
    .where('log', 'not like', `%${markRemembered}%`)
    .orderBy('origin_seq')
    .execute();
  return numbersToRanges(rows.map((carried) => carried.origin_seq));
}

/** A walk-in is named by its registration's number in every record about it: those are found by the index of cases. */
async function readNamedMax(reach: DatabaseReach, row: LogTable): Promise<number> {
  const rows = await reach
    .selectFrom('log_row')
    .select('case_key')
    .distinct()
    .where('centre_id', '=', row.centre_id)
    .where('case_key', 'like', `w${row.log}/%`)
    .execute();
  const numbers = rows.map(({ case_key: key }) => Number(key?.split('/')[1] ?? 0));
  return Math.max(0, ...numbers.filter((number) => Number.isSafeInteger(number)));
}

async function readUnreadable(
  reach: DatabaseReach,
  row: LogTable,
): Promise<{ readonly seq: number; readonly receivedAt: number }[]> {
  const rows = await reach
    .selectFrom('quarantine')
    .select('seq')
    .select((each) => each.fn.min('received_at').as('received_at'))
    .where('centre_id', '=', row.centre_id)
    .where('log', '=', row.log)
    .groupBy('seq')
    .orderBy('seq')
    .execute();
  return rows.map((each) => ({ seq: each.seq, receivedAt: Number(each.received_at) }));
}
