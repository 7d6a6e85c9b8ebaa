// Owns the measure of the disk and SQLite alone: the same durable file settings, rows of the size of an event, nothing else.

import SqliteDriver from 'better-sqlite3';
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';

const rowBytes = 420;
const secondsMax = 3;

/** Rows a second, `rows` of them in each durable transaction. */
export function measureBareInserts(folder: string, rows: number, rowsMax: number): number {
  const database = new SqliteDriver(join(folder, `bare-${rows}.sqlite`));
  try {
    database.pragma('journal_mode = WAL');
    database.pragma('synchronous = FULL');
    database.exec('create table event (log text, seq integer, event blob, primary key (log, seq))');
    const insert = database.prepare('insert into event values (?, ?, ?)');
    const event = randomBytes(rowBytes);
    const startedAt = performance.now();
    let written = 0;
    while (written < rowsMax && performance.now() - startedAt < secondsMax * 1000)
      database.transaction(() => {
        for (let i = 0; i < rows; i++) insert.run('ABCDEFGH.12345678', ++written, event);
      })();
    return written / ((performance.now() - startedAt) / 1000);
  } finally {
    database.close();
  }
}
