// Owns the check of a card at the table: the same verdict as the verify page's, from the same pinned keys and dated lists.
// Loaded when a card is first held up; newer lists are fetched where there is network, and never waited for.

import { checkCard } from '../../schemas/card/check-card.ts';
import { uniteLists, type TrustedLists } from '../../schemas/card/published.ts';
import { readScanned } from '../../schemas/card/scanned.ts';
import type { CardAnswer, CardChecker } from '../ports.ts';
import { browserCardPlatform } from './card-platform.ts';
import { createListStore, type ListStore } from './list-store.ts';
import { createListsApi, type FetchLists } from './lists-api.ts';

export interface CardCheckerParts {
  readonly store: ListStore;
  readonly fetchLists: FetchLists;
  readonly now: () => number;
}

export function createCardChecker(parts: CardCheckerParts): CardChecker {
  let known: TrustedLists | null = null;
  const read = async (): Promise<TrustedLists | null> => (known ??= await parts.store.read());
  return {
    check: async (text): Promise<CardAnswer> => {
      const scanned = readScanned(text);
      if (scanned.what === 'receipt') return { outcome: 'something-else' };
      if (scanned.what !== 'card') return { outcome: scanned.what };
      return checkCard(browserCardPlatform, await read(), scanned.card, parts.now());
    },
    refresh: async () => {
      const before = await read();
      const fetched = await parts.fetchLists();
      if (fetched === null) return;
      const revoked = uniteLists(before?.revoked ?? [], fetched.revoked);
      known = { ...fetched, revoked, fetchedAt: parts.now() };
      await parts.store.write(known).catch(() => undefined);
    },
  };
}

export function createBrowserCardChecker(now: () => number): CardChecker {
  return createCardChecker({
    store: createListStore(globalThis.indexedDB),
    fetchLists: createListsApi(location.origin),
    now,
  });
}
