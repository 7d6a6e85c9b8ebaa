// Owns the proof of a stored chain: every hash computed anew from the rows, up to the stored head. Pure.

import { bytesToBase64url, equalBytes } from '../../schemas/bytes.ts';
import type { DeskChainProof } from '../../schemas/desk-tablets.ts';
import { chainHash, rowHash } from '../../schemas/log/hash-chain.ts';
import type { Digest } from '../../schemas/ports.ts';

/** One row as stored. Without salt or event only its place in the chain can be proved. */
export interface StoredLink {
  readonly seq: number;
  readonly rowHash: Uint8Array;
  readonly chainHash: Uint8Array;
  readonly salt: Uint8Array | null;
  readonly event: Uint8Array | null;
}

type Break = Extract<DeskChainProof, { outcome: 'broken' }>;

/** How far a chain has been followed: a long log is walked page by page. */
export interface ChainWalk {
  readonly expected: number;
  readonly chain: Uint8Array;
  readonly broken: Break | null;
}

export function startWalk(genesis: Uint8Array): ChainWalk {
  return { expected: 1, chain: genesis, broken: null };
}

/** Follows the next rows, in the order they were read; after the first break nothing more is looked at. */
export function walkOn(digest: Digest, walk: ChainWalk, rows: readonly StoredLink[]): ChainWalk {
  let { expected, chain, broken } = walk;
  for (const row of rows) {
    if (broken !== null) break;
    const next = chainHash(digest, chain, row.rowHash);
    const why = findBreak(digest, row, expected, next);
    if (why !== null) broken = { outcome: 'broken', firstBad: expected, why };
    chain = next;
    expected += 1;
  }
  return { expected, chain, broken };
}

function findBreak(
  digest: Digest,
  row: StoredLink,
  expected: number,
  chain: Uint8Array,
): Break['why'] | null {
  if (row.seq !== expected) return 'row-gone';
  if (!equalBytes(chain, row.chainHash)) return 'hash-differs';
  // Without this a content changed in the store, its hash left alone, would still be called unbroken.
  const isContentKnown = row.salt !== null && row.event !== null;
  if (isContentKnown && !equalBytes(rowHash(digest, row.salt, row.event), row.rowHash))
    return 'content-differs';
  return null;
}

/** `head`: number and hash as stored with the log; the tablet's signature once proved them. */
export function endWalk(
  walk: ChainWalk,
  head: { readonly seq: number; readonly hash: Uint8Array },
): DeskChainProof {
  if (walk.broken !== null) return walk.broken;
  if (walk.expected <= head.seq)
    return { outcome: 'broken', firstBad: walk.expected, why: 'row-gone' };
  if (head.seq > 0 && !equalBytes(walk.chain, head.hash))
    return { outcome: 'broken', firstBad: head.seq, why: 'head-differs' };
  return { outcome: 'unbroken', to: head.seq, headHash: bytesToBase64url(walk.chain) };
}
