// Owns the rows that name this deployment: whose keys belong to this database, its epoch, and whether it is a demo.

import type { ServerParts } from './parts.ts';
import type { DatabaseReach } from './store/schema.ts';
import { readEpoch } from './ingest/epoch.ts';

export type DeploymentOutcome =
  | { readonly outcome: 'prepared'; readonly isDemo: boolean }
  /** The database was made with other keys: sealed codes and signatures would all be unreadable. */
  | { readonly outcome: 'other-keys'; readonly found: string; readonly ours: string };

/** Idempotent. `isDemo` counts only for a database that has not been prepared yet. */
export async function prepareDeployment(
  parts: Pick<ServerParts, 'store' | 'keys' | 'random'>,
  isDemo: boolean,
): Promise<DeploymentOutcome> {
  return parts.store.transact(async (transaction) => {
    const found = await readRow(transaction, 'deployment');
    const ours = parts.keys.deployment;
    if (found !== null && found !== ours) return { outcome: 'other-keys', found, ours };
    if (found === null) {
      const rows = [
        { name: 'deployment', value: ours },
        { name: 'demo', value: isDemo ? '1' : '0' },
      ];
      await transaction
        .insertInto('deployment')
        .values(rows)
        .onConflict((conflict) => conflict.column('name').doNothing())
        .execute();
    }
    await readEpoch(transaction, () => parts.random(4));
    return { outcome: 'prepared', isDemo: await readIsDemo(transaction) };
  });
}

export async function readIsDemo(reach: DatabaseReach): Promise<boolean> {
  return (await readRow(reach, 'demo')) === '1';
}

/** Asks the database for one row: true when it answers. */
export async function isDatabaseReady(reach: DatabaseReach): Promise<boolean> {
  try {
    await reach.selectFrom('deployment').select('name').limit(1).execute();
    return true;
  } catch {
    return false;
  }
}

async function readRow(reach: DatabaseReach, name: string): Promise<string | null> {
  const row = await reach
    .selectFrom('deployment')
    .select('value')
    .where('name', '=', name)
    .executeTakeFirst();
  return row?.value ?? null;
}
