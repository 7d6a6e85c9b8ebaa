// Owns that erased content is gone from a SQLite file, not only from its tables. PostgreSQL frees it at its own vacuum.

import SqliteDriver from 'better-sqlite3';

const waitMilliseconds = 30_000;

/**
 * Writes the whole file anew: pages that were split or freed long ago keep pieces of old rows, which no later pragma finds.
 * Needs as much room again on the disk, and a moment in which nobody writes. False: there was none.
 */
export function rewriteFile(file: string): boolean {
  const database = new SqliteDriver(file, { fileMustExist: true, timeout: waitMilliseconds });
  try {
    database.exec('vacuum');
    const [row] = database.pragma('wal_checkpoint(truncate)') as { busy: number }[];
    return row?.busy === 0;
  } catch (error) {
    if ((error as { code?: unknown }).code === 'SQLITE_BUSY') return false;
    throw error;
  } finally {
    database.close();
  }
}
