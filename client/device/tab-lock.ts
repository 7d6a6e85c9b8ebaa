// Owns politeness between tabs: one at a time for some milliseconds. Never a condition of correctness, never for life.

export interface TabLock {
  /** Runs alone among the tabs of this tablet; after a second of waiting it runs all the same. */
  readonly politely: <Value>(work: () => Promise<Value>) => Promise<Value>;
}

/** A frozen tab may hold the lock for ever: the journal's own check of the head keeps both correct without it. */
const waitMillisecondsMax = 1_000;

export function createBrowserTabLock(name: string): TabLock {
  const locks = navigator.locks as LockManager | undefined;
  return {
    politely: async (work) => {
      if (locks === undefined) return work();
      const abort = new AbortController();
      const timer = setTimeout(() => abort.abort(), waitMillisecondsMax);
      let isGranted = false;
      try {
        return await locks.request(name, { signal: abort.signal }, () => {
          isGranted = true;
          clearTimeout(timer);
          return work();
        });
      } catch (error) {
        if (isGranted) throw error;
        return work();
      } finally {
        clearTimeout(timer);
      }
    },
  };
}
