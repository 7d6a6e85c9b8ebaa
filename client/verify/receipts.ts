// Owns receipts that were held before this page: kept as sealed copies beside those of tablets, and brought to the district when there is network.

import { signal, type ReadonlySignal } from '@preact/signals';
import type { Bytes } from '../../schemas/bytes.ts';
import { collectFrame, noFrames, readFrame } from '../../schemas/carry/frames.ts';
import type { Digest } from '../../schemas/ports.ts';
import type { TakeOutcome } from '../carry/port.ts';
import { takeCopy } from '../carry/take-copy.ts';
import type { Timers } from '../device/timers.ts';
import { createCourier } from '../exchange/courier.ts';
import type { Transport } from '../exchange/transport.ts';
import type { JournalDatabase } from '../journal/database.ts';

export type ReceiptOutcome = TakeOutcome | 'only-a-part' | 'damaged' | 'newer-form';

export interface Receipts {
  /** Copies that wait here for a network. */
  readonly waiting: ReadonlySignal<number>;
  /** `text`: of one QR code. */
  readonly take: (text: string) => Promise<ReceiptOutcome>;
  readonly takeFile: (bytes: Bytes) => Promise<TakeOutcome>;
  /** Tries all that waits; called when the page opens and whenever there may be network again. */
  readonly deliver: () => Promise<void>;
}

export interface ReceiptParts {
  readonly database: JournalDatabase;
  readonly digest: Digest;
  readonly transport: Transport;
  readonly timers: Timers;
  readonly now: () => number;
  readonly running: () => number;
  readonly askToPersist: () => Promise<unknown>;
}

const tryEveryMilliseconds = 60_000;

export function createReceipts(parts: ReceiptParts): Receipts {
  const { database, digest, timers } = parts;
  const waiting = signal(0);
  const courier = createCourier(parts);
  let delivery: Promise<void> | null = null;
  const count = async (): Promise<void> => {
    const ids = await database.carried.toCollection().primaryKeys();
    courier.setIds(ids);
    waiting.value = ids.length;
  };
  const deliverAll = async (): Promise<void> => {
    await count();
    while (courier.isDue()) {
      const outcome = await courier.deliverOne();
      await count();
      if (outcome === 'unreachable' || outcome === 'nothing-due') return;
    }
  };
  const deliver = (): Promise<void> =>
    (delivery ??= deliverAll()
      // A storage that cannot be read now is asked again at the next try.
      .catch(() => undefined)
      .finally(() => {
        delivery = null;
      }));
  const takeFile: Receipts['takeFile'] = async (bytes) => {
    // Any register's copies are carried, as a courier's device does.
    const taking = { database, digest, now: parts.now, deployment: null };
    const outcome = await takeCopy(taking, bytes);
    if (outcome === 'taken') void parts.askToPersist();
    await count();
    void deliver();
    return outcome;
  };
  timers.every(tryEveryMilliseconds, () => void (waiting.value > 0 && deliver()));
  return {
    waiting,
    deliver,
    takeFile,
    take: async (text) => {
      const reading = readFrame(text);
      if (reading.outcome !== 'frame')
        return reading.outcome === 'newer-form' ? 'newer-form' : 'damaged';
      const whole = collectFrame(digest, noFrames, reading.frame);
      return whole.outcome === 'whole' ? takeFile(whole.copy) : 'only-a-part';
    },
  };
}
