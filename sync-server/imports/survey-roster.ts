// Owns the first reading of a roster: whether it can be read to its end, which days it holds, which families share a remainder. Writes nothing.

import { FileRefused } from './sniff-file.ts';
import { createFamilyMemory, type FamilyMemory } from './list-memory.ts';
import type { ReadingRules } from './read-dose-fields.ts';
import { readCsv } from './read-csv.ts';
import { readRosterLine } from './read-roster-line.ts';
import { rosterColumns } from './roster-shape.ts';

export type SurveyOutcome =
  | {
      readonly outcome: 'surveyed';
      readonly lines: number;
      /** How many readable lines each day of the list has, as written in it. */
      readonly linesByDay: ReadonlyMap<string, number>;
      readonly families: FamilyMemory;
    }
  | { readonly outcome: 'refused'; readonly because: string };

export interface ListProgress {
  readonly lines: (count: number) => void;
  readonly bytes: (count: number) => void;
}

export async function surveyRoster(
  path: string,
  rules: ReadingRules,
  progress: ListProgress,
): Promise<SurveyOutcome> {
  const families = createFamilyMemory();
  const linesByDay = new Map<string, number>();
  let lines = 0;
  try {
    for await (const record of readCsv({
      path,
      columns: rosterColumns,
      what: 'roster',
      onBytes: progress.bytes,
    })) {
      progress.lines(++lines);
      if (record.fields === null) continue;
      const reading = readRosterLine(record.fields, rules);
      if (reading.outcome === 'refused') continue;
      families.add(reading.booking);
      const { day } = reading.booking;
      linesByDay.set(day, (linesByDay.get(day) ?? 0) + 1);
    }
  } catch (error) {
    if (error instanceof FileRefused) return { outcome: 'refused', because: error.message };
    throw error;
  }
  return { outcome: 'surveyed', lines, linesByDay, families };
}
