// Owns rows that were taken after a gap, or on another branch than the one held: under which name they are kept, and which of
// them are new. They are events like all others: stored, folded and judged at once.

import { bytesToBase64url, equalBytes, type Bytes } from '../../schemas/bytes.ts';
import { chainHash } from '../../schemas/log/hash-chain.ts';
import { nodeDigest } from '../keys/digest.ts';
import type { DatabaseTransaction } from '../store/schema.ts';
import { selectLogsApart } from './log-queries.ts';
import { isLogRemembered } from './log-remembered.ts';
import type { ChainedRow } from './verify-log.ts';

const mark = '~';

/** A name by the signed head: the same copy brought twice meets itself, two branches never meet. */
export function logApart(log: string, [seq, hash]: readonly [number, string]): string {
  return `${log}${mark}${seq}.${hash.slice(0, 8)}`;
}

export function isLogApart(log: string): boolean {
  return log.includes(mark);
}

/** Rows that are not in the store yet: neither as readable events, whatever log brought them, nor under this very name. */
export async function keepFresh(
  transaction: DatabaseTransaction,
  centreId: number,
  stored: string,
  rows: readonly ChainedRow[],
): Promise<ChainedRow[]> {
  const fresh: ChainedRow[] = [];
  for (const [log, ofLog] of Map.groupBy(rows, (row) => row.origin.log)) {
    const seqs = ofLog.map((row) => row.origin.seq);
    const held = await transaction
      .selectFrom('log_row')
      .select(['log', 'seq', 'origin_seq', 'row_hash', 'event', 'kind'])
      .where('centre_id', '=', centreId)
      .where('origin_log', '=', log)
      .where('origin_seq', '>=', Math.min(...seqs))
      .where('origin_seq', '<=', Math.max(...seqs))
      .execute();
    const events = new Set(
      held
        // What another tablet remembered is no reason to leave out what was written: only that can be opened and proved.
        .filter((row) => (row.event !== null && !isLogRemembered(row.log)) || row.kind === 'erased')
        .map((row) => `${row.origin_seq}/${bytesToBase64url(row.row_hash)}`),
    );
    const places = new Set(held.filter((row) => row.log === stored).map((row) => row.seq));
    fresh.push(
      ...ofLog.filter(
        (row) =>
          !places.has(row.seq) && !events.has(`${row.origin.seq}/${bytesToBase64url(row.rowHash)}`),
      ),
    );
  }
  return fresh.sort((a, b) => a.seq - b.seq);
}

/** Rows in order, cut wherever a number is left out. */
export function runsOf(rows: readonly ChainedRow[]): ChainedRow[][] {
  const runs: ChainedRow[][] = [];
  for (const row of rows) {
    const run = runs.at(-1);
    if (run?.at(-1)?.seq === row.seq - 1) run.push(row);
    else runs.push([row]);
  }
  return runs;
}

/**
 * Rows kept apart that now follow the head of their log: they take their place in it, as pointers to themselves.
 * A tablet that is lost never sends them itself.
 */
export async function readRowsThatFollow(
  transaction: DatabaseTransaction,
  centreId: number,
  log: string,
  head: { readonly seq: number; readonly chainHash: Uint8Array },
): Promise<ChainedRow[]> {
  const prefix = `${log}${mark}`;
  const names = { prefix, pattern: `${prefix}%`, last: `${prefix}\uffff` };
  const apart = await selectLogsApart(transaction, { centreId, ...names, seq: head.seq });
  if (apart.length === 0) return [];
  const rows = await transaction
    .selectFrom('log_row')
    .selectAll()
    .where('centre_id', '=', centreId)
    .where(
      'log',
      'in',
      apart.map((row) => row.log),
    )
    .where('seq', '>', head.seq)
    .execute();
  const bySeq = Map.groupBy(rows, (row) => row.seq);
  const following: ChainedRow[] = [];
  let { seq, chainHash: chain } = head;
  for (;;) {
    seq += 1;
    const next = bySeq
      .get(seq)
      ?.find((row) => equalBytes(chainHash(nodeDigest, chain, row.row_hash), row.chain_hash));
    if (next === undefined) return following;
    chain = next.chain_hash;
    following.push({
      seq,
      rowHash: toBytes(next.row_hash),
      chainHash: toBytes(next.chain_hash),
      origin: { log: next.origin_log, seq: next.origin_seq },
      span: next.span ?? '',
      salt: next.salt === null ? null : toBytes(next.salt),
      event: next.event === null ? null : toBytes(next.event),
      sealed: null,
    });
  }
}

const toBytes = (bytes: Uint8Array): Bytes => new Uint8Array(bytes);
