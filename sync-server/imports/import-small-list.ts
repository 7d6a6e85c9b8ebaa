// Owns taking a short list (staff, stock): read whole, decided line by line, written in one transaction or not at all.

import type { Store } from '../store/database.ts';
import type { DatabaseTransaction } from '../store/schema.ts';
import type { AuditImport } from './import-order.ts';
import { createCounts, reportLine, type LineWord, type ListCounts } from './import-report.ts';
import { readCsv, type CsvRecord } from './read-csv.ts';
import type { SmallReading } from './read-small-lines.ts';
import { openRefusedFile } from './refused-file.ts';

/** What makes one short list different from another. */
export interface SmallList<Column extends string, Item> {
  readonly what: string;
  readonly columns: readonly Column[];
  readonly read: (fields: { readonly [column in Column]: string }) => SmallReading<Item>;
  /** Two lines with one key are one thing. */
  readonly keyOf: (item: Item & { readonly centreId: number }) => string;
  readonly write: (
    transaction: DatabaseTransaction,
    item: Item & { readonly centreId: number },
  ) => Promise<'taken' | 'unchanged' | 'changed'>;
  /** After the last line; gets what the list holds. */
  readonly finish?: (
    transaction: DatabaseTransaction,
    items: readonly (Item & { readonly centreId: number })[],
  ) => Promise<void>;
}

export interface SmallImport {
  readonly store: Store;
  readonly path: string;
  readonly keepGoing: boolean;
  readonly currentFolder: string;
  readonly print: (text: string) => void;
  readonly audit: AuditImport;
}

export interface SmallImportOutcome {
  readonly outcome: 'written' | 'nothing-written';
  readonly counts: ListCounts;
  readonly refusedFile: string | null;
}

class RolledBack extends Error {
  override readonly name = 'RolledBack';
}

/** Throws FileRefused when the file cannot be read as such a list. */
export async function importSmallList<Column extends string, Item>(
  list: SmallList<Column, Item>,
  job: SmallImport,
): Promise<SmallImportOutcome> {
  let header: readonly string[] = [];
  const records: CsvRecord<Column>[] = [];
  const file = {
    path: job.path,
    columns: list.columns,
    what: list.what,
    onHeader: (names: readonly string[]) => void (header = names),
  };
  for await (const record of readCsv(file)) records.push(record);
  const refused = await openRefusedFile(job.path, job.currentFolder, () => header);
  const counts = createCounts();
  try {
    await job.store.transact(async (transaction) => {
      const lineByKey = new Map<string, number>();
      const centreIds = await readCentreIds(transaction);
      const items: (Item & { readonly centreId: number })[] = [];
      for (const record of records) {
        const outcome = await takeLine(transaction, list, record, lineByKey, centreIds);
        if (outcome.item !== null) items.push(outcome.item);
        const text = reportLine(counts, {
          line: record.line,
          who: list.what,
          word: outcome.word,
          details: outcome.details,
          notes: outcome.notes,
        });
        if (text !== null) job.print(text);
        if (outcome.word === 'refused') await refused.add(record.values, outcome.details);
      }
      if (counts.byWord.refused > 0 && !job.keepGoing) throw new RolledBack('a line was refused');
      await list.finish?.(transaction, items);
      await job.audit(transaction, list.what, counts.byWord);
    });
  } catch (error) {
    if (!(error instanceof RolledBack)) {
      await refused.discard();
      throw error;
    }
    return { outcome: 'nothing-written', counts, refusedFile: await refused.close() };
  }
  return { outcome: 'written', counts, refusedFile: await refused.close() };
}

interface LineOutcome<Item> {
  readonly word: LineWord;
  readonly details: readonly string[];
  readonly notes: Extract<SmallReading<unknown>, { outcome: 'read' }>['notes'];
  readonly item: (Item & { readonly centreId: number }) | null;
}

async function takeLine<Column extends string, Item>(
  transaction: DatabaseTransaction,
  list: SmallList<Column, Item>,
  record: CsvRecord<Column>,
  lineByKey: Map<string, number>,
  centreIds: ReadonlySet<number>,
): Promise<LineOutcome<Item>> {
  const refused = (...details: readonly string[]): LineOutcome<Item> => ({
    word: 'refused',
    details,
    notes: [],
    item: null,
  });
  if (record.fields === null)
    return refused(`the line has ${record.values.length} fields, the first line another number`);
  const reading = list.read(record.fields);
  if (reading.outcome === 'refused') return refused(...reading.because);
  const { item, notes } = reading;
  const { centreId } = item;
  if (!centreIds.has(centreId))
    return refused(
      `centre ${centreId} is not known here: import its sessions first, or mend the id`,
    );
  const key = `${centreId}/${list.keyOf(item)}`;
  const earlier = lineByKey.get(key);
  if (earlier !== undefined) return refused(`already on line ${earlier}`);
  lineByKey.set(key, record.line);
  const word = await list.write(transaction, item);
  return { word, details: [], notes: word === 'unchanged' ? [] : notes, item };
}

async function readCentreIds(transaction: DatabaseTransaction): Promise<Set<number>> {
  const rows = await transaction.selectFrom('centre').select('centre_id').execute();
  return new Set(rows.map((row) => row.centre_id));
}
