// Owns what supervisors said of pairs, after a restore: the last word of the decisions file stands again.

import { pairIdOf, putSaid } from '../judge/pairs.ts';
import type { DeploymentKeys } from '../keys/deployment-keys.ts';
import type { DatabaseReach } from '../store/schema.ts';
import { storeDecision } from './apply-decisions.ts';
import { openWords, type DecisionEntry, type DecisionWords, type PairSaid } from './entry.ts';

/** Of each pair the last entry, where the database says something else of it or does not know it. */
export async function findMissingPairs(
  reach: DatabaseReach,
  entries: readonly DecisionEntry[],
): Promise<PairSaid[]> {
  const last = new Map<string, PairSaid>();
  for (const entry of entries) {
    const pairId = entry.what === 'pair' ? pairIdOf(entry.sides) : null;
    if (entry.what === 'pair' && pairId !== null) last.set(pairId, entry);
  }
  const missing: PairSaid[] = [];
  for (const [pairId, entry] of last) {
    if (await isStored(reach, entry)) continue;
    const row = await reach
      .selectFrom('likely_pair')
      .select('state')
      .where('pair_id', '=', pairId)
      .executeTakeFirst();
    if (row?.state !== entry.said) missing.push(entry);
  }
  return missing;
}

/** What is known here to have been said: its row may be gone with its person, when their time was over. */
async function isStored(reach: DatabaseReach, { id }: PairSaid): Promise<boolean> {
  const row = await reach
    .selectFrom('decision')
    .select('decision_id')
    .where('decision_id', '=', id)
    .executeTakeFirst();
  return row !== undefined;
}

/** Who said it, and why, is in the file, sealed. */
export async function takeBackPairs(
  reach: DatabaseReach,
  keys: DeploymentKeys,
  missing: readonly PairSaid[],
): Promise<void> {
  for (const entry of missing) {
    const { account = '', note = '' } = (openWords(keys, entry) ?? {}) as Partial<DecisionWords>;
    await storeDecision(reach, entry, 'applied');
    await putSaid(reach, entry.sides, { said: entry.said, account, note, now: entry.at });
  }
}
