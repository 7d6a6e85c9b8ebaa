// Gives tests the engines themselves, below the store: triggers that stop a server at one exact place, and a look at who waits.

import SqliteDriver from 'better-sqlite3';
import pg from 'pg';

/** Runs statements on a SQLite file that no server has open for writing. */
export function runOnSqlite(file: string, statements: string): void {
  const database = new SqliteDriver(file);
  try {
    database.exec(statements);
  } finally {
    database.close();
  }
}

/** The server stands still, for longer than any test, once it has committed a device's rows and goes on to grant its pull. */
export const standStillAfterRows = `
  create trigger stand_still after update of counter on device begin
    select (with recursive n(i) as (select 1 union all select i + 1 from n where i < 1000000000000)
      select max(i) from n);
  end`;
export const goOnAfterRows = 'drop trigger stand_still';

export interface PostgresSession {
  readonly run: (statement: string) => Promise<readonly Record<string, unknown>[]>;
  readonly close: () => Promise<void>;
}

export async function openPostgresSession(url: string): Promise<PostgresSession> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  return {
    run: async (statement) => (await client.query<Record<string, unknown>>(statement)).rows,
    close: () => client.end(),
  };
}

/** Whoever writes such a row waits until the session that holds the lock lets go. */
export function waitForLock(name: string, table: string, when: string, condition: string): string {
  return `
    create function ${name}() returns trigger as $$ begin
      if ${condition} then perform pg_advisory_xact_lock(4711); end if;
      return new;
    end $$ language plpgsql;
    create trigger ${name} ${when} on ${table} for each row execute function ${name}();`;
}
export const takeLock = 'select pg_advisory_lock(4711)';
export const releaseLock = 'select pg_advisory_unlock(4711)';

/** How many connections of this database wait for a lock of this kind. */
export async function countWaiting(
  session: PostgresSession,
  kind: 'advisory' | 'any',
): Promise<number> {
  const rows = await session.run(
    `select count(*)::int as waiting from pg_stat_activity where datname = current_database()
     and wait_event_type = 'Lock' ${kind === 'advisory' ? "and wait_event = 'advisory'" : ''}`,
  );
  return Number(rows[0]!['waiting']);
}
