// Owns what supervisors said of pairs, after a restore: the last word of the decisions file stands again.

import { pairIdOf, putPair, storeSaid } from '../judge/pairs.ts';
import type { DatabaseReach } from '../store/schema.ts';
import type { DecisionEntry, PairSaid } from './entry.ts';

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
    const row = await reach
      .selectFrom('likely_pair')
      .select('state')
      .where('pair_id', '=', pairId)
      .executeTakeFirst();
    if (row?.state !== entry.said) missing.push(entry);
  }
  return missing;
}

/** Who said it is in the file, sealed; the row needs to know that somebody did. */
export async function takeBackPairs(
  reach: DatabaseReach,
  missing: readonly PairSaid[],
): Promise<void> {
  for (const { sides, said, at } of missing) {
    const pairId = pairIdOf(sides);
    if (pairId === null) continue;
    await putPair(reach, { places: sides, why: ['supervisor'], foundBy: 'supervisor', now: at });
    await storeSaid(reach, pairId, { said, account: '', now: at });
  }
}
