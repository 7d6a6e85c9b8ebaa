// Owns where the screen's choices rest: one row in a small IndexedDB of its own. Nothing about a person is in it.

import type { Preferences, SavedPreferences } from '../ports.ts';

const databaseName = 'suchi-preferences';
const storeName = 'preferences';
const rowKey = 'screen';

export function createBrowserPreferences(factory: IDBFactory | undefined): Preferences {
  const inStore = <Result>(
    mode: IDBTransactionMode,
    act: (store: IDBObjectStore) => IDBRequest<Result>,
  ): Promise<Result> =>
    new Promise((resolve, reject) => {
      if (factory === undefined) return reject(new Error('IndexedDB is missing.'));
      const opening = factory.open(databaseName, 1);
      opening.onupgradeneeded = () => void opening.result.createObjectStore(storeName);
      opening.onerror = () => reject(opening.error ?? new Error('The preferences did not open.'));
      opening.onsuccess = () => {
        const database = opening.result;
        const request = act(database.transaction(storeName, mode).objectStore(storeName));
        request.onsuccess = () => resolve(request.result);
        request.onerror = () => reject(request.error ?? new Error('The preferences failed.'));
        request.transaction?.addEventListener('complete', () => database.close());
      };
    });
  return {
    read: () =>
      inStore('readonly', (store) => store.get(rowKey)).then(
        (row: SavedPreferences | undefined) => row ?? {},
        () => ({}),
      ),
    write: async (saved) => {
      await inStore('readwrite', (store) => store.put(saved, rowKey));
    },
  };
}
