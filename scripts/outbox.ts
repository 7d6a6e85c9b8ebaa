// Shows the outbox to the state's register, and tries again what was given up: npm run outbox -- list | retry …

import { randomBytes } from 'node:crypto';
import { parseArgs } from 'node:util';
import { outboxCommands, type OutboxAnswer } from '../sync-server/cowin-out/outbox-commands.ts';
import { readEnvironment } from '../sync-server/env.ts';
import type { Random } from '../sync-server/parts.ts';
import { isThere, openData } from '../sync-server/start/open-data.ts';

const usage = `
  npm run outbox -- list                    how much waits, and what was given up and why
  npm run outbox -- retry --all             tries everything again that was given up
  npm run outbox -- retry --dose KEY        one of them, named as in the list
`;

const random: Random = (length) => new Uint8Array(randomBytes(length));
const refuse = (...lines: readonly string[]): OutboxAnswer => ({ isDone: false, lines });

async function run(args: readonly string[]): Promise<OutboxAnswer> {
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
  const parts = { store: data.store, clock };
  try {
    return typed.command === 'list'
      ? await outboxCommands.list(parts)
      : await outboxCommands.retry(parts, typed.dose);
  } finally {
    await data.store.close();
  }
}

function readArguments(
  args: readonly string[],
): { readonly command: string; readonly dose?: string } | string {
  try {
    const options = { all: { type: 'boolean' }, dose: { type: 'string' } } as const;
    const { values, positionals } = parseArgs({ args: [...args], allowPositionals: true, options });
    const [command = 'list', ...more] = positionals;
    const isOne = (values.all === true) !== (values.dose !== undefined);
    if (more.length > 0 || !(command in outboxCommands)) return 'Say list or retry.';
    if (command === 'retry' && !isOne) return 'Say what to try again: --all, or --dose KEY.';
    return { command, ...(values.dose === undefined ? {} : { dose: values.dose }) };
  } catch (error) {
    return (error as Error).message;
  }
}

const answer = await run(process.argv.slice(2));
(answer.isDone ? process.stdout : process.stderr).write(`${answer.lines.join('\n')}\n`);
process.exitCode = answer.isDone ? 0 : 1;
