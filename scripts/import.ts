// Takes real lists into the store: npm run import -- --sessions FILE.json --roster FILE.csv …

import { randomBytes } from 'node:crypto';
import { statSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { setFlagsFromString } from 'node:v8';
import { istDayOf } from '../schemas/rules/day.ts';
import { readEnvironment, type Environment } from '../sync-server/env.ts';
import { number } from '../sync-server/imports/import-report.ts';
import { createListProgress } from '../sync-server/imports/list-progress.ts';
import { readListDay } from '../sync-server/imports/read-times.ts';
import type { ImportOrder } from '../sync-server/imports/import-order.ts';
import { runImport } from '../sync-server/imports/run-import.ts';
import { explainWriteFault } from '../sync-server/imports/write-fault.ts';
import type { Random } from '../sync-server/parts.ts';
import { openData, type OpenedData } from '../sync-server/start/open-data.ts';

const usage = `
  npm run import -- --sessions FILE.json --roster FILE.csv [--staff FILE.csv] [--stock FILE.csv]

  --sessions FILE   centres and vaccination sessions, as CoWIN answered (JSON)
  --roster FILE     booked people (CSV, the columns of CoWIN)
  --staff FILE      CSV: centre_id,staff_id,name,role
  --stock FILE      CSV: centre_id,product,batch,expiry,doses
  --on DATE         rehearse: take a list of one day as if it were for DATE (YYYY-MM-DD, or today)
  --keep-going      take the good lines of a file that also has bad ones

  The store is in DATA_DIR (default ./data), or in DATABASE_URL. Nothing is written over, nothing is deleted.
`;

const say = (text: string): void => void process.stdout.write(`${text}\n`);
const random: Random = (length) => new Uint8Array(randomBytes(length));
const now = (): number => performance.now() / 1000;

// The collector otherwise lets the heap of a long list grow to 300 MB before it works; with this 200,000 lines stay below 200.
setFlagsFromString('--optimize-for-size');

process.exitCode = await main(process.argv.slice(2));

async function main(args: readonly string[]): Promise<number> {
  const order = readOrder(args);
  if (typeof order === 'string') return giveUp(order, usage);
  const read = readEnvironment();
  if (read.outcome === 'faulty') return giveUp(...read.sentences);
  const { environment } = read;
  const data = await openData(environment, {
    random,
    isNewDemo: false,
    onPoolError: () => undefined,
  });
  if (data.outcome === 'refused') return giveUp(...data.sentences);
  try {
    return data.isDemo
      ? giveUp(...refuseDemo(environment, order))
      : await take(data, environment, order);
  } catch (error) {
    const sentence = explainWriteFault(error);
    if (sentence === null) throw error;
    return giveUp(
      sentence,
      'The file that was being taken was taken back whole; files before it are in.',
    );
  } finally {
    await data.store.close();
  }
}

async function take(
  { store, keys }: OpenedData,
  environment: Environment,
  order: ImportOrder,
): Promise<number> {
  const startedAt = now();
  const outcome = await runImport(
    {
      store,
      keys,
      clock: { nowSeconds: () => Math.floor(Date.now() / 1000) },
      random,
      currentFolder: process.cwd(),
      print: say,
      progress: (pass) =>
        createListProgress(pass, {
          nowSeconds: now,
          say: (text) => void process.stderr.write(`${text}\n`),
          bytesTotal: order.roster === null ? 0 : statSync(order.roster).size,
        }),
      commandFor: (files) => commandFor(dataPrefix(environment), files),
    },
    order,
  );
  const seconds = (now() - startedAt).toFixed(1);
  const peakMegabytes = Math.round(process.resourceUsage().maxRSS / 1024);
  say(
    `${outcome === 'done' ? 'Done' : 'Stopped'} after ${seconds} s, at most ${number(peakMegabytes)} MB of memory.`,
  );
  return outcome === 'done' ? 0 : 1;
}

function readOrder(args: readonly string[]): ImportOrder | string {
  const file = { type: 'string' } as const;
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        sessions: file,
        roster: file,
        staff: file,
        stock: file,
        on: { type: 'string' },
        'keep-going': { type: 'boolean' },
      },
    });
    const files = [values.sessions, values.roster, values.staff, values.stock];
    if (files.every((path) => path === undefined)) return 'Say what to import.';
    const on = values.on === undefined ? null : readOn(values.on);
    if (on === undefined)
      return `--on ${values.on} is not a day. Write it as YYYY-MM-DD, or today.`;
    const [sessions = null, roster = null, staff = null, stock = null] = files;
    return { sessions, roster, staff, stock, on, keepGoing: values['keep-going'] === true };
  } catch (error) {
    return (error as Error).message;
  }
}

function readOn(text: string): string | undefined {
  return text === 'today' ? istDayOf(Date.now() / 1000) : readListDay(text)?.day;
}

function refuseDemo(environment: Environment, order: ImportOrder): string[] {
  const folder = `${environment.dataDirectory.replace(/\/+$/, '')}-real`;
  return [
    `The store in ${environment.dataDirectory} is a demo: made-up people and real ones never lie in one store. Nothing was written.`,
    'Make a store for real lists, beside it:',
    `  DATA_DIR=${quoted(folder)} npm start -- --empty`,
    'and import into that one:',
    `  ${commandFor(`DATA_DIR=${quoted(folder)} `, order)}`,
  ];
}

function dataPrefix(environment: Environment): string {
  return environment.dataDirectory === './data'
    ? ''
    : `DATA_DIR=${quoted(environment.dataDirectory)} `;
}

function commandFor(prefix: string, order: Partial<ImportOrder>): string {
  const { keepGoing, ...files } = order;
  const parts = Object.entries(files).flatMap(([name, value]) =>
    value ? [`--${name} ${quoted(value)}`] : [],
  );
  return `${prefix}npm run import -- ${[...parts, ...(keepGoing === true ? ['--keep-going'] : [])].join(' ')}`;
}

function quoted(text: string): string {
  return /^[\w./@:=+-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}

function giveUp(...sentences: readonly string[]): number {
  process.stderr.write(`\n${sentences.join('\n')}\n\n`);
  return 1;
}
