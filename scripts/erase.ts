// Erases what has had its time, after saying what that is: npm run erase -- --after-days 1095 [--do-it]

import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { readEnvironment } from '../sync-server/env.ts';
import type { Random } from '../sync-server/parts.ts';
import { retentionDaysMin } from '../sync-server/retention/decide-retention.ts';
import { eraseOld, type RetentionReport } from '../sync-server/retention/erase-old.ts';
import { isThere, openData } from '../sync-server/start/open-data.ts';
import { rewriteFile } from '../sync-server/store/rewrite-file.ts';

const usage = `
  npm run erase -- --after-days DAYS            says what would be erased; changes nothing
  npm run erase -- --after-days DAYS --do-it    erases it, for ever

  DAYS is at least ${retentionDaysMin}, counted from the last thing recorded of a person.
`;

interface Said {
  readonly isDone: boolean;
  readonly lines: readonly string[];
}

const refuse = (...lines: readonly string[]): Said => ({ isDone: false, lines });
const random: Random = (length) => new Uint8Array(randomBytes(length));

async function run(args: readonly string[]): Promise<Said> {
  const typed = readArguments(args);
  if (typeof typed === 'string') return refuse(typed, usage);
  const read = readEnvironment();
  if (read.outcome === 'faulty') return refuse(...read.sentences);
  const { dataDirectory, databaseUrl } = read.environment;
  if (!(await isThere(dataDirectory)))
    return refuse(`There is no data folder ${dataDirectory}. Name it with DATA_DIR=…`);
  const onPoolError = (): void => undefined;
  const data = await openData(
    { dataDirectory, databaseUrl },
    { random, isNewDemo: false, onPoolError },
  );
  if (data.outcome === 'refused') return refuse(...data.sentences);
  const clock = { nowSeconds: (): number => Math.floor(Date.now() / 1000) };
  const { days, isRehearsal } = typed;
  try {
    const erased = await eraseOld({ store: data.store, clock, random }, { days, isRehearsal });
    if (erased.outcome === 'too-soon')
      return refuse(`Nothing is erased before ${retentionDaysMin} days have passed.`, usage);
    if (isRehearsal) return { isDone: true, lines: sayRehearsal(erased.report) };
    const isClean = databaseUrl !== undefined || rewriteFile(join(dataDirectory, 'suchi.sqlite'));
    return { isDone: true, lines: sayErased(erased.report, isClean) };
  } finally {
    await data.store.close();
  }
}

function readArguments(
  args: readonly string[],
): { readonly days: number; readonly isRehearsal: boolean } | string {
  try {
    const options = { 'after-days': { type: 'string' }, 'do-it': { type: 'boolean' } } as const;
    const { values } = parseArgs({ args: [...args], options });
    if (values['after-days'] === undefined) return 'Say after how many days: --after-days 1095.';
    return { days: Number(values['after-days']), isRehearsal: values['do-it'] !== true };
  } catch (error) {
    return (error as Error).message;
  }
}

function sayKept(report: RetentionReport): string[] {
  const { keptHeld, keptUndelivered, unreadable } = report;
  return [
    ...(keptHeld > 0 ? [`Kept, for a supervisor has to decide first: ${keptHeld} persons.`] : []),
    ...(keptUndelivered > 0
      ? [`Kept, for the state's register has not taken them yet: ${keptUndelivered} persons.`]
      : []),
    ...(unreadable > 0
      ? [`Kept, for nobody could read them and they may hold a dose: ${unreadable} records.`]
      : []),
  ];
}

function sayRehearsal(report: RetentionReport): string[] {
  return [
    `Of ${report.cases} persons nothing was recorded since ${report.before}: --do-it erases them.`,
    ...sayKept(report),
  ];
}

function sayErased(report: RetentionReport, isClean: boolean): string[] {
  const { cases, events, bookings, spans, before } = report;
  return [
    `Erased: ${cases} persons of whom nothing was recorded since ${before}; ${events} records, ${bookings} bookings, keys of ${spans} spans.`,
    ...sayKept(report),
    ...(isClean
      ? []
      : [
          'The file was in use, and pieces of them may still lie in it: run this again at a quiet hour.',
        ]),
    'Backups taken before today still hold them: destroy those when their own time has come.',
  ];
}

const said = await run(process.argv.slice(2));
(said.isDone ? process.stdout : process.stderr).write(`${said.lines.join('\n')}\n`);
process.exitCode = said.isDone ? 0 : 1;
