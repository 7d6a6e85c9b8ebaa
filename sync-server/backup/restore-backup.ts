// Owns putting a backup in place: keys and decisions first, then the store, already announced, in one rename. What stood there is kept aside.

import { copyFile, link, mkdir, open, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { bytesToUtf8 } from '../../schemas/bytes.ts';
import { writeAudit } from '../accounts/audit.ts';
import { findDecisionsFault, openDecisionsFile } from '../decisions/decisions-file.ts';
import { readLines } from '../decisions/lines.ts';
import { startNewEpoch, type TakeBackDeps } from '../decisions/take-back.ts';
import { readEpoch, type Epoch } from '../ingest/epoch.ts';
import { openDeploymentKeys, writeKeysText, type DeploymentKeys } from '../keys/deployment-keys.ts';
import { readRecoveryPublicKey, writeRecoveryPublicKey } from '../keys/recovery-key.ts';
import type { Random } from '../parts.ts';
import { openRestoreReview } from '../restore-review.ts';
import { isThere, makeFolder } from '../start/open-data.ts';
import { openStore, type Store } from '../store/database.ts';
import { holdDataFolder } from '../store/data-lock.ts';
import {
  dropParts,
  findDamage,
  readParts,
  settleSqlite,
  type BackupParts,
} from '../store/sqlite-copy.ts';
import { partNames, readManifest, type Manifest } from './manifest.ts';
import { chooseKeys, type KeysOutcome } from './restore-keys.ts';
import { surveyStore } from './survey.ts';

export interface RestoreRequest {
  readonly file: string;
  readonly dataDirectory: string;
  readonly decisionsFile: string;
  /** The latest epoch the operator knows of, when it is more than files tell; else 0. */
  readonly beyondEpoch: number;
  /** Asked only when the keys in place are not enough. */
  readonly askRecoveryKey: () => Promise<string>;
  readonly nowSeconds: () => number;
  readonly random: Random;
  readonly appVersion: string;
}

export interface Restored {
  readonly outcome: 'restored';
  readonly manifest: Manifest;
  readonly epoch: Epoch;
  readonly keys: Exclude<KeysOutcome['outcome'], 'refused'>;
  /** Folder with what stood there before; null when nothing did. */
  readonly aside: string | null;
  /** Decisions made after the backup, said again, and those that wait for their dose. */
  readonly decisions: { readonly saidAgain: number; readonly waiting: number };
}

export type RestoreOutcome =
  Restored | { readonly outcome: 'refused'; readonly sentences: readonly string[] };

const refuse = (...sentences: readonly string[]): RestoreOutcome => ({
  outcome: 'refused',
  sentences,
});

export async function restoreBackup(request: RestoreRequest): Promise<RestoreOutcome> {
  const { file, dataDirectory } = request;
  if (!(await isThere(file))) return refuse(`There is no file ${file}.`);
  const parts = readParts(file);
  const manifest = parts && readManifest(parts);
  if (!parts || !manifest) return refuse(`${file} is not a backup of this program, or is damaged.`);
  await makeFolder(dataDirectory);
  const decisionsFault = findDecisionsFault(request.decisionsFile);
  if (decisionsFault !== null) return refuse(...decisionsFault);
  const release = holdDataFolder(dataDirectory, 'alone');
  if (release === null)
    return refuse(
      `A server or a command is at work in ${dataDirectory}. Nothing was changed.`,
      'Stop it, wait until it has ended, then restore.',
    );
  const staged = join(dataDirectory, 'suchi.sqlite.restoring');
  try {
    return await restoreHeld(request, parts, manifest, staged);
  } finally {
    for (const end of storeEndings) await rm(staged + end, { force: true });
    release();
  }
}

const storeEndings = ['', '-wal', '-shm'] as const;

async function restoreHeld(
  request: RestoreRequest,
  parts: BackupParts,
  manifest: Manifest,
  staged: string,
): Promise<RestoreOutcome> {
  const { file, dataDirectory } = request;
  for (const end of storeEndings) await rm(staged + end, { force: true });
  await copyFile(file, staged);
  const damage = findDamage(staged);
  if (damage !== null) return refuse(`${file} is damaged: ${damage}. Nothing was changed.`);
  dropParts(staged);
  const opened = await openStore(staged, () => undefined);
  if (opened.outcome === 'newer-than-program')
    return refuse('The backup was made by a newer program. Install that one, then restore.');
  if (opened.outcome !== 'open') return refuse(`${file} cannot be opened: ${opened.detail}.`);
  const { store } = opened;
  try {
    const faults = await findFaults(store, manifest);
    if (faults.length > 0)
      return refuse(`${file} is not whole. Nothing was changed.`, ...faults.slice(0, 10));
    const chosen = await chooseKeys(dataDirectory, parts, manifest, request.askRecoveryKey);
    if (chosen.outcome === 'refused') return chosen;
    if (chosen.outcome !== 'kept') await writeKeysText(dataDirectory, chosen.text);
    if ((await readRecoveryPublicKey(dataDirectory)) === null)
      await writeRecoveryPublicKey(dataDirectory, manifest.recoveryPublicKey);
    const announced = await announce(request, store, parts, manifest);
    await store.close();
    const aside = await putInPlace(dataDirectory, staged, request.nowSeconds());
    return { outcome: 'restored', manifest, keys: chosen.outcome, aside, ...announced };
  } finally {
    await store.close();
  }
}

/** The rows recomputed, and held against what the backup said of itself when it was taken. */
async function findFaults(store: Store, manifest: Manifest): Promise<string[]> {
  const survey = await surveyStore(store.database);
  const isSame =
    JSON.stringify(survey.feeds) === JSON.stringify(manifest.feeds) &&
    survey.counts.eventRows === manifest.counts.eventRows &&
    survey.counts.doses === manifest.counts.doses;
  return isSame
    ? [...survey.faults]
    : ['It does not hold what its own list says.', ...survey.faults];
}

/** In the staged store, before anybody can open it: a server never runs on a restored store that does not know it. */
async function announce(
  request: RestoreRequest,
  store: Store,
  parts: BackupParts,
  manifest: Manifest,
): Promise<Pick<Restored, 'epoch' | 'decisions'>> {
  const { nowSeconds, random, appVersion } = request;
  const keys = await openDeploymentKeys(request.dataDirectory);
  const decisions = openDecisionsFile(request.decisionsFile, keys);
  const written = new Set(decisions.read().entries.map((entry) => `${entry.what}/${entry.id}`));
  decisions.append(
    decisionsOf(parts, keys).filter((entry) => !written.has(`${entry.what}/${entry.id}`)),
  );
  const deps: TakeBackDeps = { store, keys, decisions, nowSeconds, random, appVersion };
  const before = await countDecisions(store);
  const epoch = await announceRestore(deps, request.beyondEpoch, manifest.takenAt);
  const after = await countDecisions(store);
  return {
    epoch,
    decisions: { saidAgain: after.all - before.all, waiting: after.waiting },
  };
}

function decisionsOf(parts: BackupParts, keys: DeploymentKeys) {
  const bytes = parts[partNames.decisions];
  return bytes === undefined ? [] : readLines(keys, bytesToUtf8(bytes)).entries;
}

/** Opens the new epoch and the review, in whatever store was put back by whatever means. */
export async function announceRestore(
  deps: TakeBackDeps,
  beyondEpoch: number,
  restoredTo: number | null,
): Promise<Epoch> {
  const seen = await readEpoch(deps.store.database, () => deps.random(4));
  const epoch = await startNewEpoch(deps, seen, beyondEpoch);
  await deps.store.transact(async (transaction) => {
    await openRestoreReview(transaction, epoch.number, restoredTo);
    const parts = {
      clock: { nowSeconds: deps.nowSeconds },
      random: (length: number) => new Uint8Array(deps.random(length)),
    };
    const subject = `epoch ${epoch.number}`;
    await writeAudit(parts, transaction, [{ account: 'server', action: 'restored', subject }]);
  });
  return epoch;
}

async function countDecisions({ database }: Store) {
  const rows = await database.selectFrom('decision').select('state').execute();
  return { all: rows.length, waiting: rows.filter((row) => row.state === 'waiting').length };
}

/** The name `suchi.sqlite` is never without a store: a server that started in between would begin an empty register. */
async function putInPlace(
  dataDirectory: string,
  staged: string,
  now: number,
): Promise<string | null> {
  const store = join(dataDirectory, 'suchi.sqlite');
  const aside = join(dataDirectory, `before-restore-${now}`);
  const isReplacing = await isThere(store);
  if (isReplacing) {
    settleSqlite(store);
    await mkdir(aside, { recursive: true, mode: 0o700 });
    await keepAside(store, join(aside, 'suchi.sqlite'));
  }
  // What the store before had not folded in must not be read into this one.
  for (const end of ['-wal', '-shm'])
    if (await isThere(store + end)) await moveAside(aside, store + end, `suchi.sqlite${end}`);
  settleSqlite(staged);
  if (await isThere(`${staged}-wal`)) throw new Error('restore: the staged store is still in use');
  await syncPath(staged);
  await rename(staged, store);
  await syncPath(dataDirectory);
  return isReplacing ? aside : null;
}

async function moveAside(aside: string, path: string, name: string): Promise<void> {
  await mkdir(aside, { recursive: true, mode: 0o700 });
  await rename(path, join(aside, name));
}

/** A second name for the same file; where the disk has no such thing, a copy. */
async function keepAside(path: string, kept: string): Promise<void> {
  await link(path, kept).catch(() => copyFile(path, kept));
}

async function syncPath(path: string): Promise<void> {
  const handle = await open(path, 'r');
  await handle.sync();
  await handle.close();
}
