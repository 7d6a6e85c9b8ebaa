// Owns the page's wish for background delivery: the browser wakes the service worker when there is a network, also when no page is left.

import { deliveryTag } from './delivery-tag.ts';

export interface BackgroundDelivery {
  /** Asked again it costs nothing: the browser keeps one wish of a name. Where it has no Background Sync nothing happens. */
  readonly ask: () => Promise<void>;
}

/** In no standard's DOM types yet: what is needed of them. */
interface SyncRegistration {
  readonly sync?: { readonly register: (tag: string) => Promise<void> };
  readonly periodicSync?: {
    readonly register: (tag: string, options: { readonly minInterval: number }) => Promise<void>;
  };
}

const halfDayMilliseconds = 12 * 3_600_000;

export function createBackgroundDelivery(): BackgroundDelivery {
  const container = navigator.serviceWorker as ServiceWorkerContainer | undefined;
  const registration = async (): Promise<SyncRegistration | null> =>
    ((await container?.getRegistration()) as SyncRegistration | undefined) ?? null;
  // An installed app may also be woken twice a day; elsewhere the browser refuses, and the pages and the first wish do without.
  void registration()
    .then((found) =>
      found?.periodicSync?.register(deliveryTag, { minInterval: halfDayMilliseconds }),
    )
    .catch(() => undefined);
  return {
    ask: async () => {
      try {
        await (await registration())?.sync?.register(deliveryTag);
      } catch {
        // Switched off by a person, or a private window: the page itself sends, as it always does.
      }
    },
  };
}
