// Owns copies of a SQLite store: taken while it is in use, checked page by page, with further parts of a backup inside the same file.

import SqliteDriver from 'better-sqlite3';
import type { Bytes } from '../../schemas/bytes.ts';

const allPages = 2 ** 31 - 1;

/** All pages in one step: one moment of the store, and writers do not make it begin again. */
export async function copySqlite(source: string, target: string): Promise<void> {
  const database = new SqliteDriver(source, { fileMustExist: true, timeout: 5_000 });
  try {
    await database.backup(target, { progress: () => allPages });
  } finally {
    database.close();
  }
  onCopy(target, (copy) => copy.pragma('journal_mode = DELETE'));
}

/** What SQLite finds wrong with the file, or null. */
export function findDamage(file: string): string | null {
  try {
    return onCopy(file, (copy) => {
      const found = copy.pragma('integrity_check(5)') as { integrity_check: string }[];
      const text = found.map((row) => row.integrity_check).join('; ');
      return text === 'ok' ? null : text;
    });
  } catch (error) {
    return (error as Error).message;
  }
}

export type BackupParts = Readonly<Record<string, Bytes>>;

export function writeParts(file: string, parts: BackupParts): void {
  onCopy(file, (copy) => {
    // Whatever was opened meanwhile: a backup is one file.
    copy.pragma('journal_mode = DELETE');
    copy.pragma('synchronous = FULL');
    copy.exec('create table backup_part (name text primary key, bytes blob not null)');
    const insert = copy.prepare('insert into backup_part (name, bytes) values (?, ?)');
    for (const [name, bytes] of Object.entries(parts)) insert.run(name, bytes);
  });
}

/** Null when the file is no backup. */
export function readParts(file: string): BackupParts | null {
  try {
    const rows = onCopy(file, (copy) =>
      copy
        .prepare<[], { name: string; bytes: Buffer }>('select name, bytes from backup_part')
        .all(),
    );
    return Object.fromEntries(rows.map(({ name, bytes }) => [name, new Uint8Array(bytes)]));
  } catch {
    return null;
  }
}

/** Makes a store of a backup's copy. */
export function dropParts(file: string): void {
  onCopy(file, (copy) => copy.exec('drop table backup_part'));
}

/** Folds what a killed server left beside the store into it. A store too damaged for that stays as it is. */
export function settleSqlite(file: string): void {
  try {
    onCopy(file, (store) => store.pragma('wal_checkpoint(TRUNCATE)'));
  } catch {
    // It is kept aside as it was found.
  }
}

function onCopy<Result>(file: string, work: (copy: SqliteDriver.Database) => Result): Result {
  const copy = new SqliteDriver(file, { fileMustExist: true });
  try {
    return work(copy);
  } finally {
    copy.close();
  }
}
