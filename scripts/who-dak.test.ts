// Owns the check that docs/who-dak.md answers every row of the WHO's requirements, and answers it honestly.
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

interface Row {
  readonly id: string;
  readonly group: string;
  readonly paraphrase: string;
  readonly status: string;
}

const projectRoot = fileURLToPath(new URL('..', import.meta.url));
const csvPath = join(projectRoot, '..', 'shared', 'who-dak.csv');
const document = readFileSync(join(projectRoot, 'docs', 'who-dak.md'), 'utf8');

const rowCountExpected = 261;
const wordsOfParaphraseMax = 12;
const wordsOfReasonMin = 3;

// First and last number of each unbroken run; 024-029 and 079 do not exist in the WHO's own list.
const functionalRuns: readonly (readonly [letter: string, first: number, last: number])[] = [
  ['A', 1, 17],
  ['B', 18, 23],
  ['B', 30, 34],
  ['C', 35, 60],
  ['D', 61, 78],
  ['D', 80, 83],
  ['E', 84, 96],
  ['F', 97, 112],
  ['G', 113, 126],
  ['H', 127, 141],
  ['I', 142, 151],
];
const nonFunctionalLast = 117;

function threeDigits(value: number): string {
  return String(value).padStart(3, '0');
}

function numbersFromTo(first: number, last: number): number[] {
  return Array.from({ length: last - first + 1 }, (_, index) => first + index);
}

function idsExpected(): string[] {
  const functional = functionalRuns.flatMap(([letter, first, last]) =>
    numbersFromTo(first, last).map((value) => `IMMZ.FXNREQ.${threeDigits(value)}.${letter}`),
  );
  const nonFunctional = numbersFromTo(1, nonFunctionalLast).map(
    (value) => `IMMZ.NFXNREQ.${threeDigits(value)}`,
  );
  return [...functional, ...nonFunctional];
}

function groupOf(id: string): string {
  return id.startsWith('IMMZ.NFXNREQ.') ? 'NFX' : (id.split('.').at(-1) ?? '');
}

function rowsOf(markdown: string): Row[] {
  const rows: Row[] = [];
  let group = '';
  for (const line of markdown.split(/\r?\n/u)) {
    group = /^## ([A-I]|NFX): /u.exec(line)?.[1] ?? group;
    if (!/^\|\s*IMMZ\./u.test(line)) continue;
    const cells = line
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim());
    if (cells.length !== 3) throw new Error(`A row needs three cells: ${line}`);
    const [id = '', paraphrase = '', status = ''] = cells;
    rows.push({ id, group, paraphrase, status });
  }
  return rows;
}

/** RFC 4180: a quote inside a quoted field is doubled, and such a field may hold newlines. A backslash is only a backslash. */
function csvRecordsOf(text: string): string[][] {
  const records: string[][] = [];
  let record: string[] = [];
  let field = '';
  let isQuoted = false;
  const endRecord = (): void => {
    record.push(field);
    if (record.length > 1 || field !== '') records.push(record);
    record = [];
    field = '';
  };
  for (let index = 0; index < text.length; index += 1) {
    const character = text.charAt(index);
    if (isQuoted) {
      if (character !== '"') field += character;
      else if (text.charAt(index + 1) !== '"') isQuoted = false;
      else {
        field += '"';
        index += 1;
      }
    } else if (character === '"') isQuoted = true;
    else if (character === ',') {
      record.push(field);
      field = '';
    } else if (character === '\n') endRecord();
    else if (character !== '\r') field += character;
  }
  endRecord();
  return records;
}

function wordsOf(text: string): string[] {
  return text.split(/\s+/u).filter((word) => /[\p{L}\p{N}]/u.test(word));
}

function looksLikePath(text: string): boolean {
  return !/\s/u.test(text) && /[/.]/u.test(text);
}

function isFile(pathFromRoot: string): boolean {
  const path = join(projectRoot, pathFromRoot);
  return existsSync(path) && statSync(path).isFile();
}

/** Everything written in the project's tests, this file left out, so that a sentence in the table can be looked up. */
function textOfAllTests(): string {
  const folders = ['schemas', 'client', 'sync-server', 'scripts'].filter((name) =>
    existsSync(join(projectRoot, name)),
  );
  const files = folders.flatMap((name) =>
    readdirSync(join(projectRoot, name), { recursive: true, encoding: 'utf8' }).map((file) =>
      join(name, file),
    ),
  );
  return files
    .filter(
      (file) =>
        !/(?:^|[/\\])(?:node_modules|dist)[/\\]/u.test(file) && /\.(?:test|e2e)\.tsx?$/u.test(file),
    )
    .filter((file) => !file.endsWith('who-dak.test.ts'))
    .map((file) => readFileSync(join(projectRoot, file), 'utf8'))
    .join('\n');
}

/** In quotation marks of its own: half a sentence, or one that only a comment says, proves nothing. */
function isTitleIn(testsText: string, title: string): boolean {
  return ["'", '"'].some((mark) => testsText.includes(`${mark}${title}${mark},`));
}

function statusFault(status: string, testsText: () => string): string | null {
  const testNamed = /^test: (.+)$/u.exec(status)?.[1]?.replaceAll('`', '');
  if (testNamed !== undefined) {
    if (looksLikePath(testNamed)) return isFile(testNamed) ? null : `no such file: ${testNamed}`;
    return isTitleIn(testsText(), testNamed) ? null : `no test says: ${testNamed}`;
  }
  const reason = /^out: (.+)$/u.exec(status)?.[1];
  if (reason !== undefined)
    return wordsOf(reason).length >= wordsOfReasonMin ? null : `reason too short: ${reason}`;
  return /^issue [2-6]$/u.test(status) ? null : `not a status: ${status}`;
}

describe('docs/who-dak.md', () => {
  const rows = rowsOf(document);
  const ids = rows.map((row) => row.id);

  it('has exactly 261 rows, each id once', () => {
    expect(ids).toHaveLength(rowCountExpected);
    expect(new Set(ids).size).toBe(rowCountExpected);
  });

  it('holds every id of the expected list and no other', () => {
    const expected = idsExpected();
    expect(expected).toHaveLength(rowCountExpected);
    expect([...ids].sort()).toEqual([...expected].sort());
  });

  it.skipIf(!existsSync(csvPath))("holds the very ids of the WHO's file, in our own words", () => {
    const [, ...records] = csvRecordsOf(readFileSync(csvPath, 'utf8'));
    expect(records).toHaveLength(rowCountExpected);
    expect([...ids].sort()).toEqual(records.map((record) => record[0] ?? '').sort());
    const sentences = new Set(
      records.flatMap((record) => record.slice(1)).map((sentence) => sentence.toLowerCase()),
    );
    expect(rows.filter((row) => sentences.has(row.paraphrase.toLowerCase()))).toEqual([]);
  });

  it('keeps each row under the heading of its group', () => {
    expect(rows.filter((row) => row.group !== groupOf(row.id))).toEqual([]);
  });

  it('says each requirement in a few words', () => {
    const faults = rows.filter(
      (row) => row.paraphrase === '' || wordsOf(row.paraphrase).length > wordsOfParaphraseMax,
    );
    expect(faults).toEqual([]);
  });

  it('gives each row a test that exists, an owning issue, or a reason for being out', () => {
    let testsText: string | undefined;
    const readTestsOnce = (): string => (testsText ??= textOfAllTests());
    const faults = rows.flatMap((row) => {
      const fault = statusFault(row.status, readTestsOnce);
      return fault === null ? [] : [`${row.id}: ${fault}`];
    });
    expect(faults).toEqual([]);
  });
});

describe('the check itself', () => {
  const noTests = (): string => '';

  it('refuses a missing file, an unknown sentence, a thin reason, an unknown issue and an empty status', () => {
    expect(statusFault('test: scripts/no-such-file.test.ts', noTests)).toContain('no such file');
    expect(statusFault('test: keeps both records', noTests)).toContain('no test says');
    const inComment = (): string => '// keeps both records';
    expect(statusFault('test: keeps both records', inComment)).toContain('no test says');
    expect(statusFault('out: not needed', noTests)).toContain('reason too short');
    expect(statusFault('issue 7', noTests)).toContain('not a status');
    expect(statusFault('', noTests)).toContain('not a status');
  });

  it('accepts a file that exists, a known sentence, a reason and an issue', () => {
    expect(statusFault('test: scripts/who-dak.test.ts', noTests)).toBeNull();
    expect(
      statusFault('test: keeps both records', () => "it('keeps both records', () => {"),
    ).toBeNull();
    expect(statusFault('out: no list is held', noTests)).toBeNull();
    expect(statusFault('issue 2', noTests)).toBeNull();
  });

  it('reads quoted fields with newlines, doubled quotes and backslashes', () => {
    const text = 'id,activity\r\nA,"two\nlines, one field"\r\nB,"Mark as \\""no\\"""\r\n';
    expect(csvRecordsOf(text)).toEqual([
      ['id', 'activity'],
      ['A', 'two\nlines, one field'],
      ['B', 'Mark as \\"no\\"'],
    ]);
  });
});
