// Owns fetching what this register publishes: its keys, and for each the list of cards that were taken back.

import * as z from 'zod/mini';
import {
  keySetSchema,
  revocationListSchema,
  type TrustedLists,
} from '../../schemas/card/published.ts';

/** Null when the server cannot be reached, or something else answers: what was kept before stays in use. */
export type FetchLists = () => Promise<Omit<TrustedLists, 'fetchedAt'> | null>;

export function createListsApi(issuer: string): FetchLists {
  return async () => {
    try {
      const { keys } = await fetchJson(keySetSchema, '/.well-known/jwks.json');
      const revoked = [];
      for (const { kid } of keys)
        revoked.push(await fetchJson(revocationListSchema, `/.well-known/crl/${kid}.json`));
      return { issuer, keys, revoked };
    } catch {
      return null;
    }
  };
}

async function fetchJson<Schema extends z.ZodMiniType>(
  schema: Schema,
  path: string,
): Promise<z.output<Schema>> {
  const answer = await fetch(path, { cache: 'no-cache', credentials: 'omit', redirect: 'error' });
  if (!answer.ok) throw new Error(`lists: ${answer.status}`);
  return z.parse(schema, await answer.json());
}
