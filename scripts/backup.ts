// Takes one verified backup of a running register, or notes one that another tool took: npm run backup -- …

import { randomBytes } from 'node:crypto';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import packageJson from '../package.json' with { type: 'json' };
import { noteExternal } from '../sync-server/backup/note-external.ts';
import { takeBackup } from '../sync-server/backup/take-backup.ts';
import { openDecisionsFile } from '../sync-server/decisions/decisions-file.ts';
import { readEnvironment, type Environment } from '../sync-server/env.ts';
import { makeRecoveryKey } from '../sync-server/keys/recovery-key.ts';
import type { Random } from '../sync-server/parts.ts';
import { isThere, openData, type OpenedData } from '../sync-server/start/open-data.ts';
import { sayRecoveryKey } from '../sync-server/start/notices.ts';

const usage = `
  npm run backup -- --to FILE_OR_FOLDER [--off-machine]
  npm run backup -- --note-external [--off-machine]     PostgreSQL; RESTORED_DATABASE_URL names a restored copy
  npm run backup -- --new-recovery-key                  for the backups from now on

  --off-machine   this copy outlives the machine: another disk in another place
`;

interface Said {
  readonly isDone: boolean;
  readonly lines: readonly string[];
}

const refuse = (...lines: readonly string[]): Said => ({ isDone: false, lines });
const random: Random = (length) => new Uint8Array(randomBytes(length));
const nowSeconds = (): number => Math.floor(Date.now() / 1000);

interface Typed {
  readonly to?: string;
  readonly 'off-machine'?: boolean;
  readonly 'note-external'?: boolean;
  readonly 'new-recovery-key'?: boolean;
}

function readArguments(args: readonly string[]): Typed | string {
  try {
    const options = {
      to: { type: 'string' },
      'off-machine': { type: 'boolean' },
      'note-external': { type: 'boolean' },
      'new-recovery-key': { type: 'boolean' },
    } as const;
    return parseArgs({ args: [...args], options }).values;
  } catch (error) {
    return (error as Error).message;
  }
}

async function run(args: readonly string[]): Promise<Said> {
  const typed = readArguments(args);
  if (typeof typed === 'string') return refuse(typed, usage);
  const { to, 'note-external': isNote, 'new-recovery-key': isNewKey } = typed;
  if ([to, isNote, isNewKey].filter(Boolean).length !== 1)
    return refuse('Say one thing to do.', usage);
  const read = readEnvironment();
  if (read.outcome === 'faulty') return refuse(...read.sentences);
  const { environment } = read;
  const { dataDirectory, databaseUrl } = environment;
  if (!(await isThere(dataDirectory)))
    return refuse(`There is no data folder ${dataDirectory}. Name it with DATA_DIR=…`);
  if (isNewKey === true)
    return { isDone: true, lines: sayRecoveryKey(await makeRecoveryKey(dataDirectory)) };
  if (to !== undefined && databaseUrl !== undefined)
    return refuse(
      'This register is on PostgreSQL: its backups are made with pg_dump or a base backup, and DATA_DIR is copied beside them.',
      'Then let one count: restore it into another database and run npm run backup -- --note-external.',
    );
  const onPoolError = (): void => undefined;
  const data = await openData(
    { dataDirectory, databaseUrl },
    { random, isNewDemo: false, onPoolError },
  );
  if (data.outcome === 'refused') return refuse(...data.sentences);
  const isOffMachine = typed['off-machine'] === true;
  try {
    return to === undefined
      ? await noteRestored(data, isOffMachine)
      : await backUp(environment, data, to, isOffMachine);
  } finally {
    await data.store.close();
  }
}

async function noteRestored({ store }: OpenedData, isOffMachine: boolean): Promise<Said> {
  const restored = process.env['RESTORED_DATABASE_URL']?.trim();
  if (!restored)
    return refuse(
      'A backup counts when it was restored once: put it into another database,',
      'and name that with RESTORED_DATABASE_URL=postgres://… (in the environment: an address holds a password).',
    );
  const noted = await noteExternal({ store, nowSeconds, random }, restored, isOffMachine);
  if (noted.outcome === 'refused') return refuse(...noted.sentences);
  return { isDone: true, lines: [`Noted: ${noted.eventRows} records, held against this store.`] };
}

async function backUp(
  { dataDirectory, decisionsFile }: Environment,
  { store, keys }: OpenedData,
  to: string,
  isOffMachine: boolean,
): Promise<Said> {
  const file = await findTarget(to);
  if (await isThere(file)) return refuse(`${file} is there already, and is not overwritten.`);
  const taken = await takeBackup(
    {
      store,
      keys,
      decisions: openDecisionsFile(decisionsFile, keys),
      dataDirectory,
      nowSeconds,
      random,
      appVersion: packageJson.version,
    },
    file,
    isOffMachine,
  );
  if (taken.outcome === 'refused') return refuse(...taken.sentences);
  const { eventRows, doses, decisions } = taken.manifest.counts;
  return {
    isDone: true,
    lines: [
      `Backed up and read back: ${file}`,
      `${eventRows} records, ${doses} doses, ${decisions} decisions. It holds personal data: keep it locked away.`,
      ...(isOffMachine && taken.isOnSameDisk
        ? [
            'It lies on the same disk as the data folder: --off-machine is your word that a copy leaves this machine.',
          ]
        : []),
    ],
  };
}

/** A folder gets a file named by the moment. */
async function findTarget(to: string): Promise<string> {
  const isFolder = to.endsWith('/') || (await isDirectory(to));
  const stamp = new Date().toISOString().slice(0, 19).replaceAll(':', '-');
  return isFolder ? join(to, `suchi-${stamp}.backup`) : to;
}

async function isDirectory(path: string): Promise<boolean> {
  return stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );
}

const said = await run(process.argv.slice(2));
(said.isDone ? process.stdout : process.stderr).write(`${said.lines.join('\n')}\n`);
process.exitCode = said.isDone ? 0 : 1;
