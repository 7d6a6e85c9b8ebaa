// Owns rows that came back to a restored server from another tablet's memory: kept beside their log until their own tablet brings them.

import { base64urlToBytes, bytesToBase64url, utf8ToBytes } from '../../schemas/bytes.ts';
import { caseKeyOf, type SuchiEvent } from '../../schemas/events/event.ts';
import type { FeedRow } from '../../schemas/exchange.ts';
import { isTabletLogId, serverLogEpoch } from '../../schemas/log/log-id.ts';
import type { RememberedPage } from '../../schemas/remembered.ts';
import { applyWaitingDecisions } from '../decisions/apply-decisions.ts';
import { judgeCases } from '../judge/judge-case.ts';
import { insertMany } from '../store/bulk-insert.ts';
import type { DatabaseTransaction, RowTable } from '../store/schema.ts';
import { readEpoch } from './epoch.ts';
import type { ExchangeDeps } from './exchange-deps.ts';
import { appendToFeed, lockCentre } from './feed.ts';
import { readFresh } from './fresh-events.ts';
import { selectSamePlaces } from './log-queries.ts';
import { isMemory, logRemembered } from './log-remembered.ts';
import { isOwnPage } from './page-proof.ts';
import { noteVialsAndSessions } from './vials-and-sessions.ts';

/**
 * Takes pages that this server once sent, and answers the proofs of those whose every row it now holds. What the server says
 * under its own MAC it has seen signed and proved; the signature itself is gone, so the row waits for its own tablet.
 */
export async function takeRemembered(
  deps: ExchangeDeps,
  centreId: number,
  pages: readonly RememberedPage[],
): Promise<string[]> {
  const taken: string[] = [];
  for (const page of pages) {
    if (!isOwnPage(deps.keys, centreId, page)) continue;
    if (await takePage(deps, centreId, page.rows)) taken.push(page.proof);
  }
  return taken;
}

async function takePage(
  deps: ExchangeDeps,
  centreId: number,
  told: readonly FeedRow[],
): Promise<boolean> {
  return deps.store.transact(async (transaction) => {
    const centre = await lockCentre(transaction, centreId, deps.store.engine === 'postgres');
    if (!centre) return false;
    const now = deps.nowSeconds();
    const rows = told.flatMap((row) => toRemembered(transaction, centreId, row, now) ?? []);
    const { fresh, named, others } = await leaveOutHeld(transaction, centreId, rows);
    if (fresh.length + named.length === 0) return true;
    await insertMany(transaction, 'log_row', fresh);
    for (const row of named) await nameRemembered(transaction, row);
    const touched = new Set([...fresh, ...named, ...others].flatMap((row) => row.case_key ?? []));
    for (const row of fresh)
      for (const key of await noteVialsAndSessions(transaction, row)) touched.add(key);
    await appendToFeed(
      transaction,
      centreId,
      [...fresh, ...named].map(({ log, seq, row_hash: rowHash }) => ({ log, seq, rowHash })),
    );
    const epoch = await readEpoch(transaction, () => deps.random(4));
    const { keys, appVersion } = deps;
    const context = { transaction, keys, epoch, centreId, now, appVersion };
    await judgeCases(context, [...touched].sort());
    await applyWaitingDecisions(context, touched);
    return true;
  });
}

/**
 * Null for a placeholder, and for the server's own words: those it says again itself, or reads from its decisions file.
 * A reaction that the desk wrote down stands in no file.
 */
function toRemembered(
  transaction: DatabaseTransaction,
  centreId: number,
  told: FeedRow,
  now: number,
): RowTable | null {
  const rowHash = base64urlToBytes(told.hash);
  const origin = told.origin ?? told;
  if (told.event === null || rowHash === null) return null;
  const value = JSON.parse(told.event) as SuchiEvent;
  const isReaction = serverLogEpoch(origin.log) !== null && value.kind === 'aefi-reported';
  if (!isTabletLogId(origin.log) && !isReaction) return null;
  const isMalformed = readFresh(transaction, told.hash, value).outcome === 'malformed';
  const identity = { log: origin.log, seq: origin.seq, hash: told.hash };
  return {
    centre_id: centreId,
    log: logRemembered(origin.log, told.hash),
    seq: origin.seq,
    row_hash: rowHash,
    // Nothing ever follows it: what stood before it is not here.
    chain_hash: new Uint8Array(32),
    origin_log: origin.log,
    origin_seq: origin.seq,
    span: null,
    salt: null,
    event: utf8ToBytes(told.event),
    kind: isMalformed ? '?' : value.kind.slice(0, 40),
    case_key: isMalformed ? null : caseKeyOf({ identity, event: value }),
    by_staff: told.by?.staffId ?? null,
    // Whose key it was has to be proved again: what was said of keys and vouches since is not here.
    by_proved: 0,
    received_at: now,
  };
}

interface Kept {
  readonly fresh: readonly RowTable[];
  /** Remembered before, by a page that was sent while nobody was known to have been signed in. */
  readonly named: readonly RowTable[];
  /** Held at the place of a fresh one with other content: their tablet was copied, which their cases do not know yet. */
  readonly others: readonly { readonly case_key: string | null }[];
}

/** A named row stands in the feed twice; a held one, or an erased one, is not brought back. */
async function leaveOutHeld(
  transaction: DatabaseTransaction,
  centreId: number,
  rows: readonly RowTable[],
): Promise<Kept> {
  const last = new Map(rows.map((row) => [identityOf(row), row]));
  const named: RowTable[] = [];
  const heldThere: Awaited<ReturnType<typeof selectSamePlaces>> = [];
  for (const [log, ofLog] of Map.groupBy(rows, (row) => row.origin_log)) {
    const seqs = ofLog.map((row) => row.origin_seq);
    const span = { from: Math.min(...seqs), to: Math.max(...seqs) };
    for (const held of await selectSamePlaces(transaction, { centreId, log, ...span })) {
      heldThere.push(held);
      const row = last.get(identityOf(held));
      if (row === undefined) continue;
      last.delete(identityOf(held));
      if (isMemory(held) && held.by_staff === null && row.by_staff !== null) named.push(row);
    }
  }
  const places = new Set([...last.values()].map(placeOf));
  const others = heldThere.filter((held) => places.has(placeOf(held)));
  return { fresh: [...last.values()], named, others };
}

async function nameRemembered(transaction: DatabaseTransaction, row: RowTable): Promise<void> {
  await transaction
    .updateTable('log_row')
    .set({ by_staff: row.by_staff })
    .where('centre_id', '=', row.centre_id)
    .where('log', '=', row.log)
    .where('seq', '=', row.seq)
    .execute();
}

type Placed = Pick<RowTable, 'origin_log' | 'origin_seq'>;

const placeOf = (row: Placed): string => `${row.origin_log}/${row.origin_seq}`;
const identityOf = (row: Placed & Pick<RowTable, 'row_hash'>): string =>
  `${placeOf(row)}/${bytesToBase64url(row.row_hash)}`;
