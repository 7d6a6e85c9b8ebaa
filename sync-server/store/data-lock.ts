// Owns the question who works on a data folder: servers and commands share it, a restore has it alone. The system frees it when a process dies.

import { join } from 'node:path';
import SqliteDriver from 'better-sqlite3';

export type DataUse = 'shared' | 'alone';

/** Null when somebody else's use forbids this one. SQLite's own locks on a small file beside the store, which may itself be damaged. */
export function holdDataFolder(dataDirectory: string, use: DataUse): (() => void) | null {
  const database = new SqliteDriver(join(dataDirectory, 'in-use.lock'), { timeout: 0 });
  try {
    database.exec(use === 'alone' ? 'begin exclusive' : 'begin');
    // A lock to read is taken with the first page read.
    database.prepare('select count(*) from sqlite_schema').get();
    return () => database.close();
  } catch (error) {
    database.close();
    if ((error as { code?: unknown }).code === 'SQLITE_BUSY') return null;
    throw error;
  }
}
