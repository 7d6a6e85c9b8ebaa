// Owns what verifiers anywhere fetch: the public keys, and for each the list of cards that were taken back.

import type { PublishedCardKey } from '../keys/card-keys.ts';
import type { CardDeps } from './deps.ts';
import { keepRevocations } from './keep-in-file.ts';

export interface KeySet {
  readonly keys: readonly (PublishedCardKey & { readonly crlVersion?: number })[];
}

export interface RevocationList {
  readonly kid: string;
  readonly method: 'rid';
  /** Raised with every entry. */
  readonly ctr: number;
  readonly rids: readonly string[];
}

export async function readKeySet(deps: CardDeps): Promise<KeySet> {
  const keys = [];
  for (const key of deps.keys.cards.published) {
    const { ctr } = await readList(deps, key.kid);
    // Named only once there is an entry: a verifier need not fetch an empty list.
    keys.push({ ...key, ...(ctr === 0 ? {} : { crlVersion: ctr }) });
  }
  return { keys };
}

/** Null for a key that is not ours. A withdrawn key's list stays. */
export async function readRevocationList(
  deps: CardDeps,
  kid: string,
): Promise<RevocationList | null> {
  const { published, withdrawnKids } = deps.keys.cards;
  const isOurs = published.some((key) => key.kid === kid) || withdrawnKids.includes(kid);
  return isOurs ? readList(deps, kid) : null;
}

/** Only what stands in the decisions file is published: a list that anybody has seen never shrinks, whatever is restored. */
async function readList(deps: CardDeps, kid: string): Promise<RevocationList> {
  await keepRevocations(deps);
  const rows = await deps.store.database
    .selectFrom('card_revocation')
    .select('rid')
    .where('kid', '=', kid)
    .where('is_kept', '=', 1)
    .orderBy('revoked_at')
    .orderBy('rid')
    .execute();
  return { kid, method: 'rid', ctr: rows.length, rids: rows.map((row) => row.rid) };
}
