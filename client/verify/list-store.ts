// Owns where pinned keys and lists rest between visits: one row in a small IndexedDB of its own. Public facts only, nobody's card.

import type { TrustedLists } from '../../schemas/card/published.ts';

export interface ListStore {
  /** Null where nothing was kept yet, or it cannot be read. */
  readonly read: () => Promise<TrustedLists | null>;
  readonly write: (lists: TrustedLists) => Promise<void>;
}

const databaseName = 'suchi-verify';
const storeName = 'lists';
const rowKey = 'trusted';

export function createListStore(factory: IDBFactory | undefined): ListStore {
  let connection: Promise<IDBDatabase> | null = null;
  const inStore = async <Result>(
    mode: IDBTransactionMode,
    act: (store: IDBObjectStore) => IDBRequest<Result>,
  ): Promise<Result> => {
    const database = await (connection ??= open(factory));
    return new Promise((resolve, reject) => {
      const request = act(database.transaction(storeName, mode).objectStore(storeName));
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error ?? new Error('The lists failed.'));
    });
  };
  return {
    read: () =>
      inStore('readonly', (store) => store.get(rowKey)).then(
        (row: TrustedLists | undefined) => row ?? null,
        () => null,
      ),
    write: async (lists) => {
      await inStore('readwrite', (store) => store.put(lists, rowKey));
    },
  };
}

function open(factory: IDBFactory | undefined): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    if (factory === undefined) return reject(new Error('IndexedDB is missing.'));
    const opening = factory.open(databaseName, 1);
    opening.onupgradeneeded = () => void opening.result.createObjectStore(storeName);
    opening.onerror = () => reject(opening.error ?? new Error('The lists did not open.'));
    opening.onsuccess = () => {
      const database = opening.result;
      database.onversionchange = () => database.close();
      resolve(database);
    };
  });
}
