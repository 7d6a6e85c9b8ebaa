// Gives contract tests the engines to run on: SQLite always, PostgreSQL where the run was given one.
import { freshPostgresDatabase } from './fresh-postgres-database.ts';

export interface TestEngine {
  readonly engine: 'SQLite' | 'PostgreSQL';
  /** A fresh place for one test; `url` null is a SQLite file of its own. */
  readonly prepare: () => Promise<{
    readonly url: string | null;
    readonly drop: () => Promise<void>;
  }>;
}

const postgres = process.env['TEST_DATABASE_URL'];

export const testEngines: readonly TestEngine[] = [
  { engine: 'SQLite', prepare: async () => ({ url: null, drop: async () => undefined }) },
  ...(postgres === undefined || postgres === ''
    ? []
    : [{ engine: 'PostgreSQL' as const, prepare: () => freshPostgresDatabase(postgres) }]),
];
