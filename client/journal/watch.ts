// Owns the telling of changes, also those made by other tabs. Only numbers are told: whoever listens reads for itself,
// so that a tab that died between its commit and its telling delays nothing for long.

import { liveQuery } from 'dexie';
import type { JournalDatabase } from './database.ts';

export interface JournalNumbers {
  /** Rows written and not yet acknowledged, over all logs. */
  readonly unsent: number;
  /** Rows the server keeps apart because it cannot read them. */
  readonly needsHelp: number;
  /** Equal exactly when logs, acknowledgements, verdicts, feed and day list are unchanged. */
  readonly mark: string;
}

export async function readNumbers(database: JournalDatabase): Promise<JournalNumbers> {
  const { logs, acks, feeds, packs, verdicts } = database;
  return database.transaction('r', [logs, acks, feeds, packs, verdicts], async () => {
    const haves = new Map((await acks.toArray()).map((ack) => [ack.log, ack.have]));
    const heads = await logs.toArray();
    const words = await verdicts.toArray();
    const unsent = heads.reduce((sum, log) => sum + log.headSeq - (haves.get(log.log) ?? 0), 0);
    const mark = JSON.stringify([
      heads.map((log) => [log.log, log.headSeq, haves.get(log.log) ?? 0]),
      (await feeds.toArray()).map((feed) => [feed.centreId, feed.generation, feed.feedSeq]),
      (await packs.toArray()).map((pack) => [pack.centreId, pack.packHash]),
      words.length,
      words.map((word) => word.state[0]).join(''),
    ]);
    const needsHelp = words.filter((word) => word.state === 'quarantined').length;
    return { unsent, needsHelp, mark };
  });
}

/** Calls with the numbers now and after every change. Returns the end of it. */
export function watchNumbers(
  database: JournalDatabase,
  onNumbers: (numbers: JournalNumbers) => void,
  onFault: () => void,
): () => void {
  const subscription = liveQuery(() => readNumbers(database)).subscribe(onNumbers, onFault);
  return () => subscription.unsubscribe();
}

/** What is carried for others, and how far own logs were copied. */
export interface CarryNumbers {
  /** Ids of the copies that wait here. */
  readonly carried: readonly string[];
  readonly copiedUpTo: ReadonlyMap<string, number>;
  /** Own rows that are neither acknowledged nor in a copy. */
  readonly uncopied: number;
}

export async function readCarryNumbers(database: JournalDatabase): Promise<CarryNumbers> {
  const { logs, acks, copies, carried } = database;
  return database.transaction('r', [logs, acks, copies, carried], async () => {
    const ids = await carried.toCollection().primaryKeys();
    const copiedUpTo = new Map((await copies.toArray()).map((copy) => [copy.log, copy.upTo]));
    const haves = new Map((await acks.toArray()).map((ack) => [ack.log, ack.have]));
    const uncopied = (await logs.toArray()).reduce((sum, { log, headSeq }) => {
      const safe = Math.max(haves.get(log) ?? 0, copiedUpTo.get(log) ?? 0);
      return sum + Math.max(0, headSeq - safe);
    }, 0);
    return { carried: ids, copiedUpTo, uncopied };
  });
}

export function watchCarryNumbers(
  database: JournalDatabase,
  onNumbers: (numbers: CarryNumbers) => void,
): () => void {
  const subscription = liveQuery(() => readCarryNumbers(database)).subscribe(
    onNumbers,
    () => undefined,
  );
  return () => subscription.unsubscribe();
}
