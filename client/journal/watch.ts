// Owns the telling of changes, also those made by other tabs. Only numbers are told: whoever listens reads for itself,
// so that a tab that died between its commit and its telling delays nothing for long.

import { Dexie, type ObservabilitySet } from 'dexie';
import type { Cancel, Timers } from '../device/timers.ts';
import type { JournalDatabase } from './database.ts';

export interface JournalNumbers {
  /** Rows written and not yet acknowledged, over all logs. */
  readonly unsent: number;
  /** The last number written in each log, as of this look. */
  readonly heads: ReadonlyMap<string, number>;
  /** Rows the server keeps apart because it cannot read them. */
  readonly needsHelp: number;
}

export async function readNumbers(database: JournalDatabase): Promise<JournalNumbers> {
  const { logs, acks, verdicts } = database;
  return database.transaction('r', logs, acks, verdicts, async () => {
    const [ownLogs, said, needsHelp] = await Promise.all([
      logs.toArray(),
      acks.toArray(),
      // By its index: a filter would bring every dose of the day here, one by one.
      verdicts.where('state').equals('quarantined').count(),
    ]);
    const haves = new Map(said.map((ack) => [ack.log, ack.have]));
    const heads = new Map(ownLogs.map((log) => [log.log, log.headSeq]));
    const unsent = ownLogs.reduce((sum, log) => sum + log.headSeq - (haves.get(log.log) ?? 0), 0);
    return { unsent, heads, needsHelp };
  });
}

/**
 * After a change the disk is left alone for this long: "Saved" is on the screen before anything is read again for it,
 * and what is written in one go is read once.
 */
const restMilliseconds = 150;

interface Watched<Numbers> {
  readonly database: JournalDatabase;
  readonly timers: Pick<Timers, 'after'>;
  readonly tables: readonly { readonly name: string }[];
  readonly read: (database: JournalDatabase) => Promise<Numbers>;
  readonly beginLook: () => (numbers: Numbers) => void;
}

/** Looks now, and again soon after each change in one of the tables, by whatever tab. Never two looks at a time. */
function watchTables<Numbers>(watched: Watched<Numbers>): () => void {
  const { database, timers, read, beginLook } = watched;
  const parts = watched.tables.map((table) => `idb://${database.name}/${table.name}/`);
  let isStopped = false;
  let cancel: Cancel | null = null;
  let looks: Promise<unknown> = Promise.resolve();
  const look = async (): Promise<void> => {
    const tell = beginLook();
    const numbers = await read(database);
    if (!isStopped) tell(numbers);
  };
  const lookNow = (): void => {
    cancel = null;
    looks = looks.then(look).catch(() => undefined);
  };
  const onMutated = (changed: ObservabilitySet): void => {
    if (Object.keys(changed).some((part) => parts.some((ours) => part.startsWith(ours))))
      cancel ??= timers.after(restMilliseconds, lookNow);
  };
  Dexie.on('storagemutated', onMutated);
  lookNow();
  return () => {
    isStopped = true;
    cancel?.();
    Dexie.on.storagemutated.unsubscribe(onMutated);
  };
}

/**
 * `beginLook` is called before each look, now and after every change, and what it returns with the numbers read.
 * A read that failed is made up for by the next. Returns the end of it.
 */
export function watchNumbers(
  database: JournalDatabase,
  timers: Pick<Timers, 'after'>,
  beginLook: () => (numbers: JournalNumbers) => void,
): () => void {
  const { logs, acks, feeds, packs, verdicts } = database;
  return watchTables({
    database,
    timers,
    tables: [logs, acks, feeds, packs, verdicts],
    read: readNumbers,
    beginLook,
  });
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
  timers: Pick<Timers, 'after'>,
  onNumbers: (numbers: CarryNumbers) => void,
): () => void {
  const { logs, acks, copies, carried } = database;
  return watchTables({
    database,
    timers,
    tables: [logs, acks, copies, carried],
    read: readCarryNumbers,
    beginLook: () => onNumbers,
  });
}
