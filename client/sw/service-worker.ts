// Keeps the whole app on the tablet, so that it opens without a network after one visit.
// It never touches what the server answers: /v1 goes straight to the network and is not cached.
// And it delivers what is saved and not sent when the browser wakes it without a page.
import { clientsClaim } from 'workbox-core';
import {
  cleanupOutdatedCaches,
  createHandlerBoundToURL,
  precacheAndRoute,
  type PrecacheEntry,
} from 'workbox-precaching';
import { NavigationRoute, registerRoute } from 'workbox-routing';
import { registerBackgroundDelivery } from './background-sync.ts';

declare const self: ServiceWorkerGlobalScope & { readonly __WB_MANIFEST: PrecacheEntry[] };

/** Addresses that are no screens of the app: the server's own, a person's own page, and any file by its name. */
const notAScreen = [
  /^\/(?:v1|fhir|my)(?:\/|$)/,
  /^\/(?:healthz|readyz|version|metrics|openapi\.json)(?:\/|$)/,
  /^\/assets\//,
  /\/[^/]+\.[^/]+$/,
];

cleanupOutdatedCaches();
precacheAndRoute(self.__WB_MANIFEST, { cleanURLs: false });
registerRoute(
  new NavigationRoute(createHandlerBoundToURL('index.html'), {
    denylist: notAScreen,
  }),
);

// The page that installs the worker is served by it at once, so one visit is enough.
clientsClaim();

// A new version waits until the person agrees: no screen changes in the middle of a dose.
self.addEventListener('message', (event) => {
  const message: unknown = event.data;
  const isSkipWaiting =
    typeof message === 'object' &&
    message !== null &&
    'type' in message &&
    message.type === 'SKIP_WAITING';
  if (isSkipWaiting) void self.skipWaiting();
});

registerBackgroundDelivery(self);
