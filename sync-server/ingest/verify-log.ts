// Owns the verification of what one log brings: from sealed rows and bodies to a chain that ends in the signed head.

import {
  base64urlToBytes,
  bytesToBase64url,
  bytesToUtf8,
  equalBytes,
  type Bytes,
} from '../../schemas/bytes.ts';
import type { LogOffer, SealedBody, SealedRow } from '../../schemas/exchange.ts';
import { chainHash, headMessage, rowHash, rowSalt } from '../../schemas/log/hash-chain.ts';
import { isLogOfSameTablet } from '../../schemas/log/log-id.ts';
import { nodeDigest } from '../keys/digest.ts';
import { isSignedBy, openBody, openRow } from './row-crypto.ts';
import { spanName, type OpenedSpan } from './span-keys.ts';

/** One row as far as it could be opened. `event` null: its hash is known, its content is not. */
export interface OfferedRow {
  readonly seq: number;
  readonly rowHash: Bytes;
  readonly origin: { readonly log: string; readonly seq: number };
  readonly span: string;
  readonly salt: Bytes | null;
  readonly event: Bytes | null;
  /** The event's JSON, where it was read on the way. */
  readonly value?: object;
  /** The sealed bytes of an unreadable single row, kept for a person to look at. */
  readonly sealed: Bytes | null;
}

export interface ChainedRow extends OfferedRow {
  readonly chainHash: Bytes;
}

export type LogOutcome =
  | { readonly outcome: 'nothing-new' }
  /** Rows beyond what was held, in order; the head is proved. */
  | { readonly outcome: 'verified'; readonly rows: readonly ChainedRow[] }
  /** A body could not be opened or chained: single rows are asked for. */
  | { readonly outcome: 'need-rows'; readonly from: number; readonly to: number }
  | {
      readonly outcome: 'need-span';
      readonly span: string;
      readonly from: number;
      readonly to: number;
    }
  /** Rows that follow a gap, or another branch than the one held: proved by the signed head from the point they name. */
  | {
      readonly outcome: 'verified-apart';
      readonly rows: readonly ChainedRow[];
      readonly previousHash: Bytes;
    }
  /** The first row offered lies beyond what is held. */
  | { readonly outcome: 'gap' }
  /** Chain or signature bad: nothing is taken; the answer's hashes let the tablet find the last common row. */
  | { readonly outcome: 'chain-differs' }
  | { readonly outcome: 'signature-bad' };

export interface HeldChain {
  readonly seq: number;
  /** Chain hash at a number at or below `seq` (0 is the genesis hash), or null when there is none. */
  readonly hashAt: (seq: number) => Bytes | null;
}

export interface LogMaterial {
  readonly log: string;
  readonly offer: LogOffer;
  readonly rows: readonly SealedRow[];
  readonly bodies: readonly { readonly body: SealedBody; readonly bytes: Bytes }[];
  readonly spans: ReadonlyMap<string, OpenedSpan>;
  readonly devicePublicKey: Uint8Array;
  /** Brought by somebody else: no tablet stands behind it that could start a new log. */
  readonly isCarried: boolean;
}

export function verifyLog(held: HeldChain, material: LogMaterial): LogOutcome {
  const opened = openMaterial(material);
  if (!Array.isArray(opened)) return opened;
  const offered = mergeBySeq(opened as readonly OfferedRow[]);
  const outcome = verifyOnHeld(held, material, offered);
  const doesNotFollow = outcome.outcome === 'gap' || outcome.outcome === 'chain-differs';
  const after = doesNotFollow ? pointBefore(held, material) : null;
  return after === null ? outcome : verifyApart(material, after, offered);
}

/** A copy of a whole log need not name what both sides know: hash 0. */
function pointBefore(held: HeldChain, material: LogMaterial): readonly [number, string] | null {
  const genesis = material.isCarried ? held.hashAt(0) : null;
  return material.offer.after ?? (genesis === null ? null : [0, bytesToBase64url(genesis)]);
}

function verifyOnHeld(
  held: HeldChain,
  material: LogMaterial,
  offered: readonly OfferedRow[],
): LogOutcome {
  const first = offered[0];
  if (first === undefined) return { outcome: 'nothing-new' };
  if (first.seq > held.seq + 1) return { outcome: 'gap' };
  let chain = held.hashAt(first.seq - 1);
  if (chain === null) return { outcome: 'chain-differs' };
  const rows: ChainedRow[] = [];
  let expected = first.seq;
  for (const row of offered) {
    if (row.seq !== expected++) return { outcome: 'gap' };
    chain = chainHash(nodeDigest, chain, row.rowHash);
    if (row.seq > held.seq) rows.push({ ...row, chainHash: chain });
    else if (!equalBytes(chain, held.hashAt(row.seq) ?? new Uint8Array(0)))
      return { outcome: 'chain-differs' };
  }
  const fault = findHeadFault(material, offered.at(-1)!.seq, chain);
  if (fault !== null) return { outcome: fault };
  return rows.length === 0 ? { outcome: 'nothing-new' } : { outcome: 'verified', rows };
}

/** The point before the first row is only claimed; but the tablet's key signed the head, and the head covers that point. */
function verifyApart(
  material: LogMaterial,
  [afterSeq, afterHash]: readonly [number, string],
  offered: readonly OfferedRow[],
): LogOutcome {
  const previousHash = base64urlToBytes(afterHash);
  let chain = previousHash;
  if (previousHash === null || chain === null || offered[0]?.seq !== afterSeq + 1)
    return { outcome: 'gap' };
  const rows: ChainedRow[] = [];
  for (const row of offered) {
    if (row.seq !== afterSeq + 1 + rows.length) return { outcome: 'gap' };
    chain = chainHash(nodeDigest, chain, row.rowHash);
    rows.push({ ...row, chainHash: chain });
  }
  const fault = findHeadFault(material, rows.at(-1)!.seq, chain);
  return fault === null ? { outcome: 'verified-apart', rows, previousHash } : { outcome: fault };
}

function findHeadFault(
  material: LogMaterial,
  lastSeq: number,
  chain: Bytes,
): 'chain-differs' | 'signature-bad' | null {
  const [headSeq, headHash] = material.offer.head;
  if (headSeq !== lastSeq || headHash !== bytesToBase64url(chain)) return 'chain-differs';
  const signature = base64urlToBytes(material.offer.signature);
  const message = headMessage(material.log, headSeq, chain);
  return signature !== null && isSignedBy(material.devicePublicKey, message, signature)
    ? null
    : 'signature-bad';
}

function openMaterial(material: LogMaterial): OfferedRow[] | LogOutcome {
  const offered: OfferedRow[] = [];
  for (const { body, bytes } of material.bodies) {
    const span = material.spans.get(spanName(body.log, body.span));
    if (span === undefined)
      return { outcome: 'need-span', span: body.span, from: body.from, to: body.to };
    const iv = base64urlToBytes(body.iv);
    const opened = span.keys && iv ? openBody(span.keys, body, iv, bytes) : null;
    if (opened === null) return { outcome: 'need-rows', from: body.from, to: body.to };
    opened.forEach(({ event, salt, rowHash: hash }, i) => {
      const seq = body.from + i;
      const value = readJsonObject(event);
      offered.push({
        seq,
        rowHash: hash,
        origin: { log: body.log, seq },
        span: body.span,
        salt,
        ...(value === null ? { event: null } : { event, value }),
        sealed: null,
      });
    });
  }
  for (const row of material.rows) {
    const outcome = openSingleRow(material, row);
    if ('outcome' in outcome) return outcome;
    offered.push(outcome);
  }
  return offered;
}

function openSingleRow(material: LogMaterial, row: SealedRow): OfferedRow | LogOutcome {
  const claimed = base64urlToBytes(row.origin?.hash ?? row.hash);
  const iv = base64urlToBytes(row.iv);
  const sealed = base64urlToBytes(row.sealed);
  if (claimed === null || iv === null || sealed === null) return { outcome: 'chain-differs' };
  const own = { log: row.log, seq: row.seq };
  const origin = row.origin ?? own;
  const unread = {
    seq: row.seq,
    rowHash: claimed,
    span: row.span,
    salt: null,
    event: null,
    sealed,
  };
  // A tablet carries its own rows only: under another log's name it could speak for the server or for another tablet.
  if (!isLogOfSameTablet(row.log, origin.log)) return { ...unread, origin: own };
  const base = { ...unread, origin: { log: origin.log, seq: origin.seq } };
  const span = material.spans.get(spanName(origin.log, row.span));
  if (span === undefined)
    return { outcome: 'need-span', span: row.span, from: row.seq, to: row.seq };
  const event = span.keys ? openRow(span.keys, origin.log, origin.seq, row.span, iv, sealed) : null;
  if (event !== null && span.keys) {
    const salt = rowSalt(nodeDigest, span.keys.spanKey, origin.log, origin.seq);
    // The hash in clear only names the row; a readable row whose bytes give another hash is damaged content.
    const value = readJsonObject(event);
    if (equalBytes(rowHash(nodeDigest, salt, event), claimed) && value !== null)
      return { ...base, salt, event, value, sealed: null };
  }
  return base;
}

function readJsonObject(bytes: Uint8Array): object | null {
  try {
    const value: unknown = JSON.parse(bytesToUtf8(bytes));
    return typeof value === 'object' && !Array.isArray(value) ? value : null;
  } catch {
    return null;
  }
}

/** A row may come in a body and again singly: the readable one is kept. */
function mergeBySeq(rows: readonly OfferedRow[]): OfferedRow[] {
  const bySeq = new Map<number, OfferedRow>();
  for (const row of rows) {
    const known = bySeq.get(row.seq);
    if (known === undefined || (known.event === null && row.event !== null))
      bySeq.set(row.seq, row);
  }
  return [...bySeq.values()].sort((a, b) => a.seq - b.seq);
}
