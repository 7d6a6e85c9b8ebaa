// Owns taking a roster: one transaction for the whole file, batches inside it, rolled back when a line is refused and nobody said --keep-going.

import type { DeploymentKeys } from '../keys/deployment-keys.ts';
import type { Store } from '../store/database.ts';
import type { DatabaseTransaction } from '../store/schema.ts';
import { withIdHmac } from './appointment-row.ts';
import { countVanished } from './count-vanished.ts';
import { describeOutcome } from './describe-outcome.ts';
import { referenceEnd } from './findings.ts';
import { createRosterKnowledge, type RosterKnowledge } from './gather-knowledge.ts';
import type { AuditImport } from './import-order.ts';
import { createCounts, reportLine, type ListCounts } from './import-report.ts';
import { judgeBooking, type BookingOutcome, type PlacedBooking } from './judge-booking.ts';
import { createLineMemory, type FamilyMemory, type LineMemory } from './list-memory.ts';
import { readCsv, type CsvRecord } from './read-csv.ts';
import type { ReadingRules } from './read-dose-fields.ts';
import { readRosterLine } from './read-roster-line.ts';
import { openRefusedFile, type RefusedFile } from './refused-file.ts';
import { rosterColumns, type LineReading, type RosterColumn } from './roster-shape.ts';
import type { ListProgress } from './survey-roster.ts';
import { writeBookings } from './write-bookings.ts';

export interface RosterImport {
  readonly store: Store;
  readonly keys: DeploymentKeys;
  readonly path: string;
  readonly rules: ReadingRules;
  readonly families: FamilyMemory;
  readonly keepGoing: boolean;
  readonly currentFolder: string;
  readonly print: (text: string) => void;
  readonly progress: ListProgress;
  readonly audit: AuditImport;
}

export interface RosterImportOutcome {
  readonly outcome: 'written' | 'nothing-written';
  readonly counts: ListCounts;
  readonly refusedFile: string | null;
  /** Live bookings of the list's days and centres that the list no longer has; all kept. */
  readonly vanished: number;
}

const batchLinesMax = 200;

/** Carries the outcome past the rolled-back transaction. */
class RolledBack extends Error {
  override readonly name = 'RolledBack';
  readonly carried: RosterImportOutcome;
  constructor(carried: RosterImportOutcome) {
    super('a line was refused: nothing is written');
    this.carried = carried;
  }
}

export async function importRoster(roster: RosterImport): Promise<RosterImportOutcome> {
  try {
    return await roster.store.transact((transaction) => takeList(transaction, roster));
  } catch (error) {
    if (error instanceof RolledBack) return error.carried;
    throw error;
  }
}

interface ListState {
  readonly roster: RosterImport;
  readonly transaction: DatabaseTransaction;
  readonly knowledge: RosterKnowledge;
  readonly memory: LineMemory;
  readonly counts: ListCounts;
  readonly refused: RefusedFile;
  readonly days: Set<string>;
}

async function takeList(
  transaction: DatabaseTransaction,
  roster: RosterImport,
): Promise<RosterImportOutcome> {
  let header: readonly string[] = [];
  const refused = await openRefusedFile(roster.path, roster.currentFolder, () => header);
  const state: ListState = {
    roster,
    transaction,
    knowledge: createRosterKnowledge(transaction, roster.keys),
    memory: createLineMemory(),
    counts: createCounts(),
    refused,
    days: new Set(),
  };
  try {
    const records = readCsv({
      path: roster.path,
      columns: rosterColumns,
      what: 'roster',
      onHeader: (names) => void (header = names),
      onBytes: roster.progress.bytes,
    });
    let batch: CsvRecord<RosterColumn>[] = [];
    for await (const record of records) {
      batch.push(record);
      if (batch.length < batchLinesMax) continue;
      await takeBatch(state, batch);
      batch = [];
    }
    await takeBatch(state, batch);
  } catch (error) {
    await refused.discard();
    throw error;
  }
  return close(state);
}

async function close(state: ListState): Promise<RosterImportOutcome> {
  const { roster, counts } = state;
  const refusedFile = await state.refused.close();
  const isRolledBack = counts.byWord.refused > 0 && !roster.keepGoing;
  const vanished = await countVanished(
    state.transaction,
    [...state.knowledge.counters.next.keys()],
    state.days,
    state.memory,
  );
  const outcome = isRolledBack ? 'nothing-written' : 'written';
  const result: RosterImportOutcome = { outcome, counts, refusedFile, vanished };
  if (isRolledBack) throw new RolledBack(result);
  await roster.audit(state.transaction, 'roster', counts.byWord);
  return result;
}

interface ReadLine {
  readonly record: CsvRecord<RosterColumn>;
  readonly reading: LineReading;
  readonly placed: PlacedBooking | null;
}

async function takeBatch(
  state: ListState,
  records: readonly CsvRecord<RosterColumn>[],
): Promise<void> {
  const { roster } = state;
  const lines = records.map((record): ReadLine => {
    const reading = readRecord(record, roster.rules);
    return {
      record,
      reading,
      placed: reading.outcome === 'read' ? withIdHmac(reading.booking, roster.keys) : null,
    };
  });
  const placed = lines.flatMap((line) => (line.placed === null ? [] : [line.placed]));
  const knowledgeOf = placed.length === 0 ? null : await state.knowledge.gather(placed);
  const outcomes: BookingOutcome[] = [];
  for (const line of lines) {
    const outcome = decide(state, line, knowledgeOf);
    outcomes.push(outcome);
    await tell(state, line, outcome);
  }
  await writeBookings(state.transaction, roster.keys, state.knowledge.counters, outcomes);
  roster.progress.lines(state.counts.lines);
}

function readRecord(record: CsvRecord<RosterColumn>, rules: ReadingRules): LineReading {
  if (record.fields !== null) return readRosterLine(record.fields, rules);
  const because = `the line has ${record.values.length} fields, the first line another number: a text with a comma needs quotation marks around it`;
  return { outcome: 'refused', because: [because], referenceId: '' };
}

function decide(
  state: ListState,
  { record, reading, placed }: ReadLine,
  knowledgeOf: Awaited<ReturnType<RosterKnowledge['gather']>> | null,
): BookingOutcome {
  if (reading.outcome === 'refused' || placed === null || knowledgeOf === null) {
    const { because, referenceId } = reading as Extract<LineReading, { outcome: 'refused' }>;
    state.memory.addRefused(referenceId);
    return { outcome: 'refused', because };
  }
  const { booking } = reading;
  state.days.add(booking.day);
  const outcome = judgeBooking(placed, reading.notes, {
    ...knowledgeOf(placed),
    earlierLine: state.memory.earlierLine(booking),
    sharesRemainder: state.roster.families.sharesRemainder(booking),
  });
  if (outcome.outcome === 'refused') state.memory.addRefused(booking.referenceId);
  else if (outcome.outcome !== 'duplicate') state.memory.add(booking, record.line);
  return outcome;
}

async function tell(
  state: ListState,
  { record, reading }: ReadLine,
  outcome: BookingOutcome,
): Promise<void> {
  const referenceId =
    reading.outcome === 'read' ? reading.booking.referenceId : reading.referenceId;
  const text = reportLine(state.counts, {
    line: record.line,
    who: referenceEnd(referenceId),
    ...describeOutcome(outcome),
  });
  if (text !== null) state.roster.print(text);
  if (outcome.outcome === 'refused') await state.refused.add(record.values, outcome.because);
}
