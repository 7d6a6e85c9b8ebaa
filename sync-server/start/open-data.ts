// Owns opening a data folder and its database: keys, store, deployment rows; every fault is a sentence that says what to do.

import { access, constants, mkdir, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { prepareDeployment } from '../deployment.ts';
import { openDeploymentKeys, type DeploymentKeys } from '../keys/deployment-keys.ts';
import type { Random } from '../parts.ts';
import { openStore, type Store } from '../store/database.ts';
import { holdDataFolder } from '../store/data-lock.ts';

export interface DataLocation {
  readonly dataDirectory: string;
  /** postgres:// address; undefined: the SQLite file in the data folder. */
  readonly databaseUrl: string | undefined;
}

export interface OpenedData {
  readonly store: Store;
  readonly keys: DeploymentKeys;
  readonly isDemo: boolean;
}

export type OpenDataOutcome =
  | ({ readonly outcome: 'open' } & OpenedData)
  | { readonly outcome: 'refused'; readonly sentences: readonly string[] };

export interface OpenDataOptions {
  readonly random: Random;
  /** Counts only when the database is new. */
  readonly isNewDemo: boolean;
  readonly onPoolError: (error: Error) => void;
}

/** Makes folder, keys and tables where there are none. */
export async function openData(
  location: DataLocation,
  options: OpenDataOptions,
): Promise<OpenDataOutcome> {
  const { dataDirectory } = location;
  const keys = await openKeys(dataDirectory);
  if (keys.outcome === 'refused') return keys;
  const release = holdDataFolder(dataDirectory, 'shared');
  if (release === null)
    return refuse(
      `A restore is at work in ${dataDirectory}.`,
      'Wait until it has ended; then start again.',
    );
  const opened = await openHeld(location, options, keys.keys);
  if (opened.outcome === 'refused') {
    release();
    return opened;
  }
  const close = async (): Promise<void> => {
    await opened.store.close();
    release();
  };
  return { ...opened, store: { ...opened.store, close } };
}

/** The folder is held by the caller. */
async function openHeld(
  location: DataLocation,
  options: OpenDataOptions,
  keys: DeploymentKeys,
): Promise<OpenDataOutcome> {
  const { dataDirectory } = location;
  const database = location.databaseUrl ?? join(dataDirectory, 'suchi.sqlite');
  if (location.databaseUrl === undefined && !(await isWritable(database))) {
    return refuse(
      `The database file ${database} is not writable for this user.`,
      'Choose another folder with DATA_DIR=…, or mend its owner and rights.',
    );
  }
  const opened = await openStore(database, options.onPoolError, setImmediate);
  if (opened.outcome === 'newer-than-program') {
    return refuse(
      `The database is newer than this program (its form is ${opened.found}, this program knows ${opened.known}).`,
      'Nothing was changed. Install the newer program again, or choose another folder with DATA_DIR=…',
    );
  }
  if (opened.outcome === 'cannot-open') return refuse(...explainDatabase(location, opened.detail));
  const { store } = opened;
  const parts = { store, keys, random: options.random };
  const prepared = await prepareDeployment(parts, options.isNewDemo);
  if (prepared.outcome === 'other-keys') {
    await store.close();
    return refuse(
      `The keys in ${join(dataDirectory, 'keys')} do not belong to this database (${prepared.ours}, not ${prepared.found}).`,
      'Nothing was changed. Put the keys folder of this deployment back from its backup.',
    );
  }
  return { outcome: 'open', store, keys, isDemo: prepared.isDemo };
}

/** False only when nothing stands there: a folder that cannot be read is there. */
export async function isThere(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    (error: NodeJS.ErrnoException) => error.code !== 'ENOENT',
  );
}

/** SQLite opens a file it may only read without a word, and fails at the first dose. A file that is not there yet can be made. */
async function isWritable(file: string): Promise<boolean> {
  return access(file, constants.R_OK | constants.W_OK).then(
    () => true,
    (error: NodeJS.ErrnoException) => error.code === 'ENOENT',
  );
}

/** Step by step: `recursive` of Node never returns where a file system refuses with "no such folder", as /proc does. */
export async function makeFolder(path: string): Promise<void> {
  if (await isThere(path)) return;
  await makeFolder(dirname(path));
  await mkdir(path, { mode: 0o700 });
}

async function openKeys(
  dataDirectory: string,
): Promise<
  | { readonly outcome: 'keys'; readonly keys: DeploymentKeys }
  | Extract<OpenDataOutcome, { outcome: 'refused' }>
> {
  try {
    await makeFolder(dataDirectory);
    await access(dataDirectory, constants.W_OK);
    return { outcome: 'keys', keys: await openDeploymentKeys(dataDirectory) };
  } catch (error) {
    return refuse(...explainFolder(dataDirectory, error));
  }
}

const folderFaults: Readonly<Record<string, string>> = {
  EACCES: 'is not writable for this user',
  EPERM: 'is not writable for this user',
  EROFS: 'lies on a disk that is read-only',
  ENOENT: 'cannot be made there',
  ENOTDIR: 'is not a folder',
  EEXIST: 'is not a folder',
  ENOSPC: 'lies on a disk that is full',
};

function explainFolder(dataDirectory: string, error: unknown): readonly string[] {
  if (error instanceof SyntaxError) {
    return [
      `${join(dataDirectory, 'keys/keys.json')} is damaged.`,
      'Put it back from a backup: without it, nothing that is sealed can be read.',
    ];
  }
  const { code = 'unknown fault' } = error as NodeJS.ErrnoException;
  return [
    `The data folder ${dataDirectory} ${folderFaults[code] ?? `cannot be used (${code})`}.`,
    'Choose another one with DATA_DIR=…, or mend its owner and rights.',
  ];
}

function explainDatabase(location: DataLocation, detail: string): readonly string[] {
  return location.databaseUrl === undefined
    ? [
        `The database in ${location.dataDirectory} cannot be opened: ${detail}.`,
        'Nothing was changed. Choose another folder with DATA_DIR=…, or put the database back from a backup.',
      ]
    : [
        `The database of DATABASE_URL cannot be opened: ${detail}.`,
        'Nothing was changed. Check that it runs, and the name and password in DATABASE_URL.',
      ];
}

function refuse(...sentences: readonly string[]): Extract<OpenDataOutcome, { outcome: 'refused' }> {
  return { outcome: 'refused', sentences };
}
