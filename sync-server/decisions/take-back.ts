// Owns what happens when the database may know less than the decisions file: a new epoch, and every missing decision said again.

import { base64urlToBytes } from '../../schemas/bytes.ts';
import { findMissingCards, takeBackCards } from '../certificates/take-back-cards.ts';
import { openNewEpoch, readEpoch, writeEpoch, type Epoch } from '../ingest/epoch.ts';
import { lockCentre } from '../ingest/feed.ts';
import type { DeploymentKeys } from '../keys/deployment-keys.ts';
import type { Store } from '../store/database.ts';
import type { DatabaseTransaction } from '../store/schema.ts';
import { applyWaitingDecisions, storeDecision, type StoredDecision } from './apply-decisions.ts';
import type { DecisionsFile } from './decisions-file.ts';
import { findMissingPairs, takeBackPairs } from './take-back-pairs.ts';
import { seeAgain } from './take-back-seen.ts';
import { latestEpochNumber, type DecisionEntry, type PairSaid, type Revocation } from './entry.ts';
import type { DecisionsReading } from './lines.ts';

export interface TakeBackDeps {
  readonly store: Store;
  readonly keys: DeploymentKeys;
  readonly nowSeconds: () => number;
  readonly random: (length: number) => Uint8Array;
  readonly appVersion: string;
  readonly decisions: DecisionsFile;
}

export interface TakenBack {
  readonly epoch: Epoch;
  /** The file knew what the database did not: somebody had put an older database in place. */
  readonly isNewEpoch: boolean;
  /** Decisions that were in the file only. */
  readonly missing: number;
  /** Of those and of earlier ones: whose dose has not come back yet. */
  readonly waiting: number;
  readonly reading: DecisionsReading;
}

/** At start: a file that knows more than the database shows a roll-back before any tablet does. */
export async function checkDecisions(deps: TakeBackDeps): Promise<TakenBack> {
  const reading = deps.decisions.read();
  const before = await readEpoch(deps.store.database, () => deps.random(4));
  const missing = await findMissing(deps, reading.entries);
  const beyond = latestEpochNumber(reading.entries);
  const cards = await findMissingCards(deps.store.database, reading.entries);
  const pairs = await findMissingPairs(deps.store.database, reading.entries);
  const isNewEpoch =
    missing.length + cards.issued.length + cards.revoked.length + pairs.length > 0 ||
    beyond > before.number;
  const epoch = isNewEpoch
    ? await startNewEpoch(deps, before, beyond)
    : await settle(deps, before, reading);
  const waiting = await countWaiting(deps);
  return { epoch, isNewEpoch, missing: missing.length, waiting, reading };
}

/** A restore was announced or noticed: beyond every epoch anybody has seen, and with all decisions of the file. */
export async function startNewEpoch(
  deps: TakeBackDeps,
  seen: Epoch,
  beyond: number,
): Promise<Epoch> {
  const reading = deps.decisions.read();
  const latest = Math.max(beyond, latestEpochNumber(reading.entries));
  const missing = await findMissing(deps, reading.entries);
  const epoch = await deps.store.transact(async (transaction) => {
    for (const [place, entry] of missing.entries()) {
      const isDone = entry.what === 'tablet-revoked' || entry.what === 'task-seen';
      await storeDecision(transaction, entry, isDone ? 'applied' : 'waiting', place);
      if (entry.what === 'tablet-revoked') await revokeAgain(transaction, entry);
      if (entry.what === 'task-seen') await seeAgain(transaction, deps.keys, entry);
    }
    const pairs = await findMissingPairs(transaction, reading.entries);
    await takeBackPairs(transaction, deps.keys, pairs);
    await takeBackCards(transaction, await findMissingCards(transaction, reading.entries));
    return openNewEpoch(transaction, seen, latest, deps.random(4));
  });
  return settle(deps, epoch, reading);
}

/** What waits is said where its dose is there; what only the database has is written to the file. */
async function settle(deps: TakeBackDeps, epoch: Epoch, reading: DecisionsReading): Promise<Epoch> {
  for (const centreId of await centresThatWait(deps)) await applyInCentre(deps, centreId);
  writeMissingLines(deps, reading, epoch, await readStored(deps));
  return epoch;
}

const saidAgain: readonly DecisionEntry['what'][] = ['dose', 'link', 'tablet-revoked', 'task-seen'];

/** Pairs and cards are found by their own rows. */
async function findMissing(
  deps: TakeBackDeps,
  entries: readonly DecisionEntry[],
): Promise<Exclude<StoredDecision, PairSaid>[]> {
  const stored = new Set((await readStored(deps)).map((entry) => entry.id));
  return entries.filter(
    (entry): entry is Exclude<StoredDecision, PairSaid> =>
      saidAgain.includes(entry.what) && !stored.has(entry.id),
  );
}

async function readStored({ store }: TakeBackDeps): Promise<StoredDecision[]> {
  const rows = await store.database
    .selectFrom('decision')
    .select('entry')
    .orderBy('decision_id')
    .execute();
  return rows.map((row) => JSON.parse(row.entry) as StoredDecision);
}

/** The other way round: a crash between commit and file, or a new disk for the file. */
function writeMissingLines(
  { decisions, nowSeconds }: TakeBackDeps,
  reading: DecisionsReading,
  epoch: Epoch,
  stored: readonly StoredDecision[],
): void {
  const written = new Set(reading.entries.map((entry) => `${entry.what}/${entry.id}`));
  const lines: DecisionEntry[] = [
    { what: 'epoch' as const, id: writeEpoch(epoch), at: nowSeconds() },
    ...stored,
  ].filter((entry) => !written.has(`${entry.what}/${entry.id}`));
  decisions.append(lines);
}

/** A tablet that was enrolled after the backup is not known any more: it is put there, withdrawn. */
async function revokeAgain(transaction: DatabaseTransaction, entry: Revocation): Promise<void> {
  const publicKey = base64urlToBytes(entry.publicKey);
  if (publicKey === null) return;
  await transaction
    .insertInto('device')
    .values({
      device: entry.device,
      centre_id: entry.centreId,
      public_key: publicKey,
      alias: entry.alias,
      enrolled_at: entry.at,
      last_contact_at: null,
      counter: 0,
      revoked_at: entry.at,
      heartbeat: null,
      needs_confirmation: 1,
    })
    .onConflict((conflict) => conflict.column('device').doUpdateSet({ revoked_at: entry.at }))
    .execute();
}

async function applyInCentre(deps: TakeBackDeps, centreId: number): Promise<void> {
  const { store, keys, appVersion } = deps;
  await store.transact(async (transaction) => {
    if (!(await lockCentre(transaction, centreId, store.engine === 'postgres'))) return;
    const now = deps.nowSeconds();
    const inForce = await readEpoch(transaction, () => deps.random(4));
    await applyWaitingDecisions(
      { transaction, keys, epoch: inForce, centreId, now, appVersion },
      null,
    );
  });
}

async function centresThatWait({ store }: TakeBackDeps): Promise<number[]> {
  const rows = await store.database
    .selectFrom('decision')
    .select('centre_id')
    .distinct()
    .where('state', '=', 'waiting')
    .orderBy('centre_id')
    .execute();
  return rows.map((row) => row.centre_id);
}

async function countWaiting({ store }: TakeBackDeps): Promise<number> {
  const row = await store.database
    .selectFrom('decision')
    .select((eb) => eb.fn.countAll<number>().as('waiting'))
    .where('state', '=', 'waiting')
    .executeTakeFirstOrThrow();
  return Number(row.waiting);
}
