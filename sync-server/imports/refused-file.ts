// Owns the file of refused lines: written beside the list or in the current folder, readable by its owner alone, never over another file.

import { createHash, type Hash } from 'node:crypto';
import { createReadStream, createWriteStream, type WriteStream } from 'node:fs';
import { access, constants, rename, rm, stat } from 'node:fs/promises';
import { once } from 'node:events';
import { basename, dirname, join, resolve } from 'node:path';
import { csvLine } from './guard-cells.ts';
import { refusedColumn } from './read-csv.ts';

export interface RefusedFile {
  readonly add: (values: readonly string[], because: readonly string[]) => Promise<void>;
  /** The file's path, or null when no line was refused. */
  readonly close: () => Promise<string | null>;
  readonly discard: () => Promise<void>;
}

/** `header`: the list's own first line. */
export async function openRefusedFile(
  listPath: string,
  currentFolder: string,
  header: () => readonly string[],
): Promise<RefusedFile> {
  const folder = (await isWritable(dirname(resolve(currentFolder, listPath))))
    ? dirname(resolve(currentFolder, listPath))
    : currentFolder;
  const partial = join(folder, `.${basename(listPath)}.${process.pid}.partial.refused.csv`);
  let stream: WriteStream | null = null;
  let hash: Hash = createHash('sha256');
  const write = async (text: string): Promise<void> => {
    hash.update(text);
    if (stream?.write(text) === false) await once(stream, 'drain');
  };
  const places = (): readonly number[] =>
    header().flatMap((name, i) => (name.trim().toLowerCase() === refusedColumn ? [] : [i]));
  const finish = async (): Promise<void> => {
    const open = stream;
    stream = null;
    if (open !== null) await new Promise<void>((done) => void open.end(() => done()));
  };
  return {
    add: async (values, because) => {
      if (stream === null) {
        hash = createHash('sha256');
        stream = createWriteStream(partial, { mode: 0o600 });
        await once(stream, 'open');
        await write(csvLine([...places().map((i) => header()[i]!), refusedColumn]));
      }
      const cells = values.length === header().length ? places().map((i) => values[i]!) : values;
      await write(csvLine([...cells, because.join('; ')]));
    },
    close: async () => {
      if (stream === null) return null;
      await finish();
      const path = await freePath(folder, listPath, hash.digest('hex'));
      await rename(partial, path);
      return path;
    },
    discard: async () => {
      await finish();
      await rm(partial, { force: true });
    },
  };
}

/** A folder without any right to write is meant to stay as it is, even where root could. */
async function isWritable(folder: string): Promise<boolean> {
  const isAllowed = await access(folder, constants.W_OK).then(
    () => true,
    () => false,
  );
  return isAllowed && ((await stat(folder)).mode & 0o222) !== 0;
}

/** Somebody may be mending an earlier one: only a file with the same content is written over. */
async function freePath(folder: string, listPath: string, contentHash: string): Promise<string> {
  const match = /^(.*?)(?:\.(\d+))?\.refused\.csv$/.exec(basename(listPath));
  const stem = match?.[1] ?? basename(listPath).replace(/\.csv$/i, '');
  const first = match === null ? 1 : Number(match[2] ?? 1) + 1;
  for (let number = first; ; number++) {
    const name = number === 1 ? `${stem}.refused.csv` : `${stem}.${number}.refused.csv`;
    const existing = await hashOf(join(folder, name));
    if (existing === null || existing === contentHash) return join(folder, name);
  }
}

async function hashOf(path: string): Promise<string | null> {
  const hash = createHash('sha256');
  try {
    for await (const chunk of createReadStream(path)) hash.update(chunk as Buffer);
    return hash.digest('hex');
  } catch {
    return null;
  }
}
