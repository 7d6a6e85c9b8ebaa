// Owns taking one log's rows: verify against what is held, then store, number, judge and acknowledge in one transaction.

import { bytesToCrockford, type Bytes } from '../../schemas/bytes.ts';
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
import type { ReadRequest } from './read-request.ts';
import { addStoredSpans, spanName, storeSpan, type OpenedSpan } from './span-keys.ts';
import { storeRows } from './store-rows.ts';
import { verifyLog, type ChainedRow, type HeldChain, type LogOutcome } from './verify-log.ts';

export interface TakeOutcome {
  readonly outcome:
    LogOutcome['outcome'] | 'not-this-device' | 'centre-unknown' | 'log-of-another-centre';
  readonly rows: number;
  readonly need: AnswerHead['need'];
}

const nothing = (outcome: TakeOutcome['outcome']): TakeOutcome => ({ outcome, rows: 0, need: [] });

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
    const elsewhere = await transaction
      .selectFrom('tablet_log')
      .select('centre_id')
      .where('log', '=', log)
      .where('centre_id', '!=', offer.centreId)
      .executeTakeFirst();
    if (elsewhere) return nothing('log-of-another-centre');
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
      lowestSeq(rows, bodies),
    );
    const outcome = verifyLog(held, {
      log,
      offer,
      rows,
      bodies,
      spans,
      devicePublicKey: device.public_key,
    });
    if (outcome.outcome !== 'verified') return toTakeOutcome(log, outcome);
    await storeTaken(deps, transaction, { device, log, offer, spans, held, rows: outcome.rows });
    return { outcome: 'verified', rows: outcome.rows.length, need: [] };
  });
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
  const head = await transaction
    .selectFrom('tablet_log')
    .select('seq')
    .where('centre_id', '=', centreId)
    .where('log', '=', log)
    .executeTakeFirst();
  const rows = await transaction
    .selectFrom('log_row')
    .select(['seq', 'chain_hash'])
    .where('centre_id', '=', centreId)
    .where('log', '=', log)
    .where('seq', '>=', Math.min(fromSeq, (head?.seq ?? 0) + 1) - 1)
    .execute();
  for (const row of rows) hashes.set(row.seq, new Uint8Array(row.chain_hash));
  return { seq: head?.seq ?? 0, hashAt: (seq) => hashes.get(seq) ?? null };
}

function toTakeOutcome(
  log: string,
  outcome: Exclude<LogOutcome, { outcome: 'verified' }>,
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
  return nothing(outcome.outcome);
}

interface Taken {
  readonly device: DeviceTable;
  readonly log: string;
  readonly offer: LogOffer;
  readonly spans: ReadonlyMap<string, OpenedSpan>;
  readonly held: HeldChain;
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
  await transaction
    .insertInto('tablet_log')
    .values({
      centre_id: centreId,
      log,
      device: device.device,
      seq: last.seq,
      head_hash: last.chainHash,
    })
    .onConflict((conflict) =>
      conflict
        .columns(['centre_id', 'log'])
        .doUpdateSet({ seq: last.seq, head_hash: last.chainHash }),
    )
    .execute();
  const touched = await storeRows(
    {
      transaction,
      centreId,
      device: device.device,
      log,
      now,
      previousHash: taken.held.hashAt(rows[0]!.seq - 1)!,
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
