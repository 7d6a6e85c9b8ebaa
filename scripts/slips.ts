// Prints slips into a file for a printer: npm run slips -- --centre ID --on DATE --out FILE.html …

import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { textToQrDrawing } from '../client/parts/qr-drawing.ts';
import type { DeskSlips, DeskSlipsRequest } from '../schemas/desk-slips.ts';
import { istDayOf } from '../schemas/rules/day.ts';
import { readEnvironment } from '../sync-server/env.ts';
import { readListDay } from '../sync-server/imports/read-times.ts';
import type { Random, ServerParts } from '../sync-server/parts.ts';
import { printSlips, type PrintSlipsOutcome } from '../sync-server/slips/print-slips.ts';
import { isThere, openData } from '../sync-server/start/open-data.ts';
import { writeSlipSheet } from './slips/slip-sheet.ts';
import { createSlipWords, slipLanguages, type SlipLanguage } from './slips/slip-words.ts';

const usage = `
  npm run slips -- --centre ID --on DATE --out FILE.html [--language en|hi|mr] [--person REFERENCE-ID]

  --on DATE       the day of the session, YYYY-MM-DD, or today
  --person ID     one person's slip alone
  --language      en when not said

  Each slip is written down as read. The file holds secrets: print it, hand the slips to their people, delete it.
`;

interface Order {
  readonly asked: DeskSlipsRequest;
  readonly out: string;
  readonly language: SlipLanguage;
}

interface Answer {
  readonly isDone: boolean;
  readonly lines: readonly string[];
}

/** By this name prints of the command stand in the audit, beside accounts of the desk. */
const commandName = 'slips';
const random: Random = (length) => new Uint8Array(randomBytes(length));
const refuse = (...lines: readonly string[]): Answer => ({ isDone: false, lines });

async function run(args: readonly string[]): Promise<Answer> {
  const order = readOrder(args);
  if (typeof order === 'string') return refuse(order, usage);
  if (existsSync(order.out))
    return refuse(`${order.out} is there already, and nothing is written over.`);
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
  try {
    return await print({ store: data.store, keys: data.keys, random, clock }, order);
  } finally {
    await data.store.close();
  }
}

async function print(parts: ServerParts, { asked, out, language }: Order): Promise<Answer> {
  const pages: DeskSlips[] = [];
  for (let from: number | null = 0; from !== null; from = pages.at(-1)?.next ?? null) {
    const printed = await printSlips(parts, commandName, { ...asked, from });
    if (printed.outcome !== 'printed') return refuse(sentenceOf(printed.outcome, asked));
    pages.push(printed.slips);
  }
  const count = pages.reduce((sum, page) => sum + page.slips.length, 0);
  const dosed = pages[0]?.dosed ?? 0;
  if (count === 0) return refuse(`No booking of ${asked.day} needs a slip; ${dosed} have a dose.`);
  const sheet = writeSlipSheet(pages, {
    ...createSlipWords(language),
    draw: (text) => textToQrDrawing(text, 'M'),
    css: `${readFont(400)}\n${readFont(700)}\n${readCss()}`,
  });
  // For the eyes of whoever runs the server, until it is printed.
  writeFileSync(out, sheet, { flag: 'wx', mode: 0o600 });
  return {
    isDone: true,
    lines: [
      `${count} slips of ${asked.day} are in ${out}; ${dosed} persons more have a dose already.`,
      'It was written down that they were printed. Print the file, then delete it.',
    ],
  };
}

function sentenceOf(
  outcome: Exclude<PrintSlipsOutcome['outcome'], 'printed'>,
  { day, centreId }: DeskSlipsRequest,
): string {
  if (outcome === 'not-a-day') return `${day} is not a day.`;
  if (outcome === 'day-over') return `${day} is over: a slip for it opens nothing.`;
  return `There is no centre ${centreId}.`;
}

function readCss(): string {
  return readFileSync(
    fileURLToPath(new URL('../client/features/desk/slips/slip-sheet.css', import.meta.url)),
    'utf8',
  );
}

/** Names in Devanagari come out right on any machine that prints the file. */
function readFont(weight: number): string {
  const name = `noto-sans-devanagari-devanagari-${weight}-normal.woff2`;
  const file = import.meta.resolve(`@fontsource/noto-sans-devanagari/files/${name}`);
  const data = readFileSync(fileURLToPath(file)).toString('base64');
  return `@font-face { font-family: 'Noto Sans Devanagari'; font-weight: ${weight}; src: url(data:font/woff2;base64,${data}) format('woff2'); unicode-range: U+0900-097F, U+200C-200D, U+25CC, U+A8E0-A8FF; }`;
}

function readOrder(args: readonly string[]): Order | string {
  try {
    const text = { type: 'string' } as const;
    const options = { centre: text, on: text, out: text, language: text, person: text };
    const { values } = parseArgs({ args: [...args], options });
    const { centre = '', on = '', out = '', language = 'en', person } = values;
    if (!/^\d{1,9}$/.test(centre)) return 'Say which centre: --centre with its number.';
    const day = on === 'today' ? istDayOf(Date.now() / 1000) : readListDay(on)?.day;
    if (day === undefined) return 'Say which day: --on with YYYY-MM-DD, or today.';
    if (out === '') return 'Say which file to make: --out FILE.html.';
    const known = slipLanguages.find((each) => each === language);
    if (known === undefined) return `--language ${language}: en, hi and mr are known.`;
    if (person !== undefined && !/^\d{13,14}$/.test(person))
      return '--person takes a reference id of 13 or 14 digits.';
    const asked = { centreId: Number(centre), day, ...(person && { referenceId: person }) };
    return { asked, out, language: known };
  } catch (error) {
    return (error as Error).message;
  }
}

const answer = await run(process.argv.slice(2));
(answer.isDone ? process.stdout : process.stderr).write(`${answer.lines.join('\n')}\n`);
process.exitCode = answer.isDone ? 0 : 1;
