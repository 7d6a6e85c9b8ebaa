// Owns the browser's wake-up: whose turn it is to deliver, and the failed event by which the browser knows to wake us again.

import { digest } from '../device/digest.ts';
import { deliveryTag } from '../device/delivery-tag.ts';
import { createBrowserRandomness } from '../device/random.ts';
import { createBrowserStorage } from '../device/storage.ts';
import { createBrowserTimers } from '../device/timers.ts';
import { createFetchTransport } from '../exchange/transport.ts';
import { openJournalDatabase } from '../journal/database.ts';
import { deliverInBackground } from './deliver.ts';

/** In no standard's worker types yet: what is needed of both events. */
interface SyncEvent extends ExtendableEvent {
  readonly tag: string;
  /** The browser will not try again by itself. */
  readonly lastChance?: boolean;
}

export function registerBackgroundDelivery(scope: ServiceWorkerGlobalScope): void {
  const hear = (event: Event): void => {
    const { tag, lastChance = true } = event as SyncEvent;
    if (tag === deliveryTag) (event as SyncEvent).waitUntil(deliver(scope, lastChance));
  };
  scope.addEventListener('sync', hear);
  scope.addEventListener('periodicsync', hear);
}

/** Rejects when anything is left: only so the browser wakes us again. */
async function deliver(scope: ServiceWorkerGlobalScope, isLastChance: boolean): Promise<void> {
  // While somebody looks at the app its page delivers, in its own time and together with what comes back. The wish stays open
  // all the same: should that page be killed, the browser's next try finds nobody looking.
  if (!isLastChance && (await isSomebodyLooking(scope)))
    throw new Error('background delivery: a visible page delivers');
  const database = openJournalDatabase();
  try {
    const outcome = await deliverInBackground({
      database,
      digest,
      random: createBrowserRandomness(),
      transport: createFetchTransport(createBrowserTimers()),
      storage: createBrowserStorage(),
      appVersion: __APP_VERSION__,
    });
    if (outcome !== 'all-sent') throw new Error(`background delivery: ${outcome}`);
  } finally {
    database.close();
  }
}

async function isSomebodyLooking(scope: ServiceWorkerGlobalScope): Promise<boolean> {
  const pages = await scope.clients.matchAll({ type: 'window', includeUncontrolled: true });
  return pages.some((page) => page.visibilityState === 'visible');
}
