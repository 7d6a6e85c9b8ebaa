// Owns the choice at start: open what is there, or make a demo where no data folder is. A demo appears whole or not at all.

import { rename, rm } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Random } from '../parts.ts';
import {
  isThere,
  makeFolder,
  openData,
  type DataLocation,
  type OpenDataOutcome,
  type OpenedData,
} from './open-data.ts';

export interface OpenOrMakeDemoOptions {
  readonly random: Random;
  readonly onPoolError: (error: Error) => void;
  readonly say: (text: string) => void;
  /** Puts the made-up centres and people into a new store. */
  readonly fill: (data: OpenedData, onProgress: (line: string) => void) => Promise<unknown>;
}

/** Only a data folder that is not there is filled; a database of one's own (DATABASE_URL) never is. */
export async function openOrMakeDemo(
  location: DataLocation,
  isEmptyWanted: boolean,
  options: OpenOrMakeDemoOptions,
): Promise<OpenDataOutcome> {
  const isOwnDatabase = location.databaseUrl !== undefined;
  if (!isEmptyWanted && !isOwnDatabase && !(await isThere(location.dataDirectory))) {
    const fault = await makeDemo(resolve(location.dataDirectory), options);
    if (fault !== null) return fault;
  }
  return openData(location, { ...options, isNewDemo: false });
}

/** Filled beside its place and moved there at the end: a start that was cut short leaves nothing half-made. */
async function makeDemo(
  target: string,
  options: OpenOrMakeDemoOptions,
): Promise<Extract<OpenDataOutcome, { outcome: 'refused' }> | null> {
  const unfinished = `${target}.unfinished`;
  try {
    await rm(unfinished, { recursive: true, force: true });
    await makeFolder(unfinished);
  } catch {
    const sentences = [
      `A data folder ${target} cannot be made: the folder around it is not writable.`,
      'Choose another one with DATA_DIR=…',
    ];
    return { outcome: 'refused', sentences };
  }
  const location = { dataDirectory: unfinished, databaseUrl: undefined };
  const made = await openData(location, { ...options, isNewDemo: true });
  if (made.outcome === 'refused') return made;
  options.say(`There is no ${target} yet: making a demo district with made-up people …\n`);
  await options.fill(made, (line) => options.say(`  ${line}\n`));
  await made.store.close();
  await rename(unfinished, target);
  return null;
}
