// Owns taking one backup: the store copied while it runs, all keys sealed to the recovery key, the decisions; read back before it counts.

import { open, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { bytesToBase64url, utf8ToBytes, type Bytes } from '../../schemas/bytes.ts';
import type { DecisionsFile } from '../decisions/decisions-file.ts';
import { outlineOfKeys, readKeysText } from '../keys/deployment-keys.ts';
import { readRecoveryPublicKey, sealToRecoveryKey } from '../keys/recovery-key.ts';
import type { DeploymentKeys } from '../keys/deployment-keys.ts';
import { openStore, type Store } from '../store/database.ts';
import {
  copySqlite,
  findDamage,
  readParts,
  writeParts,
  type BackupParts,
} from '../store/sqlite-copy.ts';
import { partNames, readManifest, type Manifest } from './manifest.ts';
import { recordBackup } from './record-backup.ts';
import { findDifferences, surveyStore, type Survey } from './survey.ts';

export interface BackupDeps {
  readonly store: Store;
  readonly keys: DeploymentKeys;
  readonly decisions: DecisionsFile;
  readonly dataDirectory: string;
  readonly nowSeconds: () => number;
  readonly random: (length: number) => Uint8Array;
  readonly appVersion: string;
}

export type BackupOutcome =
  | {
      readonly outcome: 'taken';
      readonly file: string;
      readonly manifest: Manifest;
      /** The same disk as the data folder: it dies with it. */
      readonly isOnSameDisk: boolean;
    }
  | { readonly outcome: 'refused'; readonly sentences: readonly string[] };

const refuse = (...sentences: readonly string[]): BackupOutcome => ({
  outcome: 'refused',
  sentences,
});

/** `file`: where the backup shall be; nothing stands there until it was read back. */
export async function takeBackup(
  deps: BackupDeps,
  file: string,
  isOffMachine: boolean,
): Promise<BackupOutcome> {
  const recoveryPublicKey = await readRecoveryPublicKey(deps.dataDirectory);
  if (recoveryPublicKey === null)
    return refuse(
      'There is no recovery key yet, so the keys cannot be sealed.',
      'Start the server once, or make one: npm run backup -- --new-recovery-key',
    );
  const unfinished = `${file}.unfinished`;
  await rm(unfinished, { force: true });
  const takenAt = deps.nowSeconds();
  await copySqlite(join(deps.dataDirectory, 'suchi.sqlite'), unfinished);
  const checked = await checkCopy(deps, unfinished);
  if ('sentences' in checked) {
    await rm(unfinished, { force: true });
    return refuse(...checked.sentences);
  }
  const manifest = await writeManifest(deps, checked, recoveryPublicKey, takenAt);
  const parts = await gatherParts(deps, manifest);
  writeParts(unfinished, parts);
  if (!isReadBack(unfinished, parts)) {
    await rm(unfinished, { force: true });
    return refuse('What was written cannot be read back: the disk of the backup may be damaged.');
  }
  await putInPlace(unfinished, file);
  await writeFile(`${file}.json`, `${JSON.stringify(manifest, null, 2)}\n`);
  await deps.store.transact((transaction) =>
    recordBackup(
      transaction,
      {
        backup_id: manifest.backupId,
        taken_at: takenAt,
        kind: 'file',
        is_off_machine: isOffMachine ? 1 : 0,
        place: file,
        event_rows: manifest.counts.eventRows,
      },
      checked,
    ),
  );
  const [data, target] = [await stat(deps.dataDirectory), await stat(file)];
  return { outcome: 'taken', file, manifest, isOnSameDisk: data.dev === target.dev };
}

/** Opened as a store, counted through, and held against the living one. */
async function checkCopy(
  deps: BackupDeps,
  copy: string,
): Promise<Survey | { readonly sentences: readonly string[] }> {
  const damage = findDamage(copy);
  if (damage !== null) return { sentences: [`The copy is damaged: ${damage}.`] };
  const opened = await openStore(copy, () => undefined);
  if (opened.outcome !== 'open') return { sentences: ['The copy cannot be opened.'] };
  const survey = await surveyStore(opened.store.database);
  await opened.store.close();
  const faults = [...survey.faults, ...(await findDifferences(deps.store.database, survey))];
  return faults.length === 0
    ? survey
    : { sentences: ['The backup was not kept, as it is not whole:', ...faults.slice(0, 10)] };
}

async function writeManifest(
  deps: BackupDeps,
  survey: Survey,
  recoveryPublicKey: string,
  takenAt: number,
): Promise<Manifest> {
  return {
    format: 'suchi-backup/1',
    backupId: bytesToBase64url(deps.random(12)),
    takenAt,
    deployment: deps.keys.deployment,
    appVersion: deps.appVersion,
    epoch: survey.epoch,
    recoveryPublicKey,
    kids: outlineOfKeys(await readKeysText(deps.dataDirectory)).kids,
    counts: { ...survey.counts },
    feeds: survey.feeds.map((feed) => ({ ...feed })),
  };
}

/** The decisions last: what is in the copied store is then in the file, or was not answered yet. */
async function gatherParts(deps: BackupDeps, manifest: Manifest): Promise<BackupParts> {
  const secret = utf8ToBytes(await readKeysText(deps.dataDirectory));
  const { recoveryPublicKey, deployment } = manifest;
  const decisions = await readFile(deps.decisions.path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return Buffer.alloc(0);
    throw error;
  });
  return {
    [partNames.manifest]: utf8ToBytes(JSON.stringify(manifest)),
    [partNames.keys]: await sealToRecoveryKey(recoveryPublicKey, deployment, secret),
    [partNames.decisions]: new Uint8Array(decisions) as Bytes,
  };
}

function isReadBack(file: string, written: BackupParts): boolean {
  const read = readParts(file);
  if (read === null || findDamage(file) !== null || readManifest(read) === null) return false;
  return Object.entries(written).every(
    ([name, bytes]) => read[name] !== undefined && Buffer.compare(read[name], bytes) === 0,
  );
}

async function putInPlace(unfinished: string, file: string): Promise<void> {
  const sync = async (path: string): Promise<void> => {
    const handle = await open(path, 'r');
    await handle.sync();
    await handle.close();
  };
  await sync(unfinished);
  await rename(unfinished, file);
  await sync(dirname(file));
}
