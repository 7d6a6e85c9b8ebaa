// Owns the services around a fake tablet: no camera, no update, storage unknown.

import { signal } from '@preact/signals';
import { createKeptModels, type Services } from '../services.tsx';
import { createSettings, type Settings } from '../settings.ts';
import type { Tablet } from '../tablet.ts';

export function createFakeServices(tablet: Tablet, settings?: Settings): Services {
  const nothing = { read: () => Promise.resolve({}), write: () => Promise.resolve() };
  return {
    tablet,
    scanner: {
      scan: () => Promise.resolve({ outcome: 'camera-denied' }),
      // A camera that has read two codes and waits for the next.
      scanEach: (_video, stop, take) =>
        new Promise((resolve) => {
          stop.addEventListener('abort', () => resolve({ outcome: 'stopped' }));
          take('1');
          take('2');
        }),
    },
    sharer: { share: () => Promise.resolve('downloaded') },
    battery: { isLow: signal(false), level: signal<number | null>(0.83) },
    practice: {
      isOn: false,
      begin: () => Promise.resolve(),
      end: () => Promise.resolve(),
    },
    alarm: { ring: () => undefined, stop: () => undefined },
    update: { isReady: signal(false), apply: () => undefined },
    cards: {
      check: () => Promise.resolve({ outcome: 'no-keys' }),
      refresh: () => Promise.resolve(),
    },
    readAadhaar: () => Promise.resolve({ outcome: 'no-key' }),
    storage: { isPersisted: signal<boolean | null>(true), ask: () => Promise.resolve() },
    settings: settings ?? createSettings(nothing, {}, ['en']),
    kept: createKeptModels(),
    appVersion: '0.0.0',
  };
}
