// Puts a backup in place, or announces a restore that another tool made: npm run restore -- …

import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { createInterface } from 'node:readline/promises';
import { parseArgs } from 'node:util';
import packageJson from '../package.json' with { type: 'json' };
import {
  announceRestore,
  restoreBackup,
  type Restored,
} from '../sync-server/backup/restore-backup.ts';
import { openDecisionsFile } from '../sync-server/decisions/decisions-file.ts';
import { readEnvironment, type Environment } from '../sync-server/env.ts';
import type { Random } from '../sync-server/parts.ts';
import { openData } from '../sync-server/start/open-data.ts';

const usage = `
  npm run restore -- --from FILE [--beyond-epoch N]
  npm run restore -- --announce [--beyond-epoch N]     after a restore by other means (PostgreSQL)

  The recovery key, where it is needed, is asked for here, or read from RECOVERY_KEY or RECOVERY_KEY_FILE.
`;

interface Said {
  readonly isDone: boolean;
  readonly lines: readonly string[];
}

const refuse = (...lines: readonly string[]): Said => ({ isDone: false, lines });
const random: Random = (length) => new Uint8Array(randomBytes(length));
const nowSeconds = (): number => Math.floor(Date.now() / 1000);
const appVersion = packageJson.version;

function readArguments(args: readonly string[]) {
  try {
    const options = {
      from: { type: 'string' },
      announce: { type: 'boolean' },
      'beyond-epoch': { type: 'string' },
    } as const;
    return parseArgs({ args: [...args], options }).values;
  } catch (error) {
    return (error as Error).message;
  }
}

async function run(args: readonly string[]): Promise<Said> {
  const typed = readArguments(args);
  if (typeof typed === 'string') return refuse(typed, usage);
  const { from, announce } = typed;
  const beyondEpoch = Number(typed['beyond-epoch'] ?? 0);
  if ((from === undefined) === (announce !== true)) return refuse('Say one thing to do.', usage);
  if (!Number.isSafeInteger(beyondEpoch) || beyondEpoch < 0)
    return refuse('--beyond-epoch is a whole number.', usage);
  const read = readEnvironment();
  if (read.outcome === 'faulty') return refuse(...read.sentences);
  const { environment } = read;
  if (from === undefined) return announceOnly(environment, beyondEpoch);
  if (environment.databaseUrl !== undefined)
    return refuse(
      'This register is on PostgreSQL: put the database back with the tools of PostgreSQL, while the server stands still.',
      'Then say so: npm run restore -- --announce',
    );
  const restored = await restoreBackup({
    ...environment,
    file: from,
    beyondEpoch,
    askRecoveryKey,
    nowSeconds,
    random,
    appVersion,
  });
  if (restored.outcome === 'refused') return refuse(...restored.sentences);
  return { isDone: true, lines: describe(restored) };
}

async function announceOnly(environment: Environment, beyondEpoch: number): Promise<Said> {
  const data = await openData(environment, {
    random,
    isNewDemo: false,
    onPoolError: () => undefined,
  });
  if (data.outcome === 'refused') return refuse(...data.sentences);
  const { store, keys } = data;
  try {
    const decisions = openDecisionsFile(environment.decisionsFile, keys);
    const deps = { store, keys, decisions, nowSeconds, random, appVersion };
    const { number } = await announceRestore(deps, beyondEpoch, null);
    return { isDone: true, lines: [`Announced as epoch ${number}.`, ...whatNext] };
  } finally {
    await store.close();
  }
}

async function askRecoveryKey(): Promise<string> {
  const { RECOVERY_KEY: key, RECOVERY_KEY_FILE: file } = process.env;
  if (key !== undefined) return key;
  if (file !== undefined) return readFile(file, 'utf8');
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  try {
    return await terminal.question('Recovery key: ');
  } finally {
    terminal.close();
  }
}

const whatNext = [
  'What now:',
  '  1. Start the server. Tablets hear of it at their next contact, and send again what is missing here.',
  '  2. Load the lists again that were imported after the backup. Wipe no tablet before its doses are on the desk.',
  '  3. Look through the accounts: whoever was disabled after the backup is active again, with the password of then.',
  '  4. At the desk, compare the days since then with the tablets’ numbers; then close the review.',
  '     No certificate is issued before that.',
];

const keysWords: { readonly [outcome in Restored['keys']]: string } = {
  kept: 'The keys in place were kept: they open all of it.',
  restored: 'The keys were taken from the backup.',
  united: 'Keys of the backup were added to those in place.',
};

function describe({ manifest, epoch, keys, aside, decisions }: Restored): string[] {
  const { eventRows, doses, appointments } = manifest.counts;
  const at = new Date(manifest.takenAt * 1000).toISOString().replace('.000Z', ' UTC');
  return [
    `Restored as it was at ${at}: ${eventRows} records, ${doses} doses, ${appointments} bookings.`,
    keysWords[keys],
    `${decisions.saidAgain} decisions made since then were taken from the decisions file; ${decisions.waiting} wait for their dose.`,
    ...(aside === null ? [] : [`What stood there before was moved to ${aside}.`]),
    `Announced as epoch ${epoch.number}.`,
    ...whatNext,
  ];
}

const said = await run(process.argv.slice(2));
(said.isDone ? process.stdout : process.stderr).write(`${said.lines.join('\n')}\n`);
process.exitCode = said.isDone ? 0 : 1;
