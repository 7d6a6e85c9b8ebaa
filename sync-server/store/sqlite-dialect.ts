// Owns how queries reach a SQLite file: one connection that writes, in turns with group commit, and one that only reads
// what is committed, so that reading never waits for a writer.

import SqliteDriver from 'better-sqlite3';
import {
  SqliteAdapter,
  SqliteIntrospector,
  SqliteQueryCompiler,
  type CompiledQuery,
  type DatabaseConnection,
  type Dialect,
  type Driver,
  type QueryResult,
} from 'kysely';
import { manyOf } from './bulk-insert.ts';
import { createWriterTurns, type AfterTurn, type WriterTurns } from './sqlite-turns.ts';

const busyMillisecondsMax = 5_000;
/** Pages of 4 KiB in the write-ahead log before they are copied into the file: each copy waits for the disk twice more. */
const checkpointPages = 4_000;
const cacheKib = 65_536;

export function openSqlite(file: string, afterTurn?: AfterTurn): Dialect {
  const writer = new SqliteDriver(file);
  writer.pragma('journal_mode = WAL');
  writer.pragma('synchronous = FULL');
  writer.pragma(`busy_timeout = ${busyMillisecondsMax}`);
  writer.pragma('foreign_keys = ON');
  writer.pragma(`wal_autocheckpoint = ${checkpointPages}`);
  // What a savepoint would undo stays in memory: a large exchange changes more pages than the library keeps there otherwise.
  writer.pragma('temp_store = MEMORY');
  writer.pragma(`cache_size = -${cacheKib}`);
  const reader = new SqliteDriver(file);
  reader.pragma(`busy_timeout = ${busyMillisecondsMax}`);
  reader.pragma('query_only = ON');
  // The adapter of the library allows one connection at a time; here each knows when it has to wait.
  const adapter = Object.create(new SqliteAdapter(), {
    supportsMultipleConnections: { value: true },
  }) as SqliteAdapter;
  return {
    createDriver: () => createDriver(writer, reader, afterTurn),
    createQueryCompiler: () => new SqliteQueryCompiler(),
    createAdapter: () => adapter,
    createIntrospector: (database) => new SqliteIntrospector(database),
  };
}

interface RoutedConnection extends DatabaseConnection {
  /** True from begin to commit or rollback: all its queries go to the writer. */
  isInTurn: boolean;
}

function createDriver(
  writer: SqliteDriver.Database,
  reader: SqliteDriver.Database,
  afterTurn: AfterTurn | undefined,
): Driver {
  const onWriter = rememberStatements(writer);
  let rowsWritten = 0;
  const turns = createWriterTurns(
    {
      exec: (sql) => void onWriter(sql).run(),
      isInTransaction: () => writer.inTransaction,
      rowsWritten: () => rowsWritten,
    },
    afterTurn,
  );
  const runOnWriter = <Row>(query: CompiledQuery): QueryResult<Row> => {
    const result = run<Row>(onWriter(query.sql), query);
    rowsWritten += Number(result.numAffectedRows ?? 0);
    return result;
  };
  const onReader = rememberStatements(reader);
  return {
    init: async () => undefined,
    acquireConnection: async () => createConnection(turns, runOnWriter, onReader),
    beginTransaction: async (connection) => {
      await turns.begin();
      (connection as RoutedConnection).isInTurn = true;
    },
    commitTransaction: async (connection) => {
      (connection as RoutedConnection).isInTurn = false;
      await turns.keep();
    },
    // After a commit that failed nothing is left to undo, and the turn is somebody else's.
    rollbackTransaction: async (connection) => {
      const routed = connection as RoutedConnection;
      if (!routed.isInTurn) return;
      routed.isInTurn = false;
      turns.drop();
    },
    releaseConnection: async () => undefined,
    destroy: async () => {
      turns.abandon();
      reader.close();
      writer.close();
    },
  };
}

type Prepare = (sql: string) => SqliteDriver.Statement;

function createConnection(
  turns: WriterTurns,
  runOnWriter: <Row>(query: CompiledQuery) => QueryResult<Row>,
  onReader: Prepare,
) {
  const connection: RoutedConnection = {
    isInTurn: false,
    executeQuery: async <Row>(query: CompiledQuery): Promise<QueryResult<Row>> => {
      if (connection.isInTurn) return runOnWriter<Row>(query);
      const statement = onReader(query.sql);
      if (statement.reader && statement.readonly) return run<Row>(statement, query);
      await turns.begin();
      let result: QueryResult<Row>;
      try {
        result = runOnWriter<Row>(query);
      } catch (error) {
        turns.drop();
        throw error;
      }
      await turns.keep();
      return result;
    },
    streamQuery: () => {
      throw new Error('store: results are read whole, page by page');
    },
  };
  return connection;
}

function run<Row>(statement: SqliteDriver.Statement, query: CompiledQuery): QueryResult<Row> {
  const many = manyOf(query);
  if (many !== null) {
    for (const parameters of many) statement.run(parameters);
    return { rows: [], numAffectedRows: BigInt(many.length) };
  }
  if (statement.reader) return { rows: statement.all(query.parameters) as Row[] };
  const { changes, lastInsertRowid } = statement.run(query.parameters);
  return { rows: [], numAffectedRows: BigInt(changes), insertId: BigInt(lastInsertRowid) };
}

const rememberedMax = 300;
const rememberedCharactersMax = 4_000;

/** The same few dozen statements run all day: each is compiled once. Long ones are bulk inserts, each of its own length. */
function rememberStatements(database: SqliteDriver.Database): Prepare {
  const remembered = new Map<string, SqliteDriver.Statement>();
  return (sql) => {
    const known = remembered.get(sql);
    if (known !== undefined) return known;
    const made = database.prepare(sql);
    if (remembered.size >= rememberedMax) remembered.clear();
    if (sql.length <= rememberedCharactersMax) remembered.set(sql, made);
    return made;
  };
}
