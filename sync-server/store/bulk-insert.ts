// Owns inserting many rows of one table: on SQLite one small statement run for each row, on PostgreSQL lists of values.

import { CompiledQuery, SqliteAdapter } from 'kysely';
import type { DatabaseReach, Tables } from './schema.ts';

const many = Symbol('rows of parameters');

interface ManyQuery extends CompiledQuery {
  readonly [many]?: readonly (readonly unknown[])[];
}

/** The rows of a query made here, or null: the SQLite connection runs it once for each. */
export function manyOf(query: CompiledQuery): readonly (readonly unknown[])[] | null {
  return (query as ManyQuery)[many] ?? null;
}

/** PostgreSQL takes 65,535 parameters in one statement; shorter statements are planned sooner. */
const parametersMax = 8_000;

/** All rows have the same columns. Fails whole with the caller's transaction. */
export async function insertMany<Name extends keyof Tables>(
  reach: DatabaseReach,
  table: Name,
  rows: readonly Tables[Name][],
): Promise<void> {
  const first = rows[0];
  if (first === undefined) return;
  const columns = Object.keys(first);
  if (isSqlite(reach)) {
    const names = columns.map((column) => `"${column}"`).join(', ');
    const places = columns.map(() => '?').join(', ');
    const sql = `insert into "${table}" (${names}) values (${places})`;
    const parameters = rows.map((row) =>
      columns.map((column) => (row as unknown as Record<string, unknown>)[column]),
    );
    await reach.executeQuery({ ...CompiledQuery.raw(sql), [many]: parameters } as ManyQuery);
    return;
  }
  const rowsMax = Math.max(1, Math.floor(parametersMax / columns.length));
  for (let i = 0; i < rows.length; i += rowsMax)
    await reach
      .insertInto(table)
      .values(rows.slice(i, i + rowsMax) as never)
      .execute();
}

export function isSqlite(reach: DatabaseReach): boolean {
  return reach.getExecutor().adapter instanceof SqliteAdapter;
}
