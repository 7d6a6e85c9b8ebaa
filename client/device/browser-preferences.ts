// Owns where the screen's choices rest: one row in a small IndexedDB of its own. Nothing about a person is in it.

import type { Preferences, SavedPreferences } from '../ports.ts';

const databaseName = 'suchi-preferences';
const storeName = 'preferences';
const rowKey = 'screen';

export function createBrowserPreferences(factory: IDBFactory | undefined): Preferences {
  // One connection for the life of the page: a choice made right before a reload is already on its way to the disk.
  let connection: Promise<IDBDatabase> | null = null;
  const connect = (): Promise<IDBDatabase> => (connection ??= openPreferences(factory));
  const inStore = async <Result>(
    mode: IDBTransactionMode,
    act: (store: IDBObjectStore) => IDBRequest<Result>,
  ): Promise<Result> => {
    const database = await connect();
    return new Promise((resolve, reject) => {
      const request = act(database.transaction(storeName, mode).objectStore(storeName));
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error ?? new Error('The preferences failed.'));
    });
  };
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

function openPreferences(factory: IDBFactory | undefined): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    if (factory === undefined) return reject(new Error('IndexedDB is missing.'));
    const opening = factory.open(databaseName, 1);
    opening.onupgradeneeded = () => void opening.result.createObjectStore(storeName);
    opening.onerror = () => reject(opening.error ?? new Error('The preferences did not open.'));
    opening.onsuccess = () => {
      const database = opening.result;
      // Whoever clears the site's data is not held up by this page.
      database.onversionchange = () => database.close();
      resolve(database);
    };
  });
}
