// Owns what the page knows of its surroundings: visible or hidden, online or not, touched or idle.

import type { LinkHints } from '../exchange/link-pace.ts';
import type { Cancel } from './timers.ts';

export interface PageEvents {
  readonly isVisible: () => boolean;
  /** What the platform believes; false is certain, true is only a hope. */
  readonly isOnline: () => boolean;
  /** What the platform says of its link's speed. */
  readonly linkHints: () => LinkHints;
  readonly onVisibility: (run: (isVisible: boolean) => void) => Cancel;
  readonly onOnline: (run: (isOnline: boolean) => void) => Cancel;
  /** Any touch, key or wheel. */
  readonly onActivity: (run: () => void) => Cancel;
}

export function createBrowserPageEvents(): PageEvents {
  return {
    isVisible: () => document.visibilityState === 'visible',
    isOnline: () => navigator.onLine,
    linkHints: () => {
      // Chrome has it, and it is in no standard: where it is missing the exchange itself tells.
      const { connection } = navigator as {
        readonly connection?: { readonly effectiveType?: string; readonly saveData?: boolean };
      };
      return {
        effectiveType: connection?.effectiveType ?? null,
        isSavingData: connection?.saveData ?? false,
      };
    },
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
