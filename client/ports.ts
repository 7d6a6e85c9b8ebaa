// Owns the small ports beside the tablet's own: what screens need of the browser, given to them by main.

import type { ReadonlySignal } from '@preact/signals';
import type { Language } from './i18n/language.ts';

export type Theme = 'standard' | 'sunlight';

export interface SavedPreferences {
  readonly language?: Language;
  readonly theme?: Theme;
}

/** Choices of the screen, never of a person on a list. A failed read or write is no fault: the default holds. */
export interface Preferences {
  readonly read: () => Promise<SavedPreferences>;
  readonly write: (saved: SavedPreferences) => Promise<void>;
}

export type ScanOutcome =
  | { readonly outcome: 'read'; readonly text: string }
  | { readonly outcome: 'camera-denied' | 'no-camera' | 'failed' | 'stopped' };

/** Reads one QR code from the camera. The typed way always stands beside it. */
export interface CodeScanner {
  readonly scan: (video: HTMLVideoElement, stop: AbortSignal) => Promise<ScanOutcome>;
}

/** A new version waits here until a person agrees: nothing reloads by itself. */
export interface AppUpdate {
  readonly isReady: ReadonlySignal<boolean>;
  readonly apply: () => void;
}

/** Whether the browser promised to keep our storage; null while unknown. */
export interface StorageCare {
  readonly isPersisted: ReadonlySignal<boolean | null>;
  readonly ask: () => Promise<void>;
}
