// Owns the small ports beside the tablet's own: what screens need of the browser, given to them by main.

import type { ReadonlySignal } from '@preact/signals';
import type { CardVerdict } from '../schemas/card/check-card.ts';
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

/** Reads QR codes from the camera. Another way always stands beside it: typing, or a file. */
export interface CodeScanner {
  readonly scan: (video: HTMLVideoElement, stop: AbortSignal) => Promise<ScanOutcome>;
  /** One code after the other, until `take` has enough; `read` then holds the last one. */
  readonly scanEach: (
    video: HTMLVideoElement,
    stop: AbortSignal,
    take: (text: string) => 'more' | 'enough',
  ) => Promise<ScanOutcome>;
}

/** What a code that was held up as a card is. */
export type CardAnswer =
  | CardVerdict
  | { readonly outcome: 'damaged' | 'several-codes' | 'payment-code' | 'something-else' };

/** Checks a card without a network, against pinned keys and dated lists. */
export interface CardChecker {
  readonly check: (text: string) => Promise<CardAnswer>;
  /** Fetches newer lists where the register answers; does nothing where it does not. */
  readonly refresh: () => Promise<void>;
}

export type ShareOutcome = 'shared' | 'downloaded' | 'cancelled' | 'failed';

/** Hands a file to another device by whatever way this one has; where it has none, the file lies among its downloads. */
export interface FileSharer {
  readonly share: (name: string, bytes: Uint8Array<ArrayBuffer>) => Promise<ShareOutcome>;
}

/** False also where the platform does not tell. */
export interface Battery {
  readonly isLow: ReadonlySignal<boolean>;
  /** 0 to 1; null where the platform does not tell. */
  readonly level: ReadonlySignal<number | null>;
}

/** A session for learning: made-up people, kept apart, never sent. A reload always comes back to the real register. */
export interface PracticeMode {
  readonly isOn: boolean;
  readonly begin: () => Promise<void>;
  readonly end: () => Promise<void>;
}

/** Tells the room that somebody's time is over: heard, felt where the device can, and never more than one at a time. */
export interface Alarm {
  readonly ring: () => void;
  readonly stop: () => void;
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
