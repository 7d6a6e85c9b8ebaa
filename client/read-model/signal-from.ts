// Owns the way from an RxDB live query to a signal. RxDB's own adapter for Preact loses its subscription at garbage collection.

import { signal, type ReadonlySignal } from '@preact/signals';
import type { Observable } from 'rxjs';

export interface LiveSignal<Value> {
  readonly signal: ReadonlySignal<Value>;
  readonly dispose: () => void;
}

/** Resolves with the first result in the signal, so that nobody sees an empty list in between. */
export async function signalFrom<Raw, Value>(
  observable: Observable<Raw>,
  read: (raw: Raw) => Value,
): Promise<LiveSignal<Value>> {
  return new Promise((resolve, reject) => {
    const value = signal<Value | undefined>(undefined);
    let isReady = false;
    const subscription = observable.subscribe({
      next: (raw) => {
        value.value = read(raw);
        if (isReady) return;
        isReady = true;
        // A query may answer while subscribe() still runs: `subscription` is named only afterwards.
        queueMicrotask(() =>
          resolve({
            signal: value as ReadonlySignal<Value>,
            dispose: () => subscription.unsubscribe(),
          }),
        );
      },
      error: reject,
    });
  });
}
