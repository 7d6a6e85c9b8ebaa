// Owns streaming a CSV file record by record, with the line each record stands on and the columns it must have.

import { Readable } from 'node:stream';
import { CsvError, parse } from 'csv-parse';
import { limits } from '../../schemas/limits.ts';
import { decodeFile } from './decode-file.ts';
import { FileRefused } from './sniff-file.ts';
import { unguarded } from './guard-cells.ts';

export interface CsvRecord<Column extends string> {
  /** The line of the file on which the record begins; the header is line 1. */
  readonly line: number;
  /** As written, for the file of refused lines. */
  readonly values: readonly string[];
  /** Null when the record has more or fewer fields than the header. */
  readonly fields: { readonly [column in Column]: string } | null;
}

export interface CsvFile<Column extends string> {
  readonly path: string;
  readonly columns: readonly Column[];
  /** What the list is called in sentences, e.g. "roster". */
  readonly what: string;
  readonly onHeader?: (header: readonly string[]) => void;
  readonly onBytes?: (count: number) => void;
}

/** The column our own file of refused lines adds; its presence says that cells are guarded. */
export const refusedColumn = 'refused_because';

interface ParsedRecord {
  readonly record: readonly string[];
  readonly line: number;
}

/** Throws FileRefused with one sentence. Records without any text (a spreadsheet's empty rows) are passed over. */
export async function* readCsv<Column extends string>(
  file: CsvFile<Column>,
): AsyncGenerator<CsvRecord<Column>> {
  const chunks = decodeFile(file.path, file.onBytes ?? (() => {}));
  let layout: Layout<Column> | null = null;
  const lines = createLineCounter();
  try {
    for await (const { record, line } of await parseChunks(chunks, lines)) {
      if (record.every((value) => value.trim() === '')) continue;
      if (layout === null) {
        layout = layOut(record, file);
        file.onHeader?.(record);
        continue;
      }
      const values = layout.isGuarded ? record.map(unguarded) : record;
      yield { line, values, fields: layout.pick(values) };
    }
  } catch (error) {
    throw toRefusal(error, file.path, lines.next());
  }
  if (layout === null) throw new FileRefused(`${file.path} is empty.`);
}

async function parseChunks(
  chunks: AsyncGenerator<string>,
  lines: LineCounter,
): Promise<AsyncIterable<ParsedRecord>> {
  const first = await chunks.next();
  const start = first.done === true ? '' : first.value;
  const rejoined = async function* (): AsyncGenerator<string> {
    yield start;
    yield* chunks;
  };
  const parser = parse({
    delimiter: delimiterOf(start),
    relax_column_count: true,
    relax_quotes: true,
    skip_empty_lines: true,
    max_record_size: limits.rosterLineBytesMax,
    // At once, not when the record is fetched: a fault throws away what was parsed and not yet fetched.
    // The parser's types know no record of another form than it was given.
    on_record: (record: string[], context) => {
      const parsed: ParsedRecord = { record, line: lines.startOf(record, context.lines) };
      return parsed as unknown as string[];
    },
  });
  const source = Readable.from(rejoined(), { objectMode: false });
  source.on('error', (error) => parser.destroy(error));
  return source.pipe(parser) as AsyncIterable<ParsedRecord>;
}

/** Spreadsheets write semicolons or tabs where the comma is the decimal sign. */
function delimiterOf(start: string): string {
  const header = start.split(/[\r\n]/, 1)[0]!;
  if (header.includes(',')) return ',';
  return [';', '\t'].find((sign) => header.includes(sign)) ?? ',';
}

interface Layout<Column extends string> {
  readonly isGuarded: boolean;
  readonly pick: (values: readonly string[]) => { readonly [column in Column]: string } | null;
}

function layOut<Column extends string>(
  header: readonly string[],
  file: CsvFile<Column>,
): Layout<Column> {
  const names = header.map((name) =>
    name
      .trim()
      .toLowerCase()
      .replace(/[\s-]+/g, '_'),
  );
  const list = (columns: readonly string[]): string => columns.join(', ');
  const missing = file.columns.filter((column) => !names.includes(column));
  const doubled = file.columns.filter(
    (column) => names.indexOf(column) !== names.lastIndexOf(column),
  );
  if (missing.length > 0) {
    const others = names.filter(
      (name) => !(file.columns as readonly string[]).includes(name) && name !== refusedColumn,
    );
    const found = others.length === 0 ? '' : ` Not known: ${list(others).slice(0, 300)}.`;
    throw new FileRefused(
      `${file.path} is not a ${file.what} as this program reads it. Missing in its first line: ${list(missing)}.${found} Expected: ${list(file.columns)}.`,
    );
  }
  if (doubled.length > 0)
    throw new FileRefused(
      `${file.path} has a column twice in its first line: ${list(doubled)}. Keep one of each.`,
    );
  const places = file.columns.map((column) => [column, names.indexOf(column)] as const);
  return {
    isGuarded: names.includes(refusedColumn),
    pick: (values) =>
      values.length === names.length
        ? (Object.fromEntries(places.map(([column, at]) => [column, values[at]!])) as {
            [column in Column]: string;
          })
        : null,
  };
}

interface LineCounter {
  readonly startOf: (record: readonly string[], parsedLines: number) => number;
  /** The line after the last whole record. */
  readonly next: () => number;
}

/** The parser counts CR LF inside quotation marks as two lines; here every break in a field is one. */
function createLineCounter(): LineCounter {
  let counted = 0;
  let end = 0;
  return {
    startOf: (record, parsedLines) => {
      let breaks = 0;
      for (const value of record) {
        if (!/[\r\n]/.test(value)) continue;
        breaks += value.match(/\r\n|\r|\n/g)!.length;
        counted += value.match(/\r\n/g)?.length ?? 0;
      }
      end = parsedLines - counted;
      return end - breaks;
    },
    next: () => end + 1,
  };
}

function toRefusal(error: unknown, path: string, line: number): unknown {
  if (!(error instanceof CsvError)) return error;
  if (error.code === 'CSV_QUOTE_NOT_CLOSED')
    return new FileRefused(
      `${path}: a quotation mark opened on line ${line} is never closed. Close it, or double it ("") if it belongs to the text.`,
    );
  if (error.code === 'CSV_MAX_RECORD_SIZE')
    return new FileRefused(
      `${path}, line ${line} is longer than ${limits.rosterLineBytesMax} bytes: most likely a quotation mark on it is never closed.`,
    );
  return new FileRefused(`${path}, line ${line} is not CSV: ${error.message}`);
}
