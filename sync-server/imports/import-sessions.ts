// Owns taking a CoWIN session file: centres and vaccination sessions, written in one transaction or not at all.

import { addDays } from '../../schemas/rules/day.ts';
import type { ProductRule } from '../../schemas/rules/rule-set.ts';
import type { Store } from '../store/database.ts';
import type { DatabaseTransaction } from '../store/schema.ts';
import { decodeWholeFile } from './decode-file.ts';
import type { AuditImport } from './import-order.ts';
import { FileRefused } from './sniff-file.ts';
import { readSessions, type SessionsReading } from './read-sessions.ts';
import { writeCentres, writeVaccinationSessions, type WriteCounts } from './write-sessions.ts';

type ReadOutcome = Extract<SessionsReading, { readonly outcome: 'read' }>;

export async function readSessionsFile(
  path: string,
  products: readonly ProductRule[],
): Promise<SessionsReading> {
  let text: string;
  try {
    text = await decodeWholeFile(path);
  } catch (error) {
    if (error instanceof FileRefused) return { outcome: 'refused', because: error.message };
    throw error;
  }
  const reading = readSessions(text, products);
  return reading.outcome === 'refused'
    ? { outcome: 'refused', because: `${path} ${reading.because}` }
    : reading;
}

/** The same file, some days later or earlier: for rehearsing a real list. */
export function shiftSessions(reading: ReadOutcome, shiftDays: number): ReadOutcome {
  if (shiftDays === 0) return reading;
  return {
    ...reading,
    sessions: reading.sessions.map((session) => ({
      ...session,
      day: addDays(session.day, shiftDays) ?? session.day,
    })),
  };
}

export interface SessionsImportOutcome {
  readonly outcome: 'written' | 'nothing-written';
  readonly centres: WriteCounts;
  readonly sessions: WriteCounts;
}

export async function importSessions(
  store: Store,
  reading: ReadOutcome,
  keepGoing: boolean,
  audit: AuditImport,
): Promise<SessionsImportOutcome> {
  const none: WriteCounts = { taken: 0, changed: 0, unchanged: 0 };
  if (!keepGoing && reading.findings.some((finding) => finding.kind === 'refused'))
    return { outcome: 'nothing-written', centres: none, sessions: none };
  return store.transact(async (transaction: DatabaseTransaction) => {
    const centres = await writeCentres(transaction, reading.centres);
    const sessions = await writeVaccinationSessions(transaction, reading.sessions);
    await audit(transaction, 'centres', { ...centres });
    await audit(transaction, 'sessions', { ...sessions });
    return { outcome: 'written' as const, centres, sessions };
  });
}
