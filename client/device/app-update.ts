// Owns the service worker's registration and the wish for a new version. Nothing reloads until a person says so.

import { signal } from '@preact/signals';
import { Workbox } from 'workbox-window';
import type { AppUpdate } from '../ports.ts';

const workerAddress = '/service-worker.js';

/** Trusted Types are newer than the oldest browser and than our DOM types: what is needed of them. */
type WorkerAddress = ConstructorParameters<typeof Workbox>[0];
interface ScriptAddressPolicy {
  readonly createScriptURL: (address: string) => WorkerAddress;
}
interface PolicyMaker {
  readonly createPolicy: (
    name: string,
    rules: { readonly createScriptURL: (address: string) => string },
  ) => ScriptAddressPolicy;
}

/** The one script address that may ever be registered, under the policy name that the CSP allows. */
function trustedWorkerAddress(): WorkerAddress {
  const maker = (globalThis as unknown as { readonly trustedTypes?: PolicyMaker }).trustedTypes;
  if (maker === undefined) return workerAddress;
  const policy = maker.createPolicy('suchi-sw', {
    createScriptURL: (address) => {
      if (address !== workerAddress)
        throw new TypeError('Only the own service worker is registered.');
      return address;
    },
  });
  return policy.createScriptURL(workerAddress);
}

export function registerAppUpdate(reload: () => void): AppUpdate {
  const isReady = signal(false);
  if (!('serviceWorker' in navigator)) return { isReady, apply: reload };
  const workbox = new Workbox(trustedWorkerAddress());
  let isAgreed = false;
  let isTakenOver = false;
  workbox.addEventListener('waiting', () => (isReady.value = true));
  workbox.addEventListener('controlling', () => {
    // The first install takes control too, and so does an update that another tab agreed to: only our own tap reloads.
    // The event's own `isUpdate` is false for the life of the page that saw the first install, so it is not asked.
    if (isAgreed) reload();
    // Another tab agreed: nothing waits any more that could be told to take over, and our own tap still has to reload.
    isTakenOver = isReady.value;
  });
  // Without a network, or before the first build, there is nothing to register: the next visit tries again.
  workbox.register().catch(() => undefined);
  // A tablet that is never closed would never ask: coming back to the page asks too.
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'visible') workbox.update().catch(() => undefined);
  });
  return {
    isReady,
    apply: () => {
      if (isTakenOver) return reload();
      isAgreed = true;
      workbox.messageSkipWaiting();
    },
  };
}
