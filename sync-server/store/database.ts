// Owns opening a database: SQLite file or PostgreSQL, the migrations, and transactions that are retried when the engine asks.

import { Kysely, PostgresDialect, sql, type Dialect } from 'kysely';
import pg from 'pg';
import { createFirstTables, type Engine } from './migrations/0001-first.ts';
import { keepHeadSignatures } from './migrations/0002-head-signatures.ts';
import { addIngestIndexes } from './migrations/0003-ingest-indexes.ts';
import { addBackups } from './migrations/0004-backups.ts';
import { addJudgeTasks } from './migrations/0005-judge-tasks.ts';
import { addClaims } from './migrations/0006-claims.ts';
import { addReviewAndStaff } from './migrations/0007-review-and-staff.ts';
import { addCards } from './migrations/0008-cards.ts';
import { addMessages } from './migrations/0009-messages.ts';
import { addPersonRequests } from './migrations/0010-person-requests.ts';
import { addExchangeOut } from './migrations/0011-exchange-out.ts';
import { addAuditIndexes } from './migrations/0012-audit-indexes.ts';
import { addDeskTasks } from './migrations/0013-desk-tasks.ts';
import { addStatedBookings } from './migrations/0014-stated-bookings.ts';
import { addBatchIndex } from './migrations/0015-batch-index.ts';
import { addWhatWasSaid } from './migrations/0016-what-was-said.ts';
import { addCardDoseIndex } from './migrations/0017-card-dose-index.ts';
import { addVerdictAndClaimIndexes } from './migrations/0018-verdict-and-claim-indexes.ts';
import type { Database, DatabaseTransaction, Tables } from './schema.ts';
import { openSqlite } from './sqlite-dialect.ts';
import type { AfterTurn } from './sqlite-turns.ts';

export type Migration = (database: Kysely<unknown>, engine: Engine) => Promise<void>;

/** In order; the place in this list plus one is the migration's number. */
const migrations: readonly Migration[] = [
  createFirstTables,
  keepHeadSignatures,
  addIngestIndexes,
  addBackups,
  addJudgeTasks,
  addClaims,
  addReviewAndStaff,
  addCards,
  addMessages,
  addPersonRequests,
  addExchangeOut,
  addAuditIndexes,
  addDeskTasks,
  addStatedBookings,
  addBatchIndex,
  addWhatWasSaid,
  addCardDoseIndex,
  addVerdictAndClaimIndexes,
];

export type OpenOutcome =
  | { readonly outcome: 'open'; readonly store: Store }
  | { readonly outcome: 'newer-than-program'; readonly found: number; readonly known: number }
  | { readonly outcome: 'cannot-open'; readonly detail: string };

export interface Store {
  readonly database: Database;
  readonly engine: Engine;
  /** Runs again, at most 5 times, when the engine reports a serialization failure, a deadlock or a busy file. */
  readonly transact: <Result>(
    work: (transaction: DatabaseTransaction) => Promise<Result>,
  ) => Promise<Result>;
  readonly close: () => Promise<void>;
}

/**
 * `location`: a file path for SQLite, or a postgres:// address. `afterTurn`: how long a transaction of SQLite stays open
 * for more writers; without it none waits for another.
 */
export async function openStore(
  location: string,
  onPoolError: (error: Error) => void,
  afterTurn?: AfterTurn,
): Promise<OpenOutcome> {
  const engine: Engine = /^postgres(ql)?:/.test(location) ? 'postgres' : 'sqlite';
  try {
    const dialect =
      engine === 'sqlite' ? openSqlite(location, afterTurn) : openPostgres(location, onPoolError);
    const database = new Kysely<Tables>({ dialect });
    const found = await readSchemaNumber(database, engine);
    if (found > migrations.length) {
      await database.destroy();
      return { outcome: 'newer-than-program', found, known: migrations.length };
    }
    if (found < migrations.length) await migrate(database, engine);
    return { outcome: 'open', store: createStore(database, engine) };
  } catch (error) {
    return {
      outcome: 'cannot-open',
      detail: error instanceof Error ? error.message : String(error),
    };
  }
}

function openPostgres(url: string, onPoolError: (error: Error) => void): Dialect {
  const int8 = 20;
  pg.types.setTypeParser(int8, (text) => {
    const value = Number(text);
    if (!Number.isSafeInteger(value)) throw new Error('postgres: integer beyond 2^53');
    return value;
  });
  const pool = new pg.Pool({ connectionString: url, max: 10, options: '-c synchronous_commit=on' });
  pool.on('error', onPoolError);
  return new PostgresDialect({ pool });
}

async function readSchemaNumber(database: Database, engine: Engine): Promise<number> {
  if (!(await isDeploymentThere(database, engine))) return 0;
  const row = await database
    .selectFrom('deployment')
    .select('value')
    .where('name', '=', 'schema')
    .executeTakeFirst();
  return Number(row?.value ?? 0);
}

/** Asked of SQLite's own list: the library's description of all tables takes longer than the rest of a start. */
async function isDeploymentThere(database: Database, engine: Engine): Promise<boolean> {
  if (engine === 'postgres') {
    const tables = await database.introspection.getTables();
    return tables.some((table) => table.name === 'deployment');
  }
  const found =
    await sql`select 1 from sqlite_master where type = 'table' and name = 'deployment'`.execute(
      database,
    );
  return found.rows.length > 0;
}

/** One transaction a migration: a crash leaves the number and the tables agreeing. */
async function migrate(database: Database, engine: Engine): Promise<void> {
  for (
    let number = await readSchemaNumber(database, engine);
    number < migrations.length;
    number++
  ) {
    await database.transaction().execute(async (transaction) => {
      await migrations[number]!(transaction as unknown as Kysely<unknown>, engine);
      await transaction
        .insertInto('deployment')
        .values({ name: 'schema', value: String(number + 1) })
        .onConflict((conflict) =>
          conflict.column('name').doUpdateSet({ value: String(number + 1) }),
        )
        .execute();
    });
  }
}

const triesMax = 5;
const retryCodes = new Set(['40001', '40P01', 'SQLITE_BUSY', 'SQLITE_BUSY_SNAPSHOT']);

function createStore(database: Database, engine: Engine): Store {
  return {
    database,
    engine,
    transact: async (work) => {
      for (let attempt = 1; ; attempt++) {
        try {
          return await database.transaction().execute(work);
        } catch (error) {
          const code = (error as { code?: unknown }).code;
          if (attempt >= triesMax || typeof code !== 'string' || !retryCodes.has(code)) throw error;
        }
      }
    },
    close: () => database.destroy(),
  };
}
