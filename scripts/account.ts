// Makes and keeps the accounts of people who sign in at the desk: npm run account -- add|reset|disable|list|token|end-tokens …

import { randomBytes } from 'node:crypto';
import { parseArgs } from 'node:util';
import {
  accountCommands,
  type AccountCommandAnswer,
  type AccountFlags,
} from '../sync-server/accounts/account-commands.ts';
import { readEnvironment } from '../sync-server/env.ts';
import type { Random } from '../sync-server/parts.ts';
import { isThere, openData } from '../sync-server/start/open-data.ts';

const usage = `
  npm run account -- add --account NAME --name "FULL NAME" --role ROLE PLACE
  npm run account -- reset --account NAME      a new password and new six digits; also opens a locked or disabled account
  npm run account -- disable --account NAME
  npm run account -- list
  npm run account -- token --account NAME [--days 365]      for a program that reads records; shown once
  npm run account -- end-tokens --account NAME

  ROLE  in-charge             with --centre ID
        block-supervisor      with --block BLOCK --district DISTRICT
        district-supervisor   with --district DISTRICT
        state-admin           with --state STATE, or --everywhere
        record-reader         with any of these: a program of another register, by token only
`;

const random: Random = (length) => new Uint8Array(randomBytes(length));

async function run(args: readonly string[]): Promise<AccountCommandAnswer> {
  const typed = readArguments(args);
  if (typeof typed === 'string') return refuse(typed, usage);
  const command = Object.entries(accountCommands).find(([name]) => name === typed.command)?.[1];
  if (command === undefined)
    return refuse('Say what to do: add, reset, disable, list, token or end-tokens.', usage);
  const read = readEnvironment();
  if (read.outcome === 'faulty') return refuse(...read.sentences);
  const { dataDirectory, databaseUrl } = read.environment;
  if (!(await isThere(dataDirectory))) {
    return refuse(
      `There is no data folder ${dataDirectory} yet.`,
      'Make it with npm start (a demo) or npm start -- --empty (a register), or name another one with DATA_DIR=…',
    );
  }
  const onPoolError = (): void => undefined;
  const data = await openData(
    { dataDirectory, databaseUrl },
    { random, isNewDemo: false, onPoolError },
  );
  if (data.outcome === 'refused') return refuse(...data.sentences);
  try {
    const clock = { nowSeconds: () => Math.floor(Date.now() / 1000) };
    return await command({ store: data.store, keys: data.keys, random, clock }, typed.flags);
  } finally {
    await data.store.close();
  }
}

function readArguments(args: readonly string[]): { command: string; flags: AccountFlags } | string {
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        account: { type: 'string' },
        name: { type: 'string' },
        role: { type: 'string' },
        centre: { type: 'string' },
        block: { type: 'string' },
        district: { type: 'string' },
        state: { type: 'string' },
        everywhere: { type: 'boolean' },
        days: { type: 'string' },
      },
    });
    const [command = '', ...more] = positionals;
    if (more.length > 0)
      return `"${more[0]}" is one word too many: put names of two words in quotes.`;
    return { command, flags: values };
  } catch (error) {
    return (error as Error).message;
  }
}

function refuse(...lines: readonly string[]): AccountCommandAnswer {
  return { isDone: false, lines };
}

const answer = await run(process.argv.slice(2));
(answer.isDone ? process.stdout : process.stderr).write(`${answer.lines.join('\n')}\n`);
process.exitCode = answer.isDone ? 0 : 1;
