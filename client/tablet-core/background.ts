// Owns when the page asks for background delivery: whenever something was saved that is not sent yet, so that even a kill right after finds the wish there.

import { effect, type ReadonlySignal } from '@preact/signals';
import type { BackgroundDelivery } from '../device/background-delivery.ts';
import type { Connection } from '../tablet.ts';

/** Returns the end of it. */
export function askWhileUnsent(
  connection: ReadonlySignal<Connection>,
  background: BackgroundDelivery,
): () => void {
  let before = 0;
  let stateBefore: Connection['state'] = 'offline';
  return effect(() => {
    const { unsent, state } = connection.value;
    // The browser forgets a wish that it fulfilled or gave up: each new record and each failed exchange renews it.
    const isReason =
      unsent > before || (unsent > 0 && state === 'offline' && stateBefore !== state);
    before = unsent;
    stateBefore = state;
    if (isReason) void background.ask();
  });
}
