// Owns the port of carried copies: what screens may ask of this device as a writer (make a copy) and as a courier (take one).

import type { ReadonlySignal } from '@preact/signals';
import type { Bytes } from '../../schemas/bytes.ts';
import type { EventReference } from '../../schemas/log/hash-chain.ts';

/** Everything that is not known to be on the server, or only what came since the last copy was handed over. */
export type CopyReach = 'everything' | 'since-last';

export interface MadeCopy {
  readonly bytes: Bytes;
  /** The texts of its QR codes; null when it is too large for them. */
  readonly frames: readonly string[] | null;
  /** Records in it. */
  readonly rows: number;
  readonly fileName: string;
  /** Per log the last number in it. */
  readonly upTo: ReadonlyMap<string, number>;
}

export type MakeOutcome =
  | { readonly outcome: 'made'; readonly copy: MadeCopy }
  /** Everything is on the server, or was in the last copy. */
  | { readonly outcome: 'nothing-new' }
  /** Not set up, or its key is gone: nobody could sign. */
  | { readonly outcome: 'no-key' }
  | { readonly outcome: 'failed' };

export type TakeOutcome =
  | 'taken'
  | 'already-carried'
  | 'not-a-copy'
  | 'newer-form'
  | 'another-deployment'
  | 'no-room'
  | 'storage-full'
  | 'storage-failed';

/** What one QR code gave. `numbers` are the codes of this copy that have been scanned. */
export type ScanStep =
  | { readonly step: 'more'; readonly numbers: readonly number[]; readonly of: number }
  | { readonly step: 'whole'; readonly of: number; readonly copy: Bytes }
  | { readonly step: 'foreign' | 'damaged' | 'newer-form' | 'mismatch' };

/** One reading of codes with the camera: frames of one copy, in any order. */
export interface CopyScan {
  readonly read: (text: string) => ScanStep;
}

export interface DoseReceipt {
  /** The text of the QR code that holds the dose; null when it does not fit, or was written elsewhere. */
  readonly frame: string | null;
  /** For a slip by hand: the tablet's short name and the record's number. */
  readonly number: string;
}

export interface Carry {
  /** Copies of other tablets that wait here for a network. */
  readonly carriedCount: ReadonlySignal<number>;
  /** Per own log, the number up to which a copy was handed over. */
  readonly copiedUpTo: ReadonlySignal<ReadonlyMap<string, number>>;
  /** Own records that are neither known to be on the server nor in a copy. Readable while locked. */
  readonly uncopied: ReadonlySignal<number>;
  readonly makeCopy: (reach: CopyReach) => Promise<MakeOutcome>;
  /** Called when another device has the copy: the next one begins behind it. False when this could not be written down. */
  readonly handedOver: (copy: MadeCopy) => Promise<boolean>;
  readonly takeCopy: (bytes: Bytes) => Promise<TakeOutcome>;
  readonly beginScan: () => CopyScan;
  /** `registration`: of a walk-in, so that the receipt also names whom the dose is about. */
  readonly receiptOf: (
    dose: EventReference,
    registration: EventReference | null,
  ) => Promise<DoseReceipt>;
}
