// Owns what the page knows of its surroundings: visible or hidden, online or not, touched or idle.

import type { Cancel } from './timers.ts';

export interface PageEvents {
  readonly isVisible: () => boolean;
  /** What the platform believes; false is certain, true is only a hope. */
  readonly isOnline: () => boolean;
  readonly onVisibility: (run: (isVisible: boolean) => void) => Cancel;
  readonly onOnline: (run: (isOnline: boolean) => void) => Cancel;
  /** Any touch, key or wheel. */
  readonly onActivity: (run: () => void) => Cancel;
}

export function createBrowserPageEvents(): PageEvents {
  return {
    isVisible: () => document.visibilityState === 'visible',
    isOnline: () => navigator.onLine,
    onVisibility: (run) =>
      listen(document, ['visibilitychange'], () => run(document.visibilityState === 'visible')),
    onOnline: (run) => listen(window, ['online', 'offline'], () => run(navigator.onLine)),
    onActivity: (run) => listen(window, ['pointerdown', 'keydown', 'wheel'], run),
  };
}

function listen(target: EventTarget, names: readonly string[], run: () => void): Cancel {
  for (const name of names) target.addEventListener(name, run, { passive: true });
  return () => {
    for (const name of names) target.removeEventListener(name, run);
  };
}
