// Owns the decisions file on its disk: append-only, fsynced before anything is answered. Writing is synchronous, as the database's is.

import {
  accessSync,
  closeSync,
  constants,
  existsSync,
  fstatSync,
  fsyncSync,
  openSync,
  readFileSync,
  readSync,
  writeSync,
} from 'node:fs';
import { dirname } from 'node:path';
import type { Bytes } from '../../schemas/bytes.ts';
import type { DeploymentKeys } from '../keys/deployment-keys.ts';
import type { DecisionEntry } from './entry.ts';
import { readLines, writeLine, type DecisionsReading } from './lines.ts';

export interface DecisionsFile {
  readonly path: string;
  /** On the disk when it returns; throws when it is not. What could not be written goes before the next. */
  readonly append: (entries: readonly DecisionEntry[]) => void;
  readonly read: () => DecisionsReading;
}

/** Why nothing can be written there, as sentences; null when it can. A folder that is not there may be a disk that is not mounted. */
export function findDecisionsFault(path: string): readonly string[] | null {
  try {
    accessSync(existsSync(path) ? path : dirname(path), constants.R_OK | constants.W_OK);
    return null;
  } catch (error) {
    const { code = 'unknown fault' } = error as NodeJS.ErrnoException;
    return [
      `The decisions file ${path} cannot be written (${code}).`,
      'Mount its disk or mend its rights, or name another place with DECISIONS_FILE=…',
    ];
  }
}

export function openDecisionsFile(path: string, keys: DeploymentKeys): DecisionsFile {
  const unwritten: DecisionEntry[] = [];
  /** Hash of the last line; null until the file was looked at, and after every fault. */
  let end: Bytes | null = null;

  const readText = (): string => (existsSync(path) ? readFileSync(path, 'utf8') : '');
  const flush = (): void => {
    let previous = end ?? readLines(keys, readText()).last;
    const lines = unwritten.map((entry) => {
      const line = writeLine(keys, previous, entry);
      previous = line.hash;
      return line.text;
    });
    end = null;
    writeDurably(path, lines.join(''));
    end = previous;
    unwritten.length = 0;
  };
  return {
    path,
    append: (entries) => {
      unwritten.push(...entries);
      if (unwritten.length > 0) flush();
    },
    read: () => readLines(keys, readText()),
  };
}

function writeDurably(path: string, text: string): void {
  const isNew = !existsSync(path);
  const file = openSync(path, 'a+', 0o600);
  try {
    // A line that a power loss cut off stays as it is; the next one begins on its own.
    const bytes = Buffer.from((endsInLine(file) ? '' : '\n') + text);
    for (let at = 0; at < bytes.length;) at += writeSync(file, bytes, at);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  if (isNew) syncFolder(dirname(path));
}

function endsInLine(file: number): boolean {
  const { size } = fstatSync(file);
  if (size === 0) return true;
  const lastByte = Buffer.alloc(1);
  readSync(file, lastByte, 0, 1, size - 1);
  return lastByte.toString() === '\n';
}

/** The name of a new file is on the disk only when its folder is. */
function syncFolder(path: string): void {
  const folder = openSync(path, 'r');
  try {
    fsyncSync(folder);
  } finally {
    closeSync(folder);
  }
}
