// Owns the platform's word on storage: whether it may be evicted, and how much is free.

export interface StorageFacts {
  readonly isPersisted: boolean | null;
  readonly freeBytes: number | null;
}

export interface DeviceStorage {
  /** Asks the platform never to evict our data; the answer may be no, and is reported in the heartbeat. */
  readonly askToPersist: () => Promise<boolean | null>;
  readonly facts: () => Promise<StorageFacts>;
}

export function createBrowserStorage(): DeviceStorage {
  // A worker may look, only a page may ask.
  const manager = navigator.storage as
    (StorageManager & { readonly persist?: () => Promise<boolean> }) | undefined;
  return {
    askToPersist: async () => {
      try {
        return (await manager?.persist?.()) ?? null;
      } catch {
        return null;
      }
    },
    facts: async () => {
      try {
        const isPersisted = (await manager?.persisted?.()) ?? null;
        const estimate = await manager?.estimate?.();
        const { quota, usage } = estimate ?? {};
        const freeBytes = quota === undefined || usage === undefined ? null : quota - usage;
        return { isPersisted, freeBytes };
      } catch {
        return { isPersisted: null, freeBytes: null };
      }
    },
  };
}
