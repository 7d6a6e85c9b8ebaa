// Owns the carrying of copies behind its port: the writer's side over the own journal, the courier's side over what was taken.

import { signal } from '@preact/signals';
import { collectFrame, noFrames, readFrame } from '../../schemas/carry/frames.ts';
import type { Digest } from '../../schemas/ports.ts';
import { istDayOf } from '../../schemas/rules/day.ts';
import type { Randomness } from '../device/random.ts';
import type { JournalDatabase } from '../journal/database.ts';
import type { EnrolmentRecord } from '../journal/records.ts';
import type { Timers } from '../device/timers.ts';
import { readCarryNumbers, watchCarryNumbers, type CarryNumbers } from '../journal/watch.ts';
import type { DeviceKeys } from '../vault/device-keys.ts';
import type { SpanKey } from '../vault/span.ts';
import { makeCopy, makeReceipt, type MakeParts } from './make-copy.ts';
import type { Carry, CopyScan, MadeCopy } from './port.ts';
import { takeCopy } from './take-copy.ts';

export interface CarryParts {
  readonly database: JournalDatabase;
  readonly digest: Digest;
  readonly timers: Pick<Timers, 'after'>;
  readonly random: Randomness;
  readonly now: () => number;
  readonly keys: () => DeviceKeys | null;
  readonly enrolment: () => EnrolmentRecord | null;
  /** Opens spans while unlocked; null while locked. */
  readonly keyOf: () => ((span: string) => Promise<SpanKey | null>) | null;
  /** Ids of what is carried, whenever they change, and that something was taken. */
  readonly onCarried: (ids: readonly string[]) => void;
  readonly onTaken: () => void;
  /** What is carried must not be evicted: a phone that is no tablet never asked for that before. */
  readonly askToPersist: () => Promise<unknown>;
}

export interface StartedCarry extends Carry {
  /** Begins to follow the database; returns the end of it. */
  readonly follow: () => () => void;
}

export function createCarry(parts: CarryParts): StartedCarry {
  const { database, digest } = parts;
  const carriedCount = signal(0);
  const copiedUpTo = signal<ReadonlyMap<string, number>>(new Map());
  const uncopied = signal(0);
  const makeParts = (): MakeParts | null => {
    const [keys, enrolment] = [parts.keys(), parts.enrolment()];
    if (keys === null || enrolment === null) return null;
    const keyOf = parts.keyOf() ?? (() => Promise.resolve(null));
    const day = istDayOf(parts.now());
    return { database, digest, random: parts.random, keys, enrolment, keyOf, day };
  };
  const show = (numbers: CarryNumbers): void => {
    carriedCount.value = numbers.carried.length;
    copiedUpTo.value = numbers.copiedUpTo;
    uncopied.value = numbers.uncopied;
    parts.onCarried(numbers.carried);
  };
  /** Sooner than the database tells of it: whoever has just handed something over sees the number change. */
  const showNow = (): Promise<void> => readCarryNumbers(database).then(show, () => undefined);
  return {
    carriedCount,
    copiedUpTo,
    uncopied,
    follow: () => watchCarryNumbers(database, parts.timers, show),
    makeCopy: async (reach) => {
      const ready = makeParts();
      if (ready === null) return { outcome: 'no-key' };
      try {
        return await makeCopy(ready, reach);
      } catch {
        // A disk that cannot be read, or a log that moved while it was read: nothing was handed over, asking again is right.
        return { outcome: 'failed' };
      }
    },
    handedOver: async (copy) => {
      try {
        await noteCopied(database, copy);
        await showNow();
        return true;
      } catch {
        // The next copy holds these records once more: nothing is missing for it.
        return false;
      }
    },
    takeCopy: async (bytes) => {
      const deployment = parts.enrolment()?.deployment ?? null;
      const outcome = await takeCopy({ database, digest, now: parts.now, deployment }, bytes);
      if (outcome !== 'taken') return outcome;
      await showNow();
      parts.onTaken();
      void parts.askToPersist();
      return outcome;
    },
    beginScan: () => beginScan(digest),
    receiptOf: async (dose, registration) => {
      const ready = makeParts();
      const number = `${dose.log.slice(0, 4)}-${dose.seq}`;
      if (ready === null) return { frame: null, number };
      return makeReceipt(ready, dose, registration).catch(() => ({ frame: null, number }));
    },
  };
}

async function noteCopied(database: JournalDatabase, copy: MadeCopy): Promise<void> {
  await database.transaction('rw', database.copies, async () => {
    for (const [log, upTo] of copy.upTo) {
      const before = (await database.copies.get(log))?.upTo ?? 0;
      if (upTo > before) await database.copies.put({ log, upTo });
    }
  });
}

function beginScan(digest: Digest): CopyScan {
  let collection = noFrames;
  return {
    read: (text) => {
      const reading = readFrame(text);
      if (reading.outcome !== 'frame') return { step: reading.outcome };
      const outcome = collectFrame(digest, collection, reading.frame);
      ({ collection } = outcome);
      if (outcome.outcome === 'mismatch') return { step: 'mismatch' };
      const { of } = reading.frame;
      if (outcome.outcome === 'whole') return { step: 'whole', of, copy: outcome.copy };
      return { step: 'more', of, numbers: [...collection.pieces.keys()].sort((a, b) => a - b) };
    },
  };
}
