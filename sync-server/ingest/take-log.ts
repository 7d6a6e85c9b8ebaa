// Owns taking one log's rows: verify against what is held, then store, number, judge and acknowledge in one transaction.

import { base64urlToBytes, bytesToCrockford, type Bytes } from '../../schemas/bytes.ts';
import type { AnswerHead, LogOffer } from '../../schemas/exchange.ts';
import { genesisHash } from '../../schemas/log/hash-chain.ts';
import { isTabletLogId } from '../../schemas/log/log-id.ts';
import { applyWaitingDecisions } from '../decisions/apply-decisions.ts';
import { judgeCases } from '../judge/judge-case.ts';
import { nodeDigest } from '../keys/digest.ts';
import type { DatabaseTransaction, DeviceTable } from '../store/schema.ts';
import { readEpoch } from './epoch.ts';
import type { ExchangeDeps } from './exchange-deps.ts';
import { lockCentre } from './feed.ts';
import { keepFresh, logApart, readRowsThatFollow, runsOf } from './rows-apart.ts';
import type { ReadRequest } from './read-request.ts';
import { addStoredSpans, spanName, storeSpan, type OpenedSpan } from './span-keys.ts';
import { putTabletLog, selectChain, selectTabletLog } from './log-queries.ts';
import { storeRows } from './store-rows.ts';
import {
  verifyLog,
  type ChainedRow,
  type HeldChain,
  type LogMaterial,
  type LogOutcome,
} from './verify-log.ts';

export interface TakeOutcome {
  readonly outcome:
    LogOutcome['outcome'] | 'not-this-device' | 'centre-unknown' | 'log-of-another-centre';
  readonly rows: number;
  readonly need: AnswerHead['need'];
  /** True when every row that was offered is in the store once the transaction is committed. */
  readonly isAllHeld: boolean;
}

const nothing = (outcome: TakeOutcome['outcome']): TakeOutcome => ({
  outcome,
  rows: 0,
  need: [],
  isAllHeld: false,
});

export async function takeLog(
  deps: ExchangeDeps,
  request: ReadRequest,
  device: DeviceTable,
  log: string,
  offer: LogOffer,
  requestSpans: ReadonlyMap<string, OpenedSpan>,
): Promise<TakeOutcome> {
  if (!isOwnLog(device, log)) return nothing('not-this-device');
  return deps.store.transact(async (transaction) => {
    const centre = await lockCentre(transaction, offer.centreId, deps.store.engine === 'postgres');
    if (!centre) return nothing('centre-unknown');
    const known = await selectTabletLog(transaction, { log });
    if (known.some((held) => held.centre_id !== offer.centreId))
      return nothing('log-of-another-centre');
    const rows = request.header.rows.filter((row) => row.log === log);
    const bodies = request.header.bodies
      .filter((body) => body.log === log)
      .map((body) => ({ body, bytes: request.frames[body.frame]! }));
    const spans = new Map(requestSpans);
    await addStoredSpans(
      transaction,
      deps.keys,
      offer.centreId,
      [
        ...rows.map((row) => ({ log: row.origin?.log ?? row.log, span: row.span })),
        ...bodies.map(({ body }) => body),
      ],
      spans,
    );
    const held = await readHeldChain(
      transaction,
      deps,
      device,
      log,
      offer.centreId,
      known[0]?.seq ?? 0,
      lowestSeq(rows, bodies),
    );
    const outcome = verifyLog(held, {
      log,
      offer,
      rows,
      bodies,
      spans,
      devicePublicKey: device.public_key,
      isCarried: request.header.carried === true,
    });
    if (outcome.outcome === 'nothing-new')
      return { ...nothing('nothing-new'), isAllHeld: rows.length + bodies.length > 0 };
    const taken = { device, log, offer, spans };
    if (outcome.outcome === 'verified-apart') {
      const fresh = await storeApart(deps, transaction, taken, outcome);
      return { outcome: 'verified-apart', rows: fresh, need: [], isAllHeld: true };
    }
    if (outcome.outcome !== 'verified')
      return toTakeOutcome(log, outcome, held.seq, { rows, bodies });
    const previousHash = held.hashAt(outcome.rows[0]!.seq - 1)!;
    const last = outcome.rows.at(-1)!;
    const following = await readRowsThatFollow(transaction, offer.centreId, log, last);
    await storeTaken(deps, transaction, {
      ...taken,
      previousHash,
      rows: [...outcome.rows, ...following],
    });
    return { outcome: 'verified', rows: outcome.rows.length, need: [], isAllHeld: true };
  });
}

/**
 * Rows after a gap rest in a log of their own, under the name they bear from their own place on: the contiguous log stays what
 * it is, and when its rows arrive they point to these. Another branch of the log ends here as well, and is found as a copy.
 */
async function storeApart(
  deps: ExchangeDeps,
  transaction: DatabaseTransaction,
  taken: Pick<Taken, 'device' | 'log' | 'offer' | 'spans'>,
  verified: Extract<LogOutcome, { outcome: 'verified-apart' }>,
): Promise<number> {
  const { log, offer } = taken;
  const { rows } = verified;
  const stored = logApart(log, offer.head);
  const fresh = await keepFresh(transaction, offer.centreId, stored, rows);
  // Each run by itself: what a sign-in signs is the hash of the row before it, also where that row is held already.
  for (const run of runsOf(fresh)) {
    const before = rows.find((row) => row.seq === run[0]!.seq - 1);
    await storeTaken(deps, transaction, {
      ...taken,
      log: stored,
      writtenIn: log,
      previousHash: before?.chainHash ?? verified.previousHash,
      rows: run,
    });
  }
  return fresh.length;
}

/** The id begins with 40 bits of the device key: nobody writes into another tablet's log. */
function isOwnLog(device: DeviceTable, log: string): boolean {
  const thumbprint = nodeDigest.sha256(device.public_key);
  return isTabletLogId(log) && log.startsWith(`${bytesToCrockford(thumbprint.subarray(0, 5))}.`);
}

function lowestSeq(
  rows: readonly { readonly seq: number }[],
  bodies: readonly { readonly body: { readonly from: number } }[],
): number {
  return Math.min(
    ...rows.map((row) => row.seq),
    ...bodies.map(({ body }) => body.from),
    Number.MAX_SAFE_INTEGER,
  );
}

async function readHeldChain(
  transaction: DatabaseTransaction,
  deps: ExchangeDeps,
  device: DeviceTable,
  log: string,
  centreId: number,
  heldSeq: number,
  fromSeq: number,
): Promise<HeldChain> {
  const hashes = new Map<number, Bytes>();
  hashes.set(
    0,
    genesisHash(nodeDigest, {
      log,
      centreId,
      deviceKey: device.device,
      deployment: deps.keys.deployment,
    }),
  );
  const from = Math.min(fromSeq, heldSeq + 1) - 1;
  const rows = await selectChain(transaction, { centreId, log, from });
  for (const row of rows) hashes.set(row.seq, new Uint8Array(row.chain_hash));
  return { seq: heldSeq, hashAt: (seq) => hashes.get(seq) ?? null };
}

function toTakeOutcome(
  log: string,
  outcome: Exclude<LogOutcome, { outcome: 'verified' | 'verified-apart' | 'nothing-new' }>,
  heldSeq: number,
  offered: Pick<LogMaterial, 'rows' | 'bodies'>,
): TakeOutcome {
  if (outcome.outcome === 'need-rows')
    return {
      ...nothing('need-rows'),
      need: [{ log, what: 'rows', from: outcome.from, to: outcome.to }],
    };
  if (outcome.outcome === 'need-span')
    return {
      ...nothing('need-span'),
      need: [{ log, what: 'span', from: outcome.from, to: outcome.to, span: outcome.span }],
    };
  return { ...nothing(outcome.outcome), need: needAfter(log, outcome.outcome, heldSeq, offered) };
}

/**
 * Rows that do not chain: first they are asked for one by one, in case a body was at fault; then in a new log, in case the
 * tablet's own disk was. A tablet that finds its own hash different from ours starts a new log anyway and hears nothing new here.
 */
function needAfter(
  log: string,
  outcome: 'gap' | 'chain-differs' | 'signature-bad',
  heldSeq: number,
  { rows, bodies }: Pick<LogMaterial, 'rows' | 'bodies'>,
): TakeOutcome['need'] {
  // What lies beyond the end of ours comes again by itself: the tablet takes our number, also downwards.
  if (outcome === 'signature-bad' || lowestSeq(rows, bodies) > heldSeq + 1) return [];
  const ends = [...rows.map((row) => row.seq), ...bodies.map(({ body }) => body.to)];
  const what = bodies.length > 0 ? 'rows' : 'new-log';
  return [{ log, what, from: heldSeq + 1, to: Math.max(heldSeq + 1, ...ends) }];
}

interface Taken {
  readonly device: DeviceTable;
  readonly log: string;
  readonly offer: LogOffer;
  readonly spans: ReadonlyMap<string, OpenedSpan>;
  /** The log the rows were written in, where it is another than the one they are kept in. */
  readonly writtenIn?: string;
  readonly previousHash: Bytes;
  readonly rows: readonly ChainedRow[];
}

async function storeTaken(
  deps: ExchangeDeps,
  transaction: DatabaseTransaction,
  taken: Taken,
): Promise<void> {
  const { device, log, offer, rows } = taken;
  const { centreId } = offer;
  const now = deps.nowSeconds();
  const used = new Map(rows.map((row) => [spanName(row.origin.log, row.span), row] as const));
  for (const [name, row] of used) {
    const span = taken.spans.get(name);
    if (span?.isNew)
      await storeSpan(transaction, deps.keys, centreId, row.origin.log, row.span, span);
  }
  const last = rows.at(-1)!;
  await putTabletLog(transaction, {
    centreId,
    log,
    device: device.device,
    seq: last.seq,
    hash: last.chainHash,
    // Over the head that was offered: rows that followed it, or held ones left out, have another last hash.
    signature: last.seq === offer.head[0] ? base64urlToBytes(offer.signature) : null,
  });
  const touched = await storeRows(
    {
      transaction,
      centreId,
      device: device.device,
      log,
      writtenIn: taken.writtenIn ?? log,
      now,
      previousHash: taken.previousHash,
    },
    rows,
  );
  const epoch = await readEpoch(transaction, () => deps.random(4));
  const context = {
    transaction,
    keys: deps.keys,
    epoch,
    centreId,
    now,
    appVersion: deps.appVersion,
  };
  await judgeCases(context, [...touched].sort());
  await applyWaitingDecisions(context, touched);
}
