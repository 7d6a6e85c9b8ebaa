// Owns what an import is asked to do, and what it is built from.

import type { DeploymentKeys } from '../keys/deployment-keys.ts';
import type { Store } from '../store/database.ts';
import type { DatabaseTransaction } from '../store/schema.ts';
import type { Clock, Random } from '../parts.ts';
import type { ListProgress } from './survey-roster.ts';

interface ImportFiles {
  readonly sessions: string | null;
  readonly roster: string | null;
  readonly staff: string | null;
  readonly stock: string | null;
}

export interface ImportOrder extends ImportFiles {
  /** YYYY-MM-DD: the day the list is moved to. */
  readonly on: string | null;
  readonly keepGoing: boolean;
}

/** Notes in the audit what one file changed, in the transaction that changed it: there is no import without its note. */
export type AuditImport = (
  transaction: DatabaseTransaction,
  what: string,
  counts: Readonly<Record<string, number>>,
) => Promise<void>;

export interface ImportParts {
  readonly store: Store;
  readonly keys: DeploymentKeys;
  readonly clock: Clock;
  readonly random: Random;
  readonly currentFolder: string;
  readonly print: (text: string) => void;
  /** Counts of the roster as it streams. */
  readonly progress: (pass: 'checking' | 'taking') => ListProgress;
  /** The command line that does this order, for people to copy. */
  readonly commandFor: (order: Partial<ImportOrder>) => string;
}
