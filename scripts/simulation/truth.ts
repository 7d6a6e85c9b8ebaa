// Owns the ground truth of a run: every event that was said to be saved, and what became of the only places that had it.

import { canonicalText } from '../../schemas/log/canonical.ts';
import type { KnownEvent } from '../../client/read-model/case-index.ts';
import type { RowRecord } from '../../client/journal/records.ts';
import { bytesToBase64url } from '../../schemas/bytes.ts';
import type { Disk } from './disk.ts';

export interface SavedEvent {
  readonly key: string;
  readonly tablet: string;
  readonly centreId: number;
  readonly entry: KnownEvent;
  readonly text: string;
  /** The booked person it was about, as the tablet's list said. */
  referenceId: string | null;
  /** Power loss took it from the last disk that had it: only the server can have it. */
  isOffDisks: boolean;
  /** Then nobody who wrote or carried it has it. */
  isDestroyed: boolean;
  /** Tablets that had it from the server when it was destroyed: as long as nothing happens to one of them, it comes back. */
  rememberedBy: readonly Rememberer[];
}

/** A tablet, and how much had happened to its disk by then. */
export interface Rememberer {
  readonly tablet: { readonly mishaps: number };
  readonly mishaps: number;
}

/** A number is taken once somebody's tablet had it on a list; what no tablet ever saw names nobody. */
export interface GivenNumber {
  readonly referenceId: string;
  readonly epoch: string;
  isSeen: boolean;
}

export interface GroundTruth {
  /** By `centre/number`. */
  readonly numbers: Map<string, GivenNumber[]>;
  readonly all: Map<string, SavedEvent>;
  readonly disks: Disk[];
  exchanges: number;
  readonly saved: (tablet: string, centreId: number, entry: KnownEvent) => void;
  /** Rows that a disk lost with power. */
  readonly rowsGone: (keys: readonly string[]) => void;
  /** What is neither on a disk, lost there by power, nor on the server, is destroyed: only memory brings it back. */
  readonly noteDestroyed: (
    isOnServer: (key: string) => boolean,
    rememberedBy: (key: string) => readonly Rememberer[],
  ) => void;
}

export function createTruth(): GroundTruth {
  const all = new Map<string, SavedEvent>();
  const truth: GroundTruth = {
    numbers: new Map(),
    all,
    disks: [],
    exchanges: 0,
    saved: (tablet, centreId, entry) => {
      const { log, seq, hash } = entry.identity;
      const key = `${log}/${seq}/${hash}`;
      const state = { referenceId: null, isOffDisks: false, isDestroyed: false, rememberedBy: [] };
      const text = canonicalText(entry.event);
      all.set(key, { key, tablet, centreId, entry, text, ...state });
    },
    rowsGone: (keys) => {
      const held = new Set(truth.disks.flatMap(keysOn));
      for (const key of keys) {
        const event = all.get(key);
        if (event !== undefined && !held.has(key)) event.isOffDisks = true;
      }
    },
    noteDestroyed: (isOnServer, rememberedBy) => {
      for (const event of all.values()) {
        if (!event.isOffDisks || isOnServer(event.key)) continue;
        event.isDestroyed = true;
        event.rememberedBy = rememberedBy(event.key);
      }
    },
  };
  return truth;
}

/** Identities of everything in this disk's rows. */
export function keysOn(disk: Disk): string[] {
  return disk.read<RowRecord>('rows').map((row) => {
    const { log, seq, hash } = row.origin ?? {
      log: row.log,
      seq: row.seq,
      hash: bytesToBase64url(row.rowHash),
    };
    return `${log}/${seq}/${hash}`;
  });
}
